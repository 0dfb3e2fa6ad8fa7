"""A small world, and browsers of the people in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from interfaces.choices import Role
from tests.factories import UserFactory, make_user
from tests.rights.places import World, build_world

SignIn = Callable[[User], Client]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two branches of one chain, one of another, everything in each of them.

    Built once for a module: what a test does to the rows is undone after it. Tests read the rows
    anew before they look at what has become of them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which somebody has signed in."""

    def open_browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return open_browser


@pytest.fixture
def manager(world: World, sign_in: SignIn) -> Client:
    """The browser of the manager of the own branch."""
    return sign_in(world.own.manager)


@pytest.fixture
def administrator(world: World) -> User:
    """Administrator of the own chain, no superuser."""
    return make_user(Role.ADMINISTRATOR, world.own.branch, username="EIGEN-verwaltung")


@pytest.fixture
def office(administrator: User, sign_in: SignIn) -> Client:
    """The browser of the administrator."""
    return sign_in(administrator)


@pytest.fixture
def operator(db: None) -> User:
    """A superuser who belongs nowhere."""
    return UserFactory.create(username="betrieb", is_superuser=True)


def read_rows(response: Any) -> set[Any]:
    """What a list shows."""
    return set(response.context["cl"].result_list)
