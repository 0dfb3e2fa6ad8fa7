"""Every address × every visitor × every method, held against the table."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from pytest_django import DjangoDbBlocker

from payback_site.urls import urlpatterns as real_patterns
from tests.rights.addresses import build_address, list_routes
from tests.rights.places import World
from tests.rights.table import PAGES, Page
from tests.rights.visitors import METHODS, Visitor, invite

urlpatterns: list[Any] = [
    *real_patterns,
    path("neu/", include([path("<int:number>/", lambda _request: HttpResponse())])),
]
PARAMETERS = [
    pytest.param(page, id=" ".join([page.route or "/", page.target, *page.query.values()]))
    for page in PAGES
]


SESSIONS_IN_COOKIES = "django.contrib.sessions.backends.signed_cookies"


@dataclass(frozen=True)
class House:
    """The rows, and whoever comes to the door."""

    world: World
    visitors: dict[str, Visitor]
    browser: Client


@pytest.fixture(scope="module")
def house(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Built once. Sessions are no rows, so that signing out does not end them for the next call.

    Some thousand calls would fill the log of a failure with themselves.
    """
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), override_settings(SESSION_ENGINE=SESSIONS_IN_COOKIES):
        yield House(world, invite(world), Client())
    logging.disable(logging.NOTSET)


class TestEveryAddress:
    @pytest.mark.django_db
    @pytest.mark.parametrize("page", PARAMETERS)
    def test_answers_everybody_as_the_table_says(self, house: House, page: Page) -> None:
        address = build_address(page.route, house.world, target=page.target)

        answers = {
            f"{who} {method}": visitor.call(house.browser, method, address, page.query)
            for who, visitor in house.visitors.items()
            for method in METHODS
        }

        assert answers == page.list_answers()

    def test_is_in_the_table(self) -> None:
        assert set(list_routes()) - {page.route for page in PAGES} == set()

    def test_in_the_table_exists(self) -> None:
        assert {page.route for page in PAGES} - set(list_routes()) == set()


class TestListRoutes:
    def test_finds_an_address_that_was_added(self) -> None:
        found = set(list_routes(__name__)) - set(list_routes())

        assert found == {"neu/<int:number>/"}

    def test_finds_what_the_admin_and_the_api_bring(self) -> None:
        found = set(list_routes())

        assert {"admin/interfaces/branch/add/", "api/v1/collects", "healthz"} <= found
