"""The screen of an interface: its password goes in and never comes out."""

import hashlib
from base64 import b64encode
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from interfaces.models import Interface
from tests.admin.rows import get_url
from tests.factories import BranchFactory, InterfaceFactory
from tests.factories.interfaces import PASSWORD
from tests.interfaces.secrets.columns import read_raw

pytestmark = pytest.mark.django_db
NEW = " neu geheim 0815 "


@pytest.fixture
def interface() -> Interface:
    row = InterfaceFactory.create()
    return Interface.objects.get(pk=row.pk)


def fill_in(row: Interface, **changes: Any) -> dict[str, Any]:
    """What a browser posts for the unchanged form, with `changes`."""
    form = {
        "chain": row.chain_id,
        "branch": row.branch_id or "",
        "start_date": row.start_date or "",
        "is_active": "on" if row.is_active else "",
        "partner_short_name": row.partner_short_name,
        "host": row.host,
        "username": row.username,
        "profile_name": row.profile_name,
        "new_password": "",
        **changes,
    }
    return {name: value for name, value in form.items() if value != ""}


def save(client: Client, row: Interface, **changes: Any) -> Interface:
    """Posts the form; the row as it is stored afterwards."""
    response = client.post(get_url(Interface, "change", row.pk), fill_in(row, **changes))
    assert response.status_code == HTTPStatus.FOUND, response.context["adminform"].errors
    return Interface.objects.get(pk=row.pk)


def open_page(client: Client, row: Interface) -> str:
    return client.get(get_url(Interface, "change", row.pk)).content.decode()


def list_form_errors(client: Client, address: str, form: dict[str, Any]) -> dict[str, list[str]]:
    """What the form says, shown on the page again."""
    response = client.post(address, form)
    assert response.status_code == HTTPStatus.OK
    return dict(response.context["adminform"].form.errors)


class TestPasswordInTheForm:
    @time_machine.travel("2026-11-23T09:00:00Z", tick=False)
    def test_sets_it_and_notes_who_and_when(
        self, back_office: Client, administrator: User, interface: Interface
    ) -> None:
        stored = save(back_office, interface, new_password="neu")

        assert stored.password == "neu"
        assert (stored.password_set_by, stored.password_set_at) == (administrator, timezone.now())
        assert "gesetzt am 23.11.2026, 10:00 von verwaltung" in open_page(back_office, stored)

    def test_takes_every_character_as_typed(
        self, back_office: Client, interface: Interface
    ) -> None:
        assert save(back_office, interface, new_password=NEW).password == NEW

    def test_keeps_it_when_left_empty(self, back_office: Client, interface: Interface) -> None:
        stored = save(back_office, interface, partner_short_name="OTHER")

        assert (stored.partner_short_name, stored.password) == ("OTHER", PASSWORD)
        assert stored.password_set_at is None

    @pytest.mark.parametrize(
        "change",
        [
            {"host": "https://elsewhere.example"},
            {"host": "https://payback.example:8443"},
            {"host": "https://payback.example/other"},
            {"username": "somebody"},
            {"profile_name": "extint"},
        ],
        ids=str,
    )
    def test_is_cleared_by_a_change_of(
        self, back_office: Client, interface: Interface, change: dict[str, str]
    ) -> None:
        stored = save(back_office, interface, **change)

        assert stored.password is None
        assert "nicht gesetzt" in open_page(back_office, stored)

    def test_says_that_it_was_cleared(self, back_office: Client, interface: Interface) -> None:
        form = fill_in(interface, host="https://elsewhere.example")

        response = back_office.post(get_url(Interface, "change", interface.pk), form, follow=True)

        texts = [str(message) for message in response.context["messages"]]
        assert any("Passwort" in text and "neu" in text for text in texts)

    def test_goes_with_a_new_host_when_typed_again(
        self, back_office: Client, interface: Interface
    ) -> None:
        stored = save(back_office, interface, host="https://elsewhere.example", new_password="neu")

        assert (stored.host, stored.password) == ("https://elsewhere.example", "neu")

    def test_survives_another_spelling_of_the_host(
        self, back_office: Client, interface: Interface
    ) -> None:
        stored = save(back_office, interface, host="PAYBACK.example:443")

        assert stored.password == PASSWORD

    def test_is_not_changed_by_a_form_with_errors(
        self, back_office: Client, interface: Interface
    ) -> None:
        form = fill_in(interface, host="ftp://x", new_password="neu")
        list_form_errors(back_office, get_url(Interface, "change", interface.pk), form)

        assert Interface.objects.get().password == PASSWORD

    def test_is_set_with_a_new_interface(self, back_office: Client, interface: Interface) -> None:
        form = fill_in(interface, start_date="01.12.2026", new_password="neu")

        response = back_office.post(get_url(Interface, "add"), form)

        assert response.status_code == HTTPStatus.FOUND
        added = Interface.objects.exclude(pk=interface.pk).get()
        assert (added.password, str(added.start_date)) == ("neu", "2026-12-01")


class TestPasswordOnThePages:
    def test_is_nowhere_nor_anything_derived_from_it(
        self, back_office: Client, interface: Interface
    ) -> None:
        save(back_office, interface, new_password=NEW)
        ciphertext = read_raw("interfaces_interface", "password")
        pages = read_all_pages(back_office, interface)

        found = [trace for trace in list_traces(NEW, ciphertext) if trace in pages]

        assert not found

    def test_field_is_empty_and_of_type_password(
        self, back_office: Client, interface: Interface
    ) -> None:
        response = back_office.get(get_url(Interface, "change", interface.pk))

        widget = str(response.context["adminform"].form["new_password"])
        assert 'type="password"' in widget
        assert 'autocomplete="new-password"' in widget
        assert "value=" not in widget

    def test_page_looks_the_same_for_short_and_long_ones(
        self, back_office: Client, interface: Interface
    ) -> None:
        with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
            save(back_office, interface, new_password="k")
            short = read_fields(back_office, interface)
            save(back_office, interface, new_password="l" * 255)

        assert read_fields(back_office, interface) == short

    def test_is_not_given_back_with_a_form_with_errors(
        self, back_office: Client, interface: Interface
    ) -> None:
        form = fill_in(interface, host="ftp://x", new_password=NEW)

        page = back_office.post(get_url(Interface, "change", interface.pk), form).content.decode()

        assert NEW.strip() not in page

    def test_is_neither_in_the_history_nor_in_the_log_of_changes(
        self, back_office: Client, interface: Interface
    ) -> None:
        save(back_office, interface, new_password=NEW)

        history = back_office.get(get_url(Interface, "history", interface.pk)).content.decode()

        assert NEW.strip() not in history
        assert "gAAAA" not in history

    @pytest.mark.parametrize("search", [PASSWORD, "gAAAA", "geheim"])
    def test_is_not_found_by_search(
        self, back_office: Client, interface: Interface, search: str
    ) -> None:
        response = back_office.get(get_url(Interface, "changelist"), {"q": search})

        assert list(response.context["cl"].result_list) == []
        assert interface.has_password

    @pytest.mark.parametrize("lookup", ["password", "password__startswith"])
    def test_is_not_found_by_an_address(
        self, back_office: Client, interface: Interface, lookup: str
    ) -> None:
        response = back_office.get(get_url(Interface, "changelist"), {lookup: "g"})

        assert response.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.FOUND}
        assert interface.has_password


class TestOtherFieldsOfTheForm:
    def test_names_the_unusable_host(self, back_office: Client, interface: Interface) -> None:
        address = get_url(Interface, "change", interface.pk)

        errors = list_form_errors(back_office, address, fill_in(interface, host="ftp://x"))

        assert list(errors) == ["host"]

    def test_names_the_branch_of_another_chain(
        self, back_office: Client, interface: Interface
    ) -> None:
        form = fill_in(interface, branch=BranchFactory.create().pk)

        errors = list_form_errors(back_office, get_url(Interface, "change", interface.pk), form)

        assert list(errors) == ["branch"]

    def test_names_the_branch_when_the_computer_stands_elsewhere(self, back_office: Client) -> None:
        row = InterfaceFactory.create(of_workstation=True)
        form = fill_in(row, branch=BranchFactory.create(chain=row.chain).pk)

        errors = list_form_errors(back_office, get_url(Interface, "change", row.pk), form)

        assert list(errors) == ["branch"]

    def test_says_that_another_one_is_active_there(
        self, back_office: Client, interface: Interface
    ) -> None:
        errors = list_form_errors(back_office, get_url(Interface, "add"), fill_in(interface))

        assert list(errors) == ["start_date"]

    def test_does_not_let_the_computer_be_set(
        self, back_office: Client, interface: Interface
    ) -> None:
        other = InterfaceFactory.create(of_workstation=True)

        stored = save(back_office, interface, workstation=other.workstation_id)

        assert stored.workstation is None

    def test_shows_the_computer_and_the_usage(self, back_office: Client) -> None:
        row = InterfaceFactory.create(of_workstation=True)

        page = open_page(back_office, row)

        assert f'<div class="readonly"><a href="{get_workstation_url(row)}">' in page
        assert "Clientseitig" in page


def get_workstation_url(row: Interface) -> str:
    """Where the computer's own page is."""
    assert row.workstation is not None
    return get_url(type(row.workstation), "change", row.workstation.pk)


def read_all_pages(client: Client, row: Interface) -> str:
    """Every page an interface appears on."""
    addresses = [
        "/admin/",
        get_url(Interface, "changelist"),
        *(get_url(Interface, page, row.pk) for page in ("change", "history", "delete")),
    ]
    return "".join(client.get(address).content.decode() for address in addresses)


def list_traces(password: str, ciphertext: bytes) -> list[str]:
    """The password and what could be derived from it."""
    text = password.encode()
    return [
        password,
        password.strip(),
        ciphertext.decode(),
        ciphertext.decode()[:12],
        ciphertext.hex()[:24],
        hashlib.sha256(text).hexdigest(),
        hashlib.md5(text, usedforsecurity=False).hexdigest(),
        hashlib.sha1(text, usedforsecurity=False).hexdigest(),
        b64encode(text).decode().rstrip("="),
        text.hex(),
        password[::-1],
        "*" * len(password),
        "•" * len(password),
    ]


def read_fields(client: Client, row: Interface) -> str:
    """The page between its heading and its buttons, without the CSRF token."""
    page = open_page(client, row)
    return page[page.index("<fieldset") : page.index('class="submit-row"')]
