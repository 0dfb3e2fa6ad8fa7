"""The button "Test Verbindung": who may press it, what it answers, and what stays on the page."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from interfaces.choices import ProbeState, Role
from interfaces.clock import get_database_time
from interfaces.models import ConnectionTest, Interface
from tests.admin.rows import get_url
from tests.factories import BranchFactory, make_user
from tests.factories.interfaces import PASSWORD
from tests.interfaces.connection.asking import (
    NOW,
    NOWHERE,
    ask,
    end_as_rejected,
    make_interface,
    type_in,
)

pytestmark = pytest.mark.django_db
UNSAVED = "/admin/interfaces/interface/connection-test/"
CANARY = "Zeisig&geheim<4711>"


@pytest.fixture
def interface() -> Interface:
    return make_interface(NOWHERE)


def fill_in(**changes: Any) -> dict[str, Any]:
    """What the page posts: more than is needed, as the form has more fields."""
    return {
        "partner_short_name": "DEMOOPTIK",
        "host": NOWHERE,
        "username": "demo",
        "new_password": CANARY,
        "profile_name": "simulator",
        **changes,
    }


def start(client: Client, interface: Interface | None, **changes: Any) -> Any:
    """Presses the button."""
    address = f"/admin/interfaces/interface/{interface.pk}/connection-test/" if interface else ""
    return client.post(address or UNSAVED, fill_in(**changes))


def let_in(role: Role, interface: Interface) -> Client:
    """The browser of somebody of that role, for the chain and the branch of the interface."""
    branch = interface.branch or BranchFactory.create(chain=interface.chain)
    client = Client()
    client.force_login(make_user(role, branch))
    return client


def read_page(client: Client, interface: Interface) -> str:
    return client.get(get_url(Interface, "change", interface.pk)).content.decode()


class TestTheAnswer:
    def test_is_a_report_and_where_to_ask_for_the_next(
        self, back_office: Client, interface: Interface
    ) -> None:
        answer = start(back_office, interface)
        later = back_office.get(answer.json()["url"])

        assert answer.status_code == HTTPStatus.CREATED
        assert (later.status_code, later.json()) == (HTTPStatus.OK, answer.json())
        assert answer.json()["report"]["state"] == ProbeState.WAITING
        assert len(answer.json()["report"]["lines"]) == 6
        assert "no-store" in later["Cache-Control"]

    def test_says_after_a_few_seconds_that_no_worker_is_there(
        self, back_office: Client, interface: Interface
    ) -> None:
        url = start(back_office, interface).json()["url"]
        ConnectionTest.objects.update(requested_at=get_database_time() - timedelta(seconds=9))

        report = back_office.get(url).json()["report"]

        assert (report["state"], report["is_ended"]) == (ProbeState.LOST, True)
        assert "Hintergrundverarbeitung" in report["headline"]

    def test_never_holds_the_password(self, back_office: Client, interface: Interface) -> None:
        answer = start(back_office, interface)
        later = back_office.get(answer.json()["url"])

        assert CANARY not in (answer.content + later.content).decode()

    def test_comes_for_an_interface_that_is_not_saved(self, back_office: Client) -> None:
        answer = start(back_office, None)

        assert back_office.get(answer.json()["url"]).status_code == HTTPStatus.OK
        assert Interface.objects.count() == 0

    def test_is_not_for_reading(self, back_office: Client) -> None:
        assert back_office.get(UNSAVED).status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestWrongInput:
    @pytest.mark.parametrize(
        ("change", "field", "words"),
        [
            ({"host": "ftp://x"}, "host", "Bitte einen Rechnernamen"),
            ({"host": "soap.elsewhere.org"}, "host", "ist hier nicht freigegeben"),
            ({"host": ""}, "host", "Bitte ausfüllen"),
            ({"host": "x" * 256}, "host", "255"),
            ({"username": ""}, "username", "Bitte ausfüllen"),
            ({"partner_short_name": "P" * 11}, "partner_short_name", "10"),
            ({"profile_name": "other"}, "profile_name", "nicht zur Wahl"),
            ({"new_password": "", "username": "x"}, "new_password", "geänderte Angaben zu testen"),
        ],
        ids=str,
    )
    def test_is_named_by_field_in_words(
        self,
        back_office: Client,
        interface: Interface,
        change: dict[str, str],
        field: str,
        words: str,
    ) -> None:
        answer = start(back_office, interface, **change)

        (problem,) = answer.json()["problems"]
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert problem["field"] == field
        assert words in problem["text"]
        assert ConnectionTest.objects.count() == 0

    def test_is_named_whole_and_in_the_order_of_the_form(self, back_office: Client) -> None:
        answer = start(back_office, None, host="", username="", partner_short_name="")

        assert [problem["label"] for problem in answer.json()["problems"]] == [
            "Kurzname des Partners",
            "Host",
            "Benutzer",
        ]

    def test_is_a_missing_password_where_none_is_stored(self, back_office: Client) -> None:
        answer = start(back_office, None, new_password="")

        assert answer.json()["problems"][0]["text"] == "Bitte geben Sie das Passwort ein."

    def test_is_told_when_the_next_test_is_possible(
        self, back_office: Client, interface: Interface
    ) -> None:
        now = get_database_time()
        end_as_rejected(ask(type_in(NOWHERE), at=now), at=now)
        end_as_rejected(ask(type_in(NOWHERE), at=now), at=now)
        end_as_rejected(ask(type_in(NOWHERE), at=now), at=now)

        answer = start(back_office, interface)

        assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "ist der nächste Test erst ab" in answer.json()["message"]


class TestWhoMay:
    def test_must_be_signed_in(self, client: Client, interface: Interface) -> None:
        assert start(client, interface).status_code == HTTPStatus.FOUND
        assert ConnectionTest.objects.count() == 0

    @pytest.mark.parametrize(
        ("role", "wide", "own"),
        [
            (Role.ADMINISTRATOR, HTTPStatus.CREATED, HTTPStatus.CREATED),
            (Role.BRANCH_MANAGER, HTTPStatus.FORBIDDEN, HTTPStatus.CREATED),
            (Role.AUDITOR, HTTPStatus.FORBIDDEN, HTTPStatus.FORBIDDEN),
        ],
    )
    def test_must_be_allowed_to_change_the_interface(
        self, role: Role, wide: HTTPStatus, own: HTTPStatus
    ) -> None:
        of_branch = make_interface(NOWHERE, of_branch=True)
        of_chain = make_interface(NOWHERE, chain=of_branch.chain)
        client = let_in(role, of_branch)

        assert start(client, of_chain).status_code == wide
        assert start(client, of_branch).status_code == own

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.ADMINISTRATOR, HTTPStatus.CREATED),
            (Role.BRANCH_MANAGER, HTTPStatus.CREATED),
            (Role.AUDITOR, HTTPStatus.FORBIDDEN),
        ],
    )
    def test_must_be_allowed_to_add_one_that_is_not_saved(
        self, interface: Interface, role: Role, status: HTTPStatus
    ) -> None:
        assert start(let_in(role, interface), None).status_code == status

    def test_is_answered_as_if_a_foreign_interface_were_not_there(
        self, interface: Interface
    ) -> None:
        client = let_in(Role.ADMINISTRATOR, make_interface(NOWHERE))

        assert start(client, interface).status_code == HTTPStatus.NOT_FOUND

    def test_sees_only_the_own_tests(self, back_office: Client, interface: Interface) -> None:
        url = start(back_office, interface).json()["url"]

        answer = let_in(Role.ADMINISTRATOR, interface).get(url)

        assert answer.status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("unsaved", [True, False])
    def test_sees_a_test_no_longer_when_the_right_is_gone(
        self, interface: Interface, *, unsaved: bool
    ) -> None:
        client = let_in(Role.ADMINISTRATOR, interface)
        url = start(client, None if unsaved else interface).json()["url"]
        User.objects.get().groups.clear()

        assert client.get(url).status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.FOUND}


class TestThePage:
    def test_offers_the_button_on_saved_and_unsaved_interfaces(
        self, back_office: Client, interface: Interface
    ) -> None:
        saved = read_page(back_office, interface)
        unsaved = back_office.get(get_url(Interface, "add")).content.decode()

        assert ">Test Verbindung</button>" in saved
        assert f'data-url="/admin/interfaces/interface/{interface.pk}/connection-test/"' in saved
        assert ">Test Verbindung</button>" in unsaved
        assert f'data-url="{UNSAVED}"' in unsaved

    def test_offers_no_button_to_whoever_only_looks(self, interface: Interface) -> None:
        page = read_page(let_in(Role.AUDITOR, interface), interface)

        assert "Test Verbindung" not in page
        assert "connection_test.js" not in page

    def test_shows_the_last_result_when_and_by_whom(
        self, back_office: Client, administrator: User, interface: Interface
    ) -> None:
        end_as_rejected(ask(type_in(NOWHERE), interface=interface, user=administrator), at=NOW)

        page = read_page(back_office, interface)

        assert "nicht bestanden am 23.11.2026, 10:15, getestet von verwaltung" in page

    def test_shows_it_to_whoever_only_looks_too(self, interface: Interface) -> None:
        end_as_rejected(ask(type_in(NOWHERE), interface=interface), at=NOW)

        assert "nicht bestanden am" in read_page(let_in(Role.AUDITOR, interface), interface)

    @pytest.mark.parametrize(("username", "other"), [("demo", False), ("somebody", True)])
    def test_says_when_other_settings_were_tested(
        self, back_office: Client, interface: Interface, username: str, *, other: bool
    ) -> None:
        end_as_rejected(ask(type_in(NOWHERE, username=username), interface=interface), at=NOW)

        page = read_page(back_office, interface)

        assert ("Getestet wurden andere Angaben" in page) is other

    def test_says_that_there_was_none(self, back_office: Client, interface: Interface) -> None:
        page = read_page(back_office, interface)

        assert '<p class="quiet">noch keiner</p>' in page

    def test_shows_no_password(self, back_office: Client, interface: Interface) -> None:
        start(back_office, interface)

        page = read_page(back_office, interface)

        assert CANARY not in page
        assert PASSWORD not in page
        assert "gAAAA" not in page
