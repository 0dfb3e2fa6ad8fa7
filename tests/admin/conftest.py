"""Who is signed in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Interface
from tests.admin.people import make_person, open_client
from tests.factories import InterfaceFactory


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


@pytest.fixture
def revealable(db: None) -> Interface:
    """An interface of a chain whose administrators may look at passwords."""
    return InterfaceFactory.create(chain__may_reveal_passwords=True)


@pytest.fixture
def eva(revealable: Interface) -> User:
    """In the group of administrators, for the chain of that interface."""
    return make_person("eva", revealable.chain, role=Role.ADMINISTRATOR)


@pytest.fixture
def her_browser(eva: User) -> Client:
    """Eva is signed in."""
    return open_client(eva)
