"""The page of an interface: its blocks, who uses it, its errors and its buttons."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interfaces.admin.usage import MOST_SHOWN
from interfaces.choices import Role
from interfaces.models import Interface
from tests.admin.rows import get_url
from tests.factories import BranchFactory, InterfaceFactory, WorkstationFactory, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def interface() -> Interface:
    return InterfaceFactory.create()


def open_page(client: Client, row: Interface) -> Any:
    return client.get(get_url(Interface, "change", row.pk))


def read_page(client: Client, row: Interface) -> str:
    return str(open_page(client, row).content.decode())


def count_queries(client: Client, row: Interface) -> int:
    """What the page costs once everything that is kept in memory is there."""
    open_page(client, row)
    with CaptureQueriesContext(connection) as captured:
        open_page(client, row)
    return len(captured)


def read_panel(client: Client, row: Interface) -> str:
    """What stands in "Wer nutzt sie?", without the marks."""
    page = read_page(client, row)
    panel = page[page.index("<aside") : page.index("</aside>")]
    return " ".join(re.sub(r"<[^>]+>", " ", panel).split())


class TestBlocks:
    def test_are_named_as_in_the_manual(self, back_office: Client, interface: Interface) -> None:
        page = read_page(back_office, interface)

        headings = re.findall(r'class="fieldset-heading">([^<]+)<', page)
        assert headings[:2] == ["Konfiguration", "Details"]

    @pytest.mark.parametrize(
        ("block", "labels"),
        [
            (0, ["Filiale", "Rechner", "Verwendung", "Start"]),
            (1, ["Kurzname des Partners", "Host", "Benutzer", "Passwort"]),
        ],
    )
    def test_hold_their_fields_in_this_order(
        self, back_office: Client, interface: Interface, block: int, labels: list[str]
    ) -> None:
        page = read_page(back_office, interface)

        part = page.split("<fieldset")[1 + block]
        found = re.findall(r"<label[^>]*>([^<:]+):</label>", part)
        assert [label for label in found if label in labels] == labels

    def test_show_the_usage_ticked_and_fixed(
        self, back_office: Client, interface: Interface
    ) -> None:
        page = read_page(back_office, interface)

        assert '<input type="checkbox" checked disabled> Clientseitig</label>' in page

    def test_offer_no_way_to_change_what_is_chosen(
        self, back_office: Client, interface: Interface
    ) -> None:
        assert "related-widget-wrapper-link" not in read_page(back_office, interface)


class TestUsagePanel:
    def test_names_the_workstations_by_branch(self, back_office: Client) -> None:
        branch = BranchFactory.create(code="G1", name="Graz Herrengasse")
        WorkstationFactory.create(branch=branch, computer_name="KASSA-1")
        row = InterfaceFactory.create(chain=branch.chain)

        panel = read_panel(back_office, row)

        assert "Gilt jetzt für 1 Arbeitsplatz: G1 · Graz Herrengasse KASSA-1" in panel

    def test_leaves_out_those_with_one_of_their_own(self, back_office: Client) -> None:
        narrow = InterfaceFactory.create(of_workstation=True)
        row = InterfaceFactory.create(chain=narrow.chain)

        assert "Jetzt kein Arbeitsplatz" in read_panel(back_office, row)
        assert "Gilt jetzt für 1 Arbeitsplatz" in read_panel(back_office, narrow)

    def test_counts_those_it_does_not_name(self, back_office: Client, interface: Interface) -> None:
        WorkstationFactory.create_batch(MOST_SHOWN + 2, branch__chain=interface.chain)

        panel = read_panel(back_office, interface)

        assert f"Gilt jetzt für {MOST_SHOWN + 2} Arbeitsplätze:" in panel
        assert "und 2 weitere" in panel

    def test_names_only_workstations_of_the_user(self) -> None:
        own = WorkstationFactory.create(computer_name="EIGEN")
        chain = own.branch.chain
        WorkstationFactory.create(branch__chain=chain, computer_name="NACHBAR")
        row = InterfaceFactory.create(chain=chain)
        client = Client()
        client.force_login(make_user(Role.BRANCH_MANAGER, own.branch))

        panel = read_panel(client, row)

        assert "EIGEN" in panel
        assert "NACHBAR" not in panel

    def test_says_who_changed_it_last_and_when(
        self, back_office: Client, administrator: User, interface: Interface
    ) -> None:
        LogEntry.objects.create(
            user=administrator,
            content_type=ContentType.objects.get_for_model(Interface),
            object_id=str(interface.pk),
            object_repr=str(interface),
            action_flag=CHANGE,
            action_time=NOW - timedelta(minutes=3),
        )

        with time_machine.travel(NOW, tick=False):
            page = read_page(back_office, interface)

        assert 'title="23.11.2026, 09:57">vor 3 Minuten</time> von verwaltung' in page

    def test_is_not_there_for_a_new_one(self, back_office: Client) -> None:
        page = back_office.get(get_url(Interface, "add")).content.decode()

        assert "Wer nutzt sie?" not in page

    def test_costs_the_same_for_2_and_20_workstations(
        self, back_office: Client, interface: Interface
    ) -> None:
        WorkstationFactory.create_batch(2, branch__chain=interface.chain)
        few = count_queries(back_office, interface)

        WorkstationFactory.create_batch(18, branch__chain=interface.chain)

        assert count_queries(back_office, interface) == few


class TestErrors:
    def test_are_summed_up_with_links_to_the_fields(
        self, back_office: Client, interface: Interface
    ) -> None:
        form = {"chain": interface.chain_id, "host": "ftp://x", "profile_name": "simulator"}

        page = back_office.post(get_url(Interface, "add"), form).content.decode()

        summary = page[page.index('<ul class="error-links">') :].partition("</ul>")[0]
        links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
        assert links == [
            ("id_partner_short_name", "Kurzname des Partners"),
            ("id_host", "Host"),
            ("id_username", "Benutzer"),
        ]
        assert all(f'id="{field}"' in page for field, _label in links)

    def test_are_not_there_before(self, back_office: Client, interface: Interface) -> None:
        assert "error-links" not in read_page(back_office, interface)


class TestButtons:
    def test_are_these_three(self, back_office: Client, interface: Interface) -> None:
        page = read_page(back_office, interface)

        row = page[page.index('<div class="submit-row">') :].partition("</div>")[0]
        buttons = re.findall(r'value="([^"]+)"|class="closelink">([^<]+)<', row)
        assert ["".join(names) for names in buttons] == [
            "Speichern",
            "Speichern und weiter",
            "Abbrechen",
        ]

    def test_keep_deleting_apart_with_what_will_happen(
        self, back_office: Client, interface: Interface
    ) -> None:
        page = read_page(back_office, interface)

        apart = page[page.index('<div class="removal">') :].partition("</div>")[0]
        assert "Löschen entfernt diesen Eintrag endgültig." in apart
        assert get_url(Interface, "delete", interface.pk) in apart

    def test_are_only_a_way_back_for_whoever_reads(self, interface: Interface) -> None:
        client = Client()
        client.force_login(make_user(Role.AUDITOR, BranchFactory.create(chain=interface.chain)))

        page = read_page(client, interface)

        assert "Zurück zur Liste" in page
        assert "Speichern" not in page
        assert "removal" not in page


class TestDeleting:
    def test_says_what_disappears(self, back_office: Client, interface: Interface) -> None:
        page = back_office.get(get_url(Interface, "delete", interface.pk)).content.decode()

        assert "Das verschwindet endgültig:" in page
        assert 'value="Endgültig löschen"' in page

    def test_deletes(self, back_office: Client, interface: Interface) -> None:
        back_office.post(get_url(Interface, "delete", interface.pk), {"post": "yes"})

        assert not Interface.objects.exists()

    def test_says_why_it_cannot_be(self, back_office: Client) -> None:
        row = InterfaceFactory.create(of_branch=True)

        page = back_office.get(get_url(type(row.chain), "delete", row.chain.pk)).content.decode()

        assert "Es hängen Einträge daran, die bleiben müssen." in page
        assert "Endgültig löschen" not in page
