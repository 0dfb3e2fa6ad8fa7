"""The page "Protokoll": what an entry says, which entries there are, and for whom."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interfaces.choices import DeedKind, DeedOutcome, Role
from interfaces.deeds import Actor
from interfaces.models import Branch, Interface, Workstation
from interfaces.recording import act_as
from interfaces.services import store_password
from tests.admin.people import open_client
from tests.admin.timeline import (
    ADDRESS,
    HERE,
    NOW,
    acting,
    ask,
    do_deed,
    find_older,
    get_last_position,
    read_entries,
    read_positions,
    read_timeline,
    read_words,
)
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    InterfaceFactory,
    WorkstationFactory,
    make_user,
)
from tests.interfaces.trail.filling import fill_trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Branch:
    return BranchFactory.create(code="W1", name="Wien")


@pytest.fixture
def anna(branch: Branch) -> User:
    """An administrator of the branch's chain."""
    return make_user(Role.ADMINISTRATOR, branch, username="anna")


@pytest.fixture
def page(anna: User) -> Client:
    """Anna's browser."""
    return open_client(anna)


class TestAnEntry:
    def test_says_field_by_field_what_was_before_and_what_is_now(
        self, page: Client, branch: Branch, anna: User
    ) -> None:
        interface = InterfaceFactory.create(chain=branch.chain, branch=branch, password=None)
        with acting(anna):
            Interface.objects.update(host="https://neu.example", is_active=False)

        newest = read_timeline(page, schnittstelle=interface.pk)[0]

        assert "Schnittstelle DEMOOPTIK geändert" in newest
        assert "Host geändert: https://payback.example → https://neu.example" in newest
        assert "Aktiv geändert: ja → nein" in newest
        assert "Kurzname des Partners geändert" not in newest

    def test_says_who_did_it_from_where_and_in_which_request(
        self, page: Client, branch: Branch, anna: User
    ) -> None:
        with acting(anna):
            Branch.objects.update(city="Graz")

        newest = read_timeline(page, filiale=branch.pk)[0]

        assert f"anna · von {HERE}" in newest
        assert "Einzelheiten" in newest
        assert "Kennung kennung-4711 Seite /admin/irgendwo/" in newest.split("Einzelheiten")[1]
        assert "kennung-4711" not in newest.split("Einzelheiten")[0]

    def test_says_of_a_secret_only_that_it_changed(
        self, page: Client, branch: Branch, anna: User
    ) -> None:
        interface = InterfaceFactory.create(chain=branch.chain, branch=branch, password=None)
        for password in ("geheim-eins", "geheim-zwei"):
            store_password(interface_id=interface.pk, password=password, set_by=anna, now=NOW)
        Interface.objects.get().save()
        Interface.objects.update(password=None)

        response = ask(page, schnittstelle=interface.pk)

        removed, changed, made, _first = read_entries(response)
        assert "Passwort entfernt" in removed
        assert "Passwort geändert" in changed
        assert "Passwort gesetzt" in made
        assert "geheim" not in response.content.decode()
        assert [one for one in digests_of(Interface) if one in response.content.decode()] == []

    def test_names_rows_a_field_points_to(self, page: Client, branch: Branch) -> None:
        other = BranchFactory.create(chain=branch.chain, code="G1", name="Graz")
        workstation = WorkstationFactory.create(branch=branch)
        Workstation.objects.update(branch=other)

        newest = read_timeline(page, arbeitsplatz=workstation.pk)[0]

        assert "Filiale geändert: W1 · Wien → G1 · Graz" in newest

    def test_names_what_is_gone(self, page: Client, branch: Branch) -> None:
        workstation = WorkstationFactory.create(branch=branch, computer_name="KASSA-7")
        do_deed(DeedKind.ENROLMENT, workstation)
        key = workstation.pk
        workstation.delete()

        removed, enrolled, _made = read_timeline(page, arbeitsplatz=key)

        assert "Arbeitsplatz KASSA-7 gelöscht" in removed
        assert "Arbeitsplatz einrichten · KASSA-7 (W1) ✓ erledigt Arbeitsplatz KASSA-7" in enrolled

    def test_tells_deeds_with_their_ends(self, page: Client, branch: Branch, anna: User) -> None:
        interface = InterfaceFactory.create(chain=branch.chain)
        do_deed(
            DeedKind.REVEAL, interface, user=anna, outcome=DeedOutcome.WRONG_PASSWORD, detail="1."
        )

        newest = read_timeline(page, schnittstelle=interface.pk)[0]

        assert f"Passwort einsehen · {interface} ✕ falsches Passwort anna · von {HERE}" in newest
        assert "1." in newest

    def test_tells_who_came_into_a_group(self, page: Client, branch: Branch) -> None:
        user = make_user(Role.AUDITOR, branch, username="berta")
        user.groups.clear()

        newest = read_timeline(page, benutzer=user.pk)[0]

        assert "Gruppenzugehörigkeit berta: Revision entfernt" in newest

    @pytest.mark.parametrize(
        ("facts", "who"),
        [
            ({"computer": "KASSA-1"}, "Arbeitsplatz KASSA-1"),
            ({"task": "interfaces.tasks.x"}, "Hintergrunddienst"),
        ],
    )
    def test_names_programs(
        self, page: Client, branch: Branch, facts: dict[str, str], who: str
    ) -> None:
        with act_as(Actor(), **facts):
            Branch.objects.update(city="Graz")

        assert f"geändert {who}" in read_timeline(page, filiale=branch.pk)[0]

    def test_names_the_command_line_with_its_database_user(
        self, page: Client, branch: Branch
    ) -> None:
        Branch.objects.update(city="Graz")

        newest = read_timeline(page, filiale=branch.pk)[0]

        assert f"Kommandozeile ({connection.settings_dict['USER']})" in newest

    def test_names_the_user_a_task_works_for(
        self, page: Client, branch: Branch, anna: User
    ) -> None:
        with act_as(Actor(user_key=anna.pk), task="interfaces.tasks.x"):
            Branch.objects.update(city="Graz")

        newest = read_timeline(page, filiale=branch.pk)[0]

        assert "Filiale W1 · Wien geändert anna" in newest
        assert "Hintergrunddienst interfaces.tasks.x" in newest

    def test_is_dated_by_the_databases_clock_in_vienna(self, page: Client, branch: Branch) -> None:
        before = timezone.localtime()
        do_deed(DeedKind.EXPORT, branch)
        after = timezone.localtime()

        words = read_timeline(page, filiale=branch.pk)[0]

        seen = {f"{one:%H:%M:%S}" for one in (before, before + (after - before) / 2, after)}
        assert [one for one in seen if one in words] != []

    def test_shows_no_text_as_markup(self, page: Client, branch: Branch) -> None:
        Branch.objects.update(name="<b>fett</b>")

        content = ask(page, filiale=branch.pk).content.decode()

        assert "<b>fett" not in content
        assert "&lt;b&gt;fett" in content


class TestWhatIsAskedFor:
    def test_is_the_newest_first_of_everything(self, page: Client, branch: Branch) -> None:
        do_deed(DeedKind.EXPORT, branch)
        ArticleGroupFactory.create(chain=branch.chain)
        Branch.objects.update(city="Graz")

        first, second, third, *_others = read_timeline(page)

        assert "Filiale" in first
        assert "Artikelgruppe" in second
        assert "Export" in third

    def test_is_everything_of_a_branch(self, page: Client, branch: Branch) -> None:
        start = get_last_position()
        workstation = WorkstationFactory.create(branch=branch)
        InterfaceFactory.create(chain=branch.chain, branch=branch, workstation=workstation)
        do_deed(DeedKind.REVEAL, workstation)
        BranchFactory.create(chain=branch.chain)
        ArticleGroupFactory.create(chain=branch.chain)

        found = [one for one in read_positions(page, filiale=branch.pk) if one > start]

        assert len(found) == 3

    def test_is_what_a_user_did_and_what_was_done_to_the_account(
        self, page: Client, branch: Branch, anna: User
    ) -> None:
        berta = make_user(Role.AUDITOR, branch, username="berta")
        start = get_last_position()
        with acting(berta):
            Branch.objects.update(city="Graz")
        with acting(anna):
            User.objects.filter(pk=berta.pk).update(is_active=False)
            Branch.objects.update(city="Wien")
        do_deed(DeedKind.SIGN_IN, None, user=berta)

        both = [one for one in read_positions(page, benutzer=berta.pk) if one > start]
        done = [one for one in read_positions(page, wer=berta.pk) if one > start]

        assert (len(both), len(done)) == (3, 2)

    @pytest.mark.usefixtures("branch")
    def test_is_what_no_user_did(self, page: Client, anna: User) -> None:
        start = get_last_position()
        Branch.objects.update(city="Wien")
        with acting(anna):
            Branch.objects.update(city="Graz")

        found = [one for one in read_positions(page, wer=0) if one > start]

        assert len(found) == 1

    @pytest.mark.parametrize(
        ("what", "found"),
        [
            ("deed.reveal", ["Passwort einsehen"]),
            ("interfaces.interface", ["Schnittstelle DEMOOPTIK"]),
            ("transactions.articlegroup", ["Artikelgruppe Rayban"]),
        ],
    )
    def test_is_one_kind(self, page: Client, branch: Branch, what: str, found: list[str]) -> None:
        interface = InterfaceFactory.create(chain=branch.chain)
        do_deed(DeedKind.REVEAL, interface)
        do_deed(DeedKind.EXPORT, interface)
        ArticleGroupFactory.create(chain=branch.chain)

        words = read_timeline(page, was=what)

        assert [one for one, text in zip(words, found, strict=True) if text in one] == words

    def test_is_one_row(self, page: Client, branch: Branch) -> None:
        first = ArticleGroupFactory.create(chain=branch.chain)
        ArticleGroupFactory.create(chain=branch.chain, code="ZWEI")

        words = read_timeline(page, was="transactions.articlegroup", eintrag=first.pk)

        assert len(words) == 1

    def test_ends_with_the_last_day_and_begins_with_the_first(
        self, page: Client, branch: Branch
    ) -> None:
        today = timezone.localdate()
        day = timedelta(days=1)

        assert read_timeline(page, filiale=branch.pk, von=today, bis=today) != []
        assert read_timeline(page, filiale=branch.pk, von=today + day) == []
        assert read_timeline(page, filiale=branch.pk, bis=today - day) == []

    def test_is_told_when_there_is_nothing(self, page: Client) -> None:
        content = ask(page, von="2199-01-01").content.decode()

        assert "Dazu gibt es keine Einträge." in content

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ({"von": "2026-11-02", "bis": "2026-11-01"}, "Der letzte Tag liegt vor dem ersten."),
            ({"von": "gestern"}, "Bitte ein gültiges Datum eingeben"),
            ({"was": "alles"}, "alles ist keine gültige Auswahl"),
            ({"wer": "99999999"}, "99999999 ist keine gültige Auswahl"),
            ({"benutzer": "9" * 30}, "Dazu gibt es keine Einträge."),
            ({"vor": "9" * 30}, "Filiale W1 · Wien angelegt"),
            ({"vor": "-1"}, "Filiale W1 · Wien angelegt"),
            ({"schnittstelle": "x"}, "Bitte berichtigen Sie die Angaben."),
            ({"was": "transactions.articlegroup", "eintrag": "x"}, "Dazu gibt es keine Einträge."),
        ],
    )
    def test_may_be_nonsense(self, page: Client, query: dict[str, str], message: str) -> None:
        response = ask(page, **query)

        assert response.status_code == HTTPStatus.OK
        assert message in read_words(response.content.decode())

    def test_stands_above_the_entries_and_can_be_taken_away(
        self, page: Client, branch: Branch
    ) -> None:
        content = ask(page, filiale=branch.pk, was="deed.reveal").content.decode()

        assert "Filiale W1 · Wien" in read_words(content)
        assert 'href="?was=deed.reveal"' in content


@pytest.fixture
def many(branch: Branch) -> None:
    """So many changes of the branch that they fill two pages and a bit."""
    for number in range(110):
        Branch.objects.filter(pk=branch.pk).update(city=f"Ort {number}")


class TestPaging:
    @pytest.mark.usefixtures("many")
    def test_goes_through_all_entries_once_whatever_is_added_meanwhile(
        self, page: Client, branch: Branch
    ) -> None:
        found = read_positions(page, filiale=branch.pk)
        second = dict(part.split("=") for part in find_older(page, filiale=branch.pk).split("&"))
        Branch.objects.update(city="Dazwischen")
        found += read_positions(page, **second)
        third = dict(part.split("=") for part in find_older(page, **second).split("&"))
        found += read_positions(page, **third)

        assert found == sorted(set(found), reverse=True)
        assert len(found) == 111
        assert find_older(page, **third) == ""

    @pytest.mark.usefixtures("many")
    def test_skips_no_rows_by_counting_them(self, page: Client) -> None:
        with CaptureQueriesContext(connection) as captured:
            page.get(ADDRESS)

        statements = [one["sql"] for one in captured.captured_queries]
        assert [one for one in statements if "OFFSET" in one] == []
        assert [one for one in statements if "UNION ALL" in one and one.count("LIMIT 51") > 10]

    def test_costs_as_many_queries_for_fifty_entries_as_for_a_few(
        self, back_office: Client
    ) -> None:
        fill_trail()
        few = count_queries(back_office)
        for _number in range(3):
            fill_trail()

        assert count_queries(back_office) <= few <= 37


def count_queries(client: Client) -> int:
    """What the first page costs the database."""
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as captured:
        client.get(ADDRESS)
    return len(captured)


def digests_of(model: Any) -> list[str]:
    """What is kept of a secret, as hexadecimal digits."""
    rows = model.pgh_event_model.objects.values_list("password", flat=True)
    return [bytes(one).hex() for one in rows if one]
