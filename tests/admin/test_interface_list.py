"""The list "Schnittstellen": found by what one knows, and each row says what it is today."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Interface
from tests.admin.rows import get_url
from tests.factories import BranchFactory, InterfaceFactory, make_user

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
BOX = "Mit Arbeitsplatz Einstellungen"


@pytest.fixture(autouse=True)
def noon() -> Any:
    """The day does not change while a test runs."""
    with time_machine.travel("2026-11-23T11:00:00Z", tick=False):
        yield


def open_list(client: Client, **query: str) -> Any:
    return client.get(get_url(Interface, "changelist"), query)


def list_rows(client: Client, **query: str) -> list[Interface]:
    return list(open_list(client, **query).context["cl"].result_list)


def read_page(client: Client, **query: str) -> str:
    return str(open_list(client, **query).content.decode())


class TestSearch:
    @pytest.mark.parametrize("text", ["SEHSTERN", "sehstern.example", "G1", "Herrengasse", "KASSA"])
    def test_finds_by(self, back_office: Client, text: str) -> None:
        wanted = InterfaceFactory.create(
            of_workstation=True,
            partner_short_name="SEHSTERN",
            host="https://sehstern.example",
            workstation__computer_name="KASSA-1",
            workstation__branch__code="G1",
            workstation__branch__name="Graz Herrengasse",
        )
        InterfaceFactory.create(of_branch=True, branch__code="W2", branch__name="Wien")

        assert list_rows(back_office, q=text) == [wanted]


class TestBox:
    def test_shows_only_what_a_workstation_configured(self, back_office: Client) -> None:
        wanted = InterfaceFactory.create(of_workstation=True)
        InterfaceFactory.create(of_branch=True)
        InterfaceFactory.create()

        assert list_rows(back_office, mit_arbeitsplatz="1") == [wanted]

    def test_is_a_box_beside_the_search(self, back_office: Client) -> None:
        InterfaceFactory.create()

        page = read_page(back_office)

        box = '<input type="checkbox" name="mit_arbeitsplatz" value="1">'
        assert f'<label class="tick">{box} {BOX}</label>' in page
        assert page.count(BOX) == 1

    def test_is_ticked_while_it_counts(self, back_office: Client) -> None:
        page = read_page(back_office, mit_arbeitsplatz="1")

        assert 'name="mit_arbeitsplatz" value="1" checked>' in page

    def test_narrows_a_search(self, back_office: Client) -> None:
        wanted = InterfaceFactory.create(of_workstation=True, partner_short_name="SEHSTERN")
        InterfaceFactory.create(of_workstation=True)
        InterfaceFactory.create(partner_short_name="SEHSTERN")

        assert list_rows(back_office, q="SEHSTERN", mit_arbeitsplatz="1") == [wanted]

    def test_is_not_kept_by_a_hidden_field_when_unticked(self, back_office: Client) -> None:
        page = read_page(back_office, mit_arbeitsplatz="1", zustand="active")

        assert '<input type="hidden" name="mit_arbeitsplatz"' not in page
        assert '<input type="hidden" name="zustand" value="active">' in page


class TestColumns:
    @pytest.mark.parametrize(
        ("row", "told"),
        [
            ({}, "aktiv"),
            ({"start_date": TODAY}, "aktiv"),
            ({"start_date": TOMORROW}, "ab 24.11.2026"),
            ({"is_active": False}, "aus"),
            ({"without_password": True}, "Passwort fehlt"),
        ],
        ids=str,
    )
    def test_say_the_state(self, back_office: Client, row: dict[str, Any], told: str) -> None:
        InterfaceFactory.create(**row)

        assert f"</span> {told}</span>" in read_page(back_office)

    def test_say_that_another_one_took_over(self, back_office: Client) -> None:
        former = InterfaceFactory.create(of_branch=True)
        InterfaceFactory.create(chain=former.chain, branch=former.branch, start_date=TODAY)

        assert "</span> abgelöst</span>" in read_page(back_office)

    def test_give_each_state_a_colour_and_a_sign(self, back_office: Client) -> None:
        InterfaceFactory.create()

        badge = '<span class="state state-booked"><span aria-hidden="true">✓</span> aktiv</span>'
        assert badge in read_page(back_office)

    def test_do_not_ask_a_row_out_of_use_for_its_password(self, back_office: Client) -> None:
        InterfaceFactory.create(is_active=False, without_password=True)

        assert "Passwort fehlt" not in read_page(back_office)

    def test_name_the_place_first(self, back_office: Client) -> None:
        row = InterfaceFactory.create(of_workstation=True, workstation__computer_name="KASSA-1")

        response = open_list(back_office)

        assert response.context["cl"].list_display[1] == "place"
        page = response.content.decode()
        assert f">{row.branch}</a></th>" in page
        assert '<td class="field-computer">KASSA-1</td>' in page
        assert '<td class="field-usage_word">Clientseitig</td>' in page
        assert '<td class="field-start">sofort</td>' in page

    def test_name_the_chain_where_every_branch_is_meant(self, back_office: Client) -> None:
        InterfaceFactory.create(chain__name="Optik Sehstern")

        assert ">Alle Filialen · Optik Sehstern</a></th>" in read_page(back_office)


class TestFilter:
    @pytest.mark.parametrize("state", ["active", "planned", "superseded", "off"])
    def test_shows_one_state(self, back_office: Client, state: str) -> None:
        chain = InterfaceFactory.create().chain
        InterfaceFactory.create(chain=chain, start_date=TODAY)
        InterfaceFactory.create(chain=chain, start_date=TOMORROW)
        InterfaceFactory.create(chain=chain, is_active=False)

        rows: list[Any] = list(list_rows(back_office, zustand=state))

        assert [row.condition for row in rows] == [state]

    def test_is_named_without_a_by(self, back_office: Client) -> None:
        InterfaceFactory.create()

        page = read_page(back_office)

        assert "<summary>Zustand</summary>" in page
        assert "Nach Zustand" not in page


class TestEmptyList:
    def test_says_why_and_what_to_do(self, back_office: Client) -> None:
        page = read_page(back_office)

        assert "Ohne Schnittstelle kann keine Kassa Punkte melden." in page

    def test_says_that_the_search_found_nothing(self, back_office: Client) -> None:
        InterfaceFactory.create()

        page = read_page(back_office, q="gibt-es-nicht")

        assert "Nichts gefunden" in page
        assert "Ohne Schnittstelle" not in page


class TestHeading:
    def test_is_what_the_list_holds(self, back_office: Client) -> None:
        page = read_page(back_office)

        assert "<h1>Schnittstellen</h1>" in page
        assert "Schnittstelle anlegen" in page

    def test_offers_nothing_to_whoever_only_reads(self) -> None:
        client = Client()
        client.force_login(make_user(Role.AUDITOR, BranchFactory.create()))

        assert "Schnittstelle anlegen" not in read_page(client)
