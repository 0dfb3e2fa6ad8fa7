"""Every form with bad values: which field is named, what is said, and that nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from interfaces.choices import Role
from interfaces.models import Branch, Chain, Interface, Workstation
from tests.admin.rows import get_url
from tests.admin.stock import take_stock
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    ChainFactory,
    InterfaceFactory,
    ReceiptTemplateFactory,
    WorkstationFactory,
    WorkstationTokenFactory,
    make_user,
)
from transactions.models import ArticleGroup, ReceiptTemplate

pytestmark = pytest.mark.django_db
MISSING = "0190f4a0-0000-7000-8000-000000000000"
UNSEEN = "Gr\u200baz"
LATER = date(2026, 12, 1)
FILL_IN, CHOOSE = "Bitte ausfüllen.", "Bitte auswählen."
NO_CHOICE = "Dieser Eintrag steht nicht zur Wahl. Bitte wählen Sie aus der Liste."
NO_DATE = "Das ist kein gültiges Datum. Bitte geben Sie zum Beispiel 24.11.2026 ein."
TAKEN = "Schon vergeben. Bitte wählen Sie etwas anderes."
TAKEN_THERE = "In Optik Sehstern schon vergeben. Bitte wählen Sie etwas anderes."
FOUR_DIGITS = "Bitte vier Ziffern eingeben, zum Beispiel 8010."
ELSEWHERE = "Diese Filiale gehört zu einer anderen Filialkette. Bitte wählen Sie eine andere."
NOT_OFFERED = "Ein Eintrag Ihrer Auswahl ist nicht verfügbar. Bitte wählen Sie aus der Liste."
NOT_THE_SAME = "Die beiden Passwörter sind nicht gleich. Bitte geben Sie beide noch einmal ein."
TWO_ACTIVE = (
    "Mit diesem Geltungsbereich und Start gibt es schon eine aktive Schnittstelle. Bitte wählen "
    "Sie einen anderen Start, oder schalten Sie die andere zuerst aus."
)
TWO_TEMPLATES = (
    "Mit diesem Geltungsbereich, dieser Sprache und diesem Start gibt es schon eine Bonvorlage. "
    "Bitte wählen Sie einen anderen Start, oder ändern Sie die andere."
)
NOT_ALLOWED = (
    "anderswo.test ist hier nicht freigegeben. Bitte prüfen Sie die Schreibweise. Stimmt sie, dann "
    "ersuchen Sie Ihre Technik, den Rechner freizugeben (PAYBACK_ALLOWED_HOSTS)."
)
NO_USERNAME = (
    "Bitte einen gültigen Benutzernamen eingeben, bestehend aus Buchstaben, Ziffern und @/./+/-/_."
)
NO_HOST = "Bitte einen Rechnernamen, Rechnername:Port oder eine https-Adresse eingeben."


@dataclass(frozen=True)
class Scene:
    """Two chains; in the first one two of everything that has to differ."""

    chain: Chain
    branch: Branch
    workstation: Workstation
    interface: Interface
    group: ArticleGroup
    template: ReceiptTemplate
    manager: User
    foreign: Branch


@dataclass(frozen=True)
class Form:
    """Where a form is posted to, and values that it would take."""

    address: str
    values: dict[str, Any]


@pytest.fixture
def scene() -> Scene:
    chain = ChainFactory.create(name="Optik Sehstern")
    ChainFactory.create(name="Optik Morgenrot")
    branch = BranchFactory.create(chain=chain, code="G1")
    BranchFactory.create(chain=chain, code="G2")
    workstation = WorkstationFactory.create(branch=branch, computer_name="KASSA-1")
    WorkstationFactory.create(branch=branch, computer_name="KASSA-2")
    ArticleGroupFactory.create(chain=chain, code="RAYBAN")
    InterfaceFactory.create(chain=chain, branch=branch, start_date=LATER)
    ReceiptTemplateFactory.create(chain=chain, branch=branch, start_date=LATER)
    make_user(Role.BRANCH_MANAGER, branch, username="huber")
    return Scene(
        chain=chain,
        branch=branch,
        workstation=workstation,
        interface=InterfaceFactory.create(chain=chain, branch=branch),
        group=ArticleGroupFactory.create(chain=chain, code="NEU"),
        template=ReceiptTemplateFactory.create(chain=chain, branch=branch),
        manager=make_user(Role.BRANCH_MANAGER, branch, username="maier"),
        foreign=BranchFactory.create(code="F1", chain__name="Optik Fremd"),
    )


def fill_in_chain(scene: Scene) -> Form:
    return Form(get_url(Chain, "change", scene.chain.pk), {"name": "Optik Sehstern"})


def fill_in_branch(scene: Scene) -> Form:
    values = {"chain": scene.chain.pk, "code": "G1", "name": "Graz", "is_active": "on"}
    return Form(get_url(Branch, "change", scene.branch.pk), values)


def fill_in_workstation(scene: Scene) -> Form:
    values = {"branch": scene.branch.pk, "computer_name": "KASSA-1", "is_active": "on"}
    return Form(get_url(Workstation, "change", scene.workstation.pk), values)


def fill_in_interface(scene: Scene) -> Form:
    values = {
        "chain": scene.chain.pk,
        "branch": scene.branch.pk,
        "is_active": "on",
        "partner_short_name": "DEMOOPTIK",
        "host": "https://payback.example",
        "username": "demo",
        "profile_name": "simulator",
    }
    return Form(get_url(Interface, "change", scene.interface.pk), values)


def fill_in_group(scene: Scene) -> Form:
    values = {"chain": scene.chain.pk, "code": "NEU", "display_value": "Neu"}
    return Form(get_url(ArticleGroup, "change", scene.group.pk), values)


def fill_in_template(scene: Scene) -> Form:
    values = {
        "chain": scene.chain.pk,
        "branch": scene.branch.pk,
        "language": "de",
        "width": 42,
        "text": "Danke",
    }
    return Form(get_url(ReceiptTemplate, "change", scene.template.pk), values)


def fill_in_user(scene: Scene) -> Form:
    values = {
        "username": "maier",
        "is_active": "on",
        "role": Role.BRANCH_MANAGER.value,
        "chain": scene.chain.pk,
        "branches": [scene.branch.pk],
    }
    return Form(get_url(User, "change", scene.manager.pk), values)


def fill_in_new_user(scene: Scene) -> Form:
    passwords = {"password1": "Brillenetui-4711", "password2": "Brillenetui-4711"}
    values = fill_in_user(scene).values | passwords | {"username": "neu"}
    return Form(get_url(User, "add"), values)


def fill_in_password(scene: Scene) -> Form:
    values = {"password1": "Brillenetui-4711", "password2": "Brillenetui-4711"}
    return Form(reverse("admin:auth_user_password_change", args=[scene.manager.pk]), values)


def fill_in_copy(scene: Scene) -> Form:
    address = reverse("admin:interfaces_interface_copy", args=[scene.interface.pk])
    values = {"workstations": [scene.workstation.pk], "host": "payback.example", "preview": "1"}
    return Form(address, values)


def fill_in_import(scene: Scene) -> Form:
    address = reverse("admin:transactions_articlegroup_import")
    return Form(address, {"chain": scene.chain.pk, "show": "1"})


FORMS: dict[str, Callable[[Scene], Form]] = {
    "chain": fill_in_chain,
    "branch": fill_in_branch,
    "workstation": fill_in_workstation,
    "interface": fill_in_interface,
    "group": fill_in_group,
    "template": fill_in_template,
    "user": fill_in_user,
    "new_user": fill_in_new_user,
    "password": fill_in_password,
    "copy": fill_in_copy,
    "import": fill_in_import,
}


def too_long(limit: int) -> tuple[str, str]:
    """A text that is one character too long, and what is said to it."""
    sentence = f"Höchstens {limit} Zeichen sind möglich, das sind {limit + 1}. Bitte kürzen Sie."
    return "x" * (limit + 1), sentence


def unseen(place: int, code: str) -> str:
    """What is said to a character that nobody sees."""
    return (
        f"An Stelle {place} steht ein unsichtbares oder unlesbares Zeichen ({code}). Bitte löschen "
        "Sie es oder tippen Sie den Text neu."
    )


CASES: dict[str, list[tuple[str, Any, str]]] = {
    "chain": [
        ("name", "", FILL_IN),
        ("name", *too_long(120)),
        ("name", "Optik Morgenrot", TAKEN),
        ("name", UNSEEN, unseen(3, "U+200B")),
        ("name", "a\0b", "Hier steht ein unsichtbares Zeichen. Bitte tippen Sie den Text neu."),
    ],
    "branch": [
        ("chain", "", CHOOSE),
        ("chain", MISSING, NO_CHOICE),
        ("chain", "unsinn", NO_CHOICE),
        ("code", "", FILL_IN),
        ("code", "G2", TAKEN_THERE),
        ("code", *too_long(20)),
        ("name", "", FILL_IN),
        ("street", UNSEEN, unseen(3, "U+200B")),
        ("postcode", "801", FOUR_DIGITS),
        ("postcode", "80100", FOUR_DIGITS),
        ("city", *too_long(80)),
        ("payback_short_name", *too_long(10)),
        ("latitude", "nord", "Bitte Grad als Zahl eingeben, zum Beispiel 48,2082."),
        ("longitude", "nan", "Bitte Grad als Zahl eingeben, zum Beispiel 16,3738."),
        ("is_locked", "on", "Bitte zuerst Breite und Länge eingeben."),
    ],
    "workstation": [
        ("branch", "", CHOOSE),
        ("branch", "unsinn", NO_CHOICE),
        ("computer_name", "", FILL_IN),
        (
            "computer_name",
            "KASSA-2",
            "In G1 · Wien Mariahilf schon vergeben. Bitte wählen Sie etwas anderes.",
        ),
        ("computer_name", *too_long(60)),
    ],
    "interface": [
        ("chain", "", CHOOSE),
        ("branch", "unsinn", NO_CHOICE),
        ("branch", "F1", ELSEWHERE),
        ("start_date", "31.02.2026", NO_DATE),
        (
            "start_date",
            "01.12.2026",
            TWO_ACTIVE,
        ),
        ("partner_short_name", "", FILL_IN),
        ("partner_short_name", *too_long(10)),
        ("host", "", FILL_IN),
        ("host", "ftp://payback.example", NO_HOST),
        (
            "host",
            "anderswo.test",
            NOT_ALLOWED,
        ),
        ("host", *too_long(255)),
        ("username", "", FILL_IN),
        ("username", UNSEEN, unseen(3, "U+200B")),
        ("new_password", "a\nb", unseen(2, "U+000A")),
        ("new_password", *too_long(255)),
        ("profile_name", "unsinn", NO_CHOICE),
    ],
    "group": [
        ("chain", "", CHOOSE),
        ("code", "", FILL_IN),
        ("code", "RAY BAN", "Nur Buchstaben, Ziffern und Zeichen, kein Leerraum."),
        ("code", "RAYBAN", TAKEN_THERE),
        ("display_value", "", FILL_IN),
        ("display_value", *too_long(30)),
    ],
    "template": [
        ("branch", "F1", ELSEWHERE),
        ("language", "xx", NO_CHOICE),
        ("width", "11", NO_CHOICE),
        ("start_date", "gestern", NO_DATE),
        (
            "start_date",
            "01.12.2026",
            TWO_TEMPLATES,
        ),
        ("text", "", FILL_IN),
        (
            "text",
            "${filiale/nam}",
            "Zeile 1, Stelle 11: Den Namen nam gibt es hier nicht. Meinten Sie name?",
        ),
    ],
    "user": [
        ("username", "", FILL_IN),
        ("username", "huber", TAKEN),
        (
            "username",
            "a b",
            NO_USERNAME,
        ),
        ("email", "anna", "Bitte gültige E-Mail-Adresse eingeben."),
        ("role", "", CHOOSE),
        ("role", "Chef", NO_CHOICE),
        ("chain", "", CHOOSE),
        ("chain", "unsinn", NO_CHOICE),
        ("branches", [], "Bitte wählen Sie mindestens eine Filiale."),
        (
            "branches",
            "F1",
            "Bitte entfernen Sie die Filialen einer anderen Filialkette: F1 · Wien Mariahilf.",
        ),
        ("branches", "unsinn", NO_CHOICE),
    ],
    "new_user": [
        ("username", "huber", TAKEN),
        ("password1", "", FILL_IN),
        ("password2", "", FILL_IN),
        ("password2", "anders", NOT_THE_SAME),
    ],
    "password": [
        ("password1", "", FILL_IN),
        ("password2", "anders", NOT_THE_SAME),
    ],
    "copy": [
        ("branches", "F1", NOT_OFFERED),
        ("workstations", "unsinn", NOT_OFFERED),
        ("start_date", "31.02.2026", NO_DATE),
        ("host", "", FILL_IN),
        ("host", "ftp://x", NO_HOST),
        ("host", *too_long(255)),
    ],
    "import": [("file", "", "Bitte wählen Sie eine Datei.")],
}


def post_all(client: Client, scene: Scene, form: str) -> list[list[tuple[str, str]]]:
    """What the page says to each bad value, above the form and at the field."""
    filled = FORMS[form](scene)
    places = {row.code: str(row.pk) for row in (scene.branch, scene.foreign)}
    answers = [
        client.post(
            filled.address,
            filled.values
            | {field: places.get(str(value), value) if field.startswith("branch") else value},
        )
        for field, value, _sentence in CASES[form]
    ]
    return [read_errors(answer) for answer in answers]


def read_errors(response: Any) -> list[tuple[str, str]]:
    """Field and sentence, as far as they stand in the page: in the summary and at the field."""
    assert response.status_code == HTTPStatus.OK, response.headers
    found = response.context.get("adminform")
    form, page = found.form if found else response.context["form"], response.content.decode()
    return [
        (name, error)
        for name, errors in form.errors.items()
        for error in errors
        if f'<a href="#id_{name}">{form[name].label}</a>: {escape(error)}</li>' in page
        and f"<li>{escape(error)}</li>" in page
    ]


class TestBadValue:
    @pytest.mark.parametrize("form", list(FORMS))
    def test_is_named_at_its_field_and_changes_nothing(
        self, back_office: Client, scene: Scene, form: str
    ) -> None:
        before = take_stock()

        found = post_all(back_office, scene, form)

        assert found == [[(field, sentence)] for field, _value, sentence in CASES[form]]
        assert take_stock() == before


class TestBadQuestion:
    @pytest.mark.parametrize(
        ("asked", "field", "sentence"),
        [
            ({"arbeitsplatz": ""}, "arbeitsplatz", "Bitte wählen Sie einen Arbeitsplatz."),
            (
                {"arbeitsplatz": "unsinn"},
                "arbeitsplatz",
                "Dieser Arbeitsplatz steht nicht zur Wahl. Bitte wählen Sie einen aus der Liste.",
            ),
            (
                {"filiale": MISSING},
                "filiale",
                "Diese Filiale steht nicht zur Wahl. Bitte wählen Sie eine aus der Liste.",
            ),
            (
                {"zeitpunkt": "gestern"},
                "zeitpunkt",
                (
                    "Das ist kein gültiger Zeitpunkt. Bitte geben Sie Tag und Uhrzeit ein, zum "
                    "Beispiel 24.11.2026 10:15."
                ),
            ),
            (
                {"zeitpunkt": "1.1.1900 10:00"},
                "zeitpunkt",
                "Bitte wählen Sie einen Tag zwischen 2000 und 2099.",
            ),
        ],
        ids=["nothing", "no key", "unknown branch", "no moment", "long ago"],
    )
    def test_which_applies_is_named_at_its_field(
        self, back_office: Client, scene: Scene, asked: dict[str, str], field: str, sentence: str
    ) -> None:
        usual = {"arbeitsplatz": str(scene.workstation.pk)}

        response = back_office.get(reverse("admin:interfaces_explanation"), usual | asked)

        assert read_errors(response) == [(field, sentence)]
        assert "decision" not in response.context


class TestBadConnectionTest:
    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("partner_short_name", "", FILL_IN),
            ("partner_short_name", *too_long(10)),
            ("host", "", FILL_IN),
            ("host", "ftp://x", NO_HOST),
            ("username", "", FILL_IN),
            ("username", *too_long(60)),
            ("new_password", *too_long(255)),
            ("profile_name", "unsinn", NO_CHOICE),
        ],
        ids=["no name", "long name", "no host", "bad host", "no user", "long user", "long", "side"],
    )
    def test_names_the_field_and_sends_nothing(
        self, back_office: Client, scene: Scene, field: str, value: str, sentence: str
    ) -> None:
        address = reverse("admin:interfaces_interface_connection_test", args=[scene.interface.pk])
        before = take_stock()

        response = back_office.post(address, fill_in_interface(scene).values | {field: value})

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        problems = response.json()["problems"]
        assert [(one["field"], one["text"]) for one in problems] == [(field, sentence)]
        assert take_stock() == before


class TestBadDeed:
    @pytest.mark.usefixtures("scene")
    @pytest.mark.parametrize("name", ["enrolment_code", "roll", "revoke"])
    def test_at_a_workstation_that_is_none_changes_nothing(
        self, back_office: Client, name: str
    ) -> None:
        before = take_stock()

        response = back_office.post(reverse(f"admin:interfaces_workstation_{name}", args=[MISSING]))

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert take_stock() == before

    def test_with_the_token_of_another_workstation_changes_nothing(
        self, back_office: Client, scene: Scene
    ) -> None:
        token = WorkstationTokenFactory.create(workstation__branch=scene.foreign)
        address = reverse(
            "admin:interfaces_workstation_token_revoke", args=[scene.workstation.pk, token.pk]
        )
        before = take_stock()

        response = back_office.post(address)

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert take_stock() == before

    def test_without_an_own_password_says_so_and_shows_nothing(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        address = reverse("admin:interfaces_interface_reveal", args=[revealable.pk])

        response = her_browser.post(address, {"password": ""})

        sentence = "Das ist nicht Ihr Passwort. Sie haben noch 4 Versuche."
        assert response.json() == {"message": sentence}
