"""Two people at one form: the second is told, loses nothing, and may then decide."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from interfaces.admin.form_state import FormState
from interfaces.models import Branch, Chain, Interface, Workstation
from interfaces.services import store_password
from tests.admin.rows import get_url
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    ChainFactory,
    InterfaceFactory,
    ReceiptTemplateFactory,
    WorkstationFactory,
)
from tests.factories.interfaces import PASSWORD
from transactions.models import ArticleGroup, ReceiptTemplate

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIELDS: dict[type[Model], str] = {
    ArticleGroup: "display_value",
    Branch: "name",
    Chain: "name",
    Interface: "partner_short_name",
    ReceiptTemplate: "text",
    Workstation: "computer_name",
}
FACTORIES: dict[type[Model], Any] = {
    ArticleGroup: ArticleGroupFactory,
    Branch: BranchFactory,
    Chain: ChainFactory,
    Interface: InterfaceFactory,
    ReceiptTemplate: ReceiptTemplateFactory,
    Workstation: WorkstationFactory,
}


@pytest.fixture
def colleague(db: None) -> Client:
    """Somebody else who may do everything."""
    user = User.objects.create_superuser(
        "huber", password="x", first_name="Maria", last_name="Huber"
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def interface() -> Interface:
    return Interface.objects.get(pk=InterfaceFactory.create().pk)


def open_form(client: Client, row: Model) -> dict[str, Any]:
    """What a browser would post for the untouched form."""
    response = client.get(get_url(type(row), "change", row.pk))
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    filled = {name: value for name, value in values.items() if value not in {None, "", False}}
    formsets = [inline.formset.management_form for inline in get_inlines(response)]
    counts = {row.html_name: row.value() for management in formsets for row in management}
    return {**filled, **counts, "loaded_state": response.context["loaded_state"]}


def get_inlines(response: Any) -> Any:
    return response.context["inline_admin_formsets"]


def save(client: Client, row: Model, form: dict[str, Any]) -> Any:
    """What the back office answers."""
    return client.post(get_url(type(row), "change", row.pk), form)


def repeat(client: Client, row: Model, response: Any, **changes: Any) -> Any:
    """Posts the form that was shown again, as a person does after having read the page."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    filled = {name: value for name, value in values.items() if value not in {None, "", False}}
    token = {"loaded_state": response.context["loaded_state"]}
    return save(client, row, {**filled, **token, **changes})


def read_text(response: Any) -> str:
    """The page, its blanks made one."""
    return " ".join(response.content.decode().split())


class TestSecondToSave:
    def test_is_told_who_changed_what_and_when(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine, theirs = open_form(back_office, interface), open_form(colleague, interface)
        save(colleague, interface, {**theirs, "host": "neu.example", "start_date": "01.12.2026"})

        response = save(back_office, interface, {**mine, "host": "mein.example"})

        text = read_text(response)
        changes = response.context["conflict"].changes
        assert response.status_code == HTTPStatus.OK
        assert [(row.label, row.before, row.now, row.typed) for row in changes] == [
            ("Start", "–", "01.12.2026", None),
            ("Host", "https://payback.example", "neu.example", "mein.example"),
            ("Passwort", "…", "geändert", None),
        ]
        assert "<strong>Maria Huber</strong>, " in text
        assert list(response.context["adminform"].form.errors) == ["host", "__all__"]

    def test_has_stored_nothing_yet(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine, theirs = open_form(back_office, interface), open_form(colleague, interface)
        save(colleague, interface, {**theirs, "host": "neu.example"})

        save(back_office, interface, {**mine, "host": "mein.example", "username": "ich"})

        stored = Interface.objects.get()
        assert (stored.host, stored.username) == ("neu.example", "demo")

    def test_finds_the_own_entries_and_the_new_state_in_the_form(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine, theirs = open_form(back_office, interface), open_form(colleague, interface)
        save(colleague, interface, {**theirs, "host": "neu.example", "start_date": "01.12.2026"})

        response = save(back_office, interface, {**mine, "host": "mein.example", "username": "ich"})

        form = response.context["adminform"].form
        assert (form["host"].value(), form["username"].value()) == ("mein.example", "ich")
        assert 'value="01.12.2026"' in str(form["start_date"])

    def test_may_save_after_having_seen_it_and_undoes_only_what_was_typed(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine, theirs = open_form(back_office, interface), open_form(colleague, interface)
        without_active = {name: value for name, value in theirs.items() if name != "is_active"}
        save(colleague, interface, {**without_active, "host": "neu.example"})
        told = save(back_office, interface, {**mine, "host": "mein.example", "username": "ich"})

        response = repeat(back_office, interface, told)

        stored = Interface.objects.get()
        assert response.status_code == HTTPStatus.FOUND
        assert (stored.host, stored.username) == ("mein.example", "ich")
        assert stored.is_active is False

    def test_is_told_again_when_a_third_was_faster(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine, theirs = open_form(back_office, interface), open_form(colleague, interface)
        save(colleague, interface, {**theirs, "partner_short_name": "ZWEITE"})
        told = save(back_office, interface, {**mine, "partner_short_name": "MEINE"})
        theirs = open_form(colleague, interface)
        save(colleague, interface, {**theirs, "partner_short_name": "DRITTE"})

        response = repeat(back_office, interface, told)

        assert response.status_code == HTTPStatus.OK
        assert [row.now for row in response.context["conflict"].changes] == ["DRITTE"]

    def test_is_told_of_a_password_only_that_it_changed(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine, theirs = open_form(back_office, interface), open_form(colleague, interface)
        save(colleague, interface, {**theirs, "new_password": "ganz-geheim"})

        response = save(back_office, interface, {**mine, "new_password": "noch-geheimer"})

        text = read_text(response)
        assert [row.now for row in response.context["conflict"].changes] == ["geändert"]
        assert "Nur das Passwort geben Sie bitte noch einmal ein." in text
        assert [word for word in ("ganz-geheim", "noch-geheimer", PASSWORD) if word in text] == []

    def test_learns_of_a_change_made_by_a_program(
        self, back_office: Client, interface: Interface
    ) -> None:
        mine = open_form(back_office, interface)
        Interface.objects.filter(pk=interface.pk).update(partner_short_name="ANDERS")

        response = save(back_office, interface, {**mine, "username": "ich"})

        assert "nicht in der Verwaltung" in read_text(response)
        assert Interface.objects.get().username == "demo"

    def test_goes_on_when_both_typed_the_same(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine, theirs = open_form(back_office, interface), open_form(colleague, interface)
        save(colleague, interface, {**theirs, "partner_short_name": "WIR"})

        response = save(back_office, interface, {**mine, "partner_short_name": "WIR"})

        assert response.status_code == HTTPStatus.FOUND

    def test_is_not_bothered_by_what_is_no_field_of_the_form(
        self, back_office: Client, interface: Interface
    ) -> None:
        mine = open_form(back_office, interface)
        type(interface).objects.filter(pk=interface.pk).update(password_set_by=None)

        assert save(back_office, interface, mine).status_code == HTTPStatus.FOUND

    @pytest.mark.parametrize("token", ["x", "a:b:c", "\x00", "ImFiYyI:1ab:def"])
    def test_is_asked_to_look_when_the_page_is_too_old_to_compare(
        self, back_office: Client, interface: Interface, token: str
    ) -> None:
        mine = {**open_form(back_office, interface), "loaded_state": token, "username": "ich"}

        response = save(back_office, interface, mine)

        assert "Diese Seite ist zu alt" in read_text(response)
        assert Interface.objects.get().username == "demo"
        assert repeat(back_office, interface, response).status_code == HTTPStatus.FOUND

    def test_keeps_the_first_state_over_other_errors(
        self, back_office: Client, colleague: Client, interface: Interface
    ) -> None:
        mine = open_form(back_office, interface)
        wrong = save(back_office, interface, {**mine, "username": ""})
        theirs = open_form(colleague, interface)
        save(colleague, interface, {**theirs, "partner_short_name": "ANDERS"})

        response = repeat(back_office, interface, wrong, username="ich")

        assert wrong.context["conflict"] is None
        assert [row.now for row in response.context["conflict"].changes] == ["ANDERS"]


class TestEveryForm:
    @pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
    def test_tells_the_second(
        self, back_office: Client, colleague: Client, model: type[Model]
    ) -> None:
        row, field = FACTORIES[model].create(), FIELDS[model]
        mine, theirs = open_form(back_office, row), open_form(colleague, row)
        first = save(colleague, row, {**theirs, field: "ERSTE"})

        response = save(back_office, row, {**mine, field: "ZWEITE"})

        assert first.status_code == HTTPStatus.FOUND
        assert [row.typed for row in response.context["conflict"].changes] == ["ZWEITE"]
        assert getattr(model._default_manager.get(pk=row.pk), field) == "ERSTE"

    @pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
    def test_lets_one_after_the_other_save(self, back_office: Client, model: type[Model]) -> None:
        row, field = FACTORIES[model].create(), FIELDS[model]
        save(back_office, row, {**open_form(back_office, row), field: "ERSTE"})

        response = save(back_office, row, {**open_form(back_office, row), field: "ZWEITE"})

        assert response.status_code == HTTPStatus.FOUND
        assert getattr(model._default_manager.get(pk=row.pk), field) == "ZWEITE"

    def test_shows_no_secret_in_what_the_page_carries(
        self, back_office: Client, interface: Interface
    ) -> None:
        store_password(interface_id=interface.pk, password="x", set_by=None, now=NOW)
        token = open_form(back_office, interface)["loaded_state"]

        state = FormState.read(token)

        assert set(state.values) == {
            *("chain", "branch", "start_date", "is_active", "partner_short_name"),
            *("host", "username", "profile_name", "password"),
        }
        assert state.values["password"] == f"True {NOW}"
