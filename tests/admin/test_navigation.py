"""The navigation: what the work needs, in its order, and only what one may see."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interfaces.choices import Role
from interfaces.models import Branch, Interface
from payback_site import navigation
from payback_site.navigation import Line, Place
from tests.admin.rows import get_url
from tests.factories import BranchFactory, DeliveryFactory, make_user

pytestmark = pytest.mark.django_db
ORDER = [
    "Übersicht",
    "Arbeitslisten",
    "Übertragungen",
    "Erfasste Karten",
    "Schnittstellen",
    "Welche gilt?",
    "Filialketten",
    "Punkteregeln",
    "Filialen",
    "Arbeitsplätze",
    "Artikelgruppen",
    "Bonvorlagen",
    "Benutzer",
]
JARGON = ["Interfaces", "Transactions", "Authentifizierung", "Auth ", "Website"]


def open_page(client: Client, address: str = "/admin/") -> Any:
    return client.get(address)


def read_lines(client: Client, address: str = "/admin/") -> list[Line]:
    """What the navigation of a page holds."""
    return list(open_page(client, address).context["navigation"])


def read_labels(client: Client) -> list[str]:
    return [line.label for line in read_lines(client)]


def find_line(client: Client, label: str, address: str = "/admin/") -> Line:
    return next(line for line in read_lines(client, address) if line.label == label)


def sign_in(role: Role, branch: Branch) -> Client:
    """The browser of somebody who works for a branch."""
    client = Client()
    client.force_login(make_user(role, branch))
    return client


class TestNavigation:
    def test_follows_the_order_of_the_work(self, back_office: Client) -> None:
        labels = read_labels(back_office)

        assert [label for label in labels if label != "Protokoll"] == ORDER

    def test_leaves_out_a_page_that_does_not_exist(
        self, back_office: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        missing = [
            Place(label="Filialen", url_name="admin:no_such_page"),
            Place("contenttypes.ContentType"),
        ]
        monkeypatch.setattr(navigation, "ORDER", [*missing, *navigation.ORDER[:1]])

        assert read_labels(back_office) == ["Übersicht"]

    def test_leaves_out_what_the_user_may_not_see(self) -> None:
        client = sign_in(Role.BRANCH_MANAGER, BranchFactory.create())

        labels = read_labels(client)

        assert {"Schnittstellen", "Arbeitsplätze"} <= set(labels)
        assert "Benutzer" not in labels

    @pytest.mark.parametrize("line", range(len(navigation.ORDER)))
    def test_leads_to_pages_that_open(self, back_office: Client, line: int) -> None:
        lines = read_lines(back_office)

        response = back_office.get(lines[line % len(lines)].url)

        assert response.status_code == 200

    def test_speaks_without_jargon(self, back_office: Client) -> None:
        page = open_page(back_office).content.decode()

        assert [word for word in JARGON if word in page] == []

    def test_marks_where_one_is(self, back_office: Client) -> None:
        address = get_url(Interface, "changelist")

        assert find_line(back_office, "Schnittstellen", address).current == "page"
        assert find_line(back_office, "Übersicht", address).current == ""

    def test_marks_the_list_of_the_row_one_is_at(self, back_office: Client) -> None:
        address = get_url(Interface, "add")

        assert find_line(back_office, "Schnittstellen", address).current == "true"

    def test_marks_the_nearest_page_only(self, back_office: Client) -> None:
        address = reverse("admin:transactions_delivery_worklists")

        assert find_line(back_office, "Arbeitslisten", address).current == "page"
        assert find_line(back_office, "Übertragungen", address).current == ""

    def test_says_so_to_whoever_cannot_see_it(self, back_office: Client) -> None:
        page = open_page(back_office).content.decode()

        assert re.findall(r'<a href="([^"]+)" aria-current="page">', page) == ["/admin/"]


class TestCounts:
    def test_stand_beside_what_waits(self, back_office: Client) -> None:
        DeliveryFactory.create_batch(2, held=True)
        DeliveryFactory.create(attention=True)
        DeliveryFactory.create(booked=True)

        worklists = find_line(back_office, "Arbeitslisten").worklists

        told = [(line.label, line.count) for line in worklists]
        assert told == [("braucht Entscheidung", 1), ("angehalten", 2)]

    def test_lead_to_the_list_of_just_these(self, back_office: Client) -> None:
        held = DeliveryFactory.create(held=True)
        DeliveryFactory.create(booked=True)
        worklist = find_line(back_office, "Arbeitslisten").worklists[0]

        response = back_office.get(worklist.url)

        shown = [row.delivery for block in response.context["blocks"] for row in block.rows]
        assert shown == [held]

    def test_are_of_the_branches_of_the_user(self) -> None:
        own = DeliveryFactory.create(held=True)
        DeliveryFactory.create_batch(3, held=True)
        client = sign_in(Role.BRANCH_MANAGER, own.branch)

        worklists = find_line(client, "Arbeitslisten").worklists

        assert [line.count for line in worklists] == [1]

    def test_are_not_made_for_a_page_without_navigation(
        self, back_office: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(navigation, "count_worklists", pytest.fail)

        response = back_office.get(get_url(Branch, "add") + "?_popup=1")

        assert response.status_code == 200


class TestScope:
    def test_names_the_chain_and_the_part(self) -> None:
        branch = BranchFactory.create(chain__name="Optik Sehstern", name="Graz Herrengasse")
        client = sign_in(Role.BRANCH_MANAGER, branch)

        page = open_page(client).content.decode()

        assert "<strong>Optik Sehstern</strong>" in page
        assert "Filialleitung · Graz Herrengasse" in page

    def test_says_the_name_of_the_chain_once(self) -> None:
        branch = BranchFactory.create(chain__name="Optik Sehstern")

        scope = open_page(sign_in(Role.ADMINISTRATOR, branch)).context["scope"]

        assert (scope.chain, scope.part) == ("Optik Sehstern", "Administratoren")

    def test_does_not_name_one_of_many_chains(self, back_office: Client) -> None:
        BranchFactory.create_batch(2)

        assert open_page(back_office).context["scope"].chain == "Alle Filialketten"
