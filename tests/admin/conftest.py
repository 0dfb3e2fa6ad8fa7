"""Who is signed in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def administrator(db: None) -> User:
    """May do everything."""
    return User.objects.create_superuser("verwaltung", password="tuer-zu-4711")


@pytest.fixture
def back_office(administrator: User) -> Client:
    """The administrator's browser; forms need no CSRF token here."""
    client = Client()
    client.force_login(administrator)
    return client
