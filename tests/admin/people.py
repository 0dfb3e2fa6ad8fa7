"""Users of every kind with a password, and their browsers."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.test import Client

from interfaces.models import Chain
from tests.factories import ResponsibilityFactory, UserFactory

OWN_PASSWORD = "tuer-zu-4711"


def make_person(name: str, chain: Chain | None, **values: Any) -> User:
    """A user who may sign in, in the group of `role` if that is given."""
    user: User = UserFactory.create(username=name, password=make_password(OWN_PASSWORD), **values)
    ResponsibilityFactory.create(user=user, chain=chain)
    return user


def open_client(user: User | None) -> Client:
    """The browser of somebody signed in, or of nobody."""
    client = Client()
    if user:
        client.force_login(user)
    return client
