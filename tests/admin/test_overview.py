"""The first page: what waits, what is missing, and the quick ways."""

from typing import Any

import pytest
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Interface
from tests.admin.rows import get_url
from tests.factories import BranchFactory, DeliveryFactory, InterfaceFactory, make_user

pytestmark = pytest.mark.django_db


def open_overview(client: Client) -> Any:
    return client.get("/admin/")


def read_page(client: Client) -> str:
    return str(open_overview(client).content.decode())


class TestWaiting:
    def test_shows_every_worklist_with_its_number(self, back_office: Client) -> None:
        DeliveryFactory.create_batch(2, unknown=True)
        DeliveryFactory.create(attention=True)

        waiting = open_overview(back_office).context["waiting"]

        assert [worklist.count for worklist in waiting] == [1, 0, 2, 0]

    def test_says_what_to_do_about_a_decision(self, back_office: Client) -> None:
        DeliveryFactory.create(attention=True)

        assert "Hier kommt es ohne Sie nicht weiter." in read_page(back_office)

    def test_says_that_nothing_waits(self, back_office: Client) -> None:
        DeliveryFactory.create(booked=True)

        assert "Nichts wartet" in read_page(back_office)

    def test_counts_the_own_branch_only(self) -> None:
        own = DeliveryFactory.create(held=True)
        DeliveryFactory.create(held=True)
        client = Client()
        client.force_login(make_user(Role.BRANCH_MANAGER, own.branch))

        waiting = open_overview(client).context["waiting"]

        assert sum(worklist.count for worklist in waiting) == 1


class TestInterfacesWithoutPassword:
    def test_are_listed_with_a_way_there(self, back_office: Client) -> None:
        row = InterfaceFactory.create(without_password=True)

        page = read_page(back_office)

        assert "Schnittstellen ohne Passwort" in page
        assert get_url(Interface, "change", row.pk) in page

    @pytest.mark.parametrize(
        "row", [{}, {"without_password": True, "is_active": False}], ids=["complete", "off"]
    )
    def test_are_not_those_that_miss_nothing(
        self, back_office: Client, row: dict[str, bool]
    ) -> None:
        InterfaceFactory.create(**row)

        assert "Schnittstellen ohne Passwort" not in read_page(back_office)


class TestQuickWays:
    def test_lead_to_new_rows(self, back_office: Client) -> None:
        assert get_url(Interface, "add") in read_page(back_office)

    def test_are_for_whoever_may_create(self) -> None:
        client = Client()
        client.force_login(make_user(Role.AUDITOR, BranchFactory.create()))

        assert get_url(Interface, "add") not in read_page(client)

    def test_search_the_receipts(self, back_office: Client) -> None:
        delivery = DeliveryFactory.create()
        number = delivery.transaction.receipt.receipt_number

        response = back_office.get("/admin/transactions/delivery/", {"q": number})

        assert 'action="/admin/transactions/delivery/" role="search"' in read_page(back_office)
        assert list(response.context["cl"].result_list) == [delivery]


class TestPagesOfApps:
    def test_are_the_first_page(self, back_office: Client) -> None:
        response = back_office.get("/admin/interfaces/")

        assert "waiting" in response.context
