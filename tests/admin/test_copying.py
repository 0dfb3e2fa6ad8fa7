"""The page that copies an interface."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Branch, Chain, Deed, Interface, Workstation
from tests.admin.rows import CONTENT_SECURITY_POLICY, get_url, read_policy
from tests.factories import BranchFactory, InterfaceFactory, WorkstationFactory, make_user
from tests.factories.interfaces import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Interface:
    return Interface.objects.get(pk=InterfaceFactory.create().pk)


@pytest.fixture
def branch(source: Interface) -> Branch:
    return BranchFactory.create(chain=source.chain, code="G1", name="Graz")


@pytest.fixture
def workstation(branch: Branch) -> Workstation:
    return WorkstationFactory.create(branch=branch)


def get_address(source: Interface) -> str:
    return f"/admin/interfaces/interface/{source.pk}/kopieren/"


def preview(client: Client, source: Interface, *branches: Branch, **changes: Any) -> Any:
    """The answer to "Vorschau"."""
    form = {"branches": [row.pk for row in branches], "host": source.host, "preview": "1"}
    return client.post(get_address(source), {**form, **changes})


def confirm(client: Client, source: Interface, shown: Any, **changes: Any) -> Any:
    """The answer to "Jetzt kopieren" under a preview."""
    plans = shown.context["makeable"]
    form = {
        "branches": [row.target.pk for row in plans if not row.interface.workstation_id],
        "workstations": [row.target.pk for row in plans if row.interface.workstation_id],
        "host": plans[0].interface.host,
        "start_date": plans[0].interface.start_date or "",
        "seen": shown.context["seen"],
        "confirm": "1",
    }
    return client.post(get_address(source), {**form, **changes}, follow=True)


def read_text(response: Any) -> str:
    """The page, its blanks made one."""
    return " ".join(response.content.decode().split())


class TestCopyPage:
    def test_offers_the_other_places_of_the_chain(
        self, back_office: Client, branch: Branch, workstation: Workstation
    ) -> None:
        source = InterfaceFactory.create(chain=branch.chain, branch=branch)
        other, foreign = BranchFactory.create(chain=branch.chain), WorkstationFactory.create()

        response = back_office.get(get_address(source))

        page = response.content.decode()
        offered = [f'value="{row.pk}"' in page for row in (other, workstation, branch, foreign)]
        assert offered == [True, True, False, False]
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    def test_shows_what_will_be_made_before_it_is(
        self, back_office: Client, source: Interface, branch: Branch, workstation: Workstation
    ) -> None:
        response = preview(
            back_office, source, branch, workstations=workstation.pk, start_date="2026-12-01"
        )

        text = read_text(response)
        assert Interface.objects.count() == 1
        assert text.count("wird ausgeschaltet angelegt") == 2
        assert "01.12.2026" in text
        assert "Jetzt kopieren (2)" in text
        assert PASSWORD not in text

    def test_makes_what_was_shown(
        self, back_office: Client, source: Interface, branch: Branch, workstation: Workstation
    ) -> None:
        shown = preview(back_office, source, branch, workstations=workstation.pk)

        response = confirm(back_office, source, shown)

        made = Interface.objects.exclude(pk=source.pk).order_by("workstation_id")
        assert [(row.branch, row.workstation) for row in made] == [
            (branch, workstation),
            (branch, None),
        ]
        assert [(row.is_active, row.has_password) for row in made] == [(False, False)] * 2
        assert "2 Kopien angelegt." in read_text(response)
        assert Deed.objects.count() == 2

    def test_names_a_conflict_and_makes_the_others(
        self, back_office: Client, source: Interface, branch: Branch
    ) -> None:
        free = BranchFactory.create(chain=source.chain)
        InterfaceFactory.create(chain=source.chain, branch=branch)
        shown = preview(back_office, source, branch, free)

        confirm(back_office, source, shown)

        assert "hier gibt es schon eine aktive Schnittstelle" in read_text(shown)
        assert Interface.objects.filter(branch=free).count() == 1
        assert Interface.objects.filter(branch=branch).count() == 1

    def test_makes_nothing_when_a_conflict_came_up_after_the_preview(
        self, back_office: Client, source: Interface, branch: Branch
    ) -> None:
        shown = preview(back_office, source, branch)
        InterfaceFactory.create(chain=source.chain, branch=branch)

        response = confirm(back_office, source, shown)

        assert "Es wurde nichts kopiert." in read_text(response)
        assert Interface.objects.count() == 2

    @pytest.mark.parametrize("seen", ["", "x", "a:b:c"])
    def test_makes_nothing_without_a_preview(
        self, back_office: Client, source: Interface, branch: Branch, seen: str
    ) -> None:
        shown = preview(back_office, source, branch)

        response = confirm(back_office, source, shown, seen=seen)

        assert "neue Vorschau" in read_text(response)
        assert Interface.objects.count() == 1

    def test_makes_nothing_when_the_interface_changed_after_the_preview(
        self, back_office: Client, source: Interface, branch: Branch
    ) -> None:
        shown = preview(back_office, source, branch)
        Interface.objects.filter(pk=source.pk).update(username="another")

        response = confirm(back_office, source, shown)

        assert "inzwischen geändert" in read_text(response)
        assert Interface.objects.count() == 1

    def test_keeps_the_choice_when_it_is_to_be_changed(
        self, back_office: Client, source: Interface, branch: Branch
    ) -> None:
        form = {"chosen_branches": branch.pk, "host": source.host, "edit": "1"}

        response = back_office.post(get_address(source), form)

        assert "checked" in str(response.context["form"]["branches"])
        assert "plans" not in response.context

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({}, "branches"),
            ({"branches": "x"}, "branches"),
            ({"branches": "0199c0de-0000-7000-8000-000000000000"}, "branches"),
            ({"workstations": "\x00"}, "workstations"),
            ({"start_date": "übermorgen"}, "start_date"),
            ({"host": ""}, "host"),
            ({"host": "ftp://x"}, "host"),
            ({"host": "x" * 256}, "host"),
            ({"host": "payback.example\x00"}, "host"),
        ],
        ids=str,
    )
    def test_names_the_field_that_is_wrong(
        self, back_office: Client, source: Interface, change: dict[str, str], field: str
    ) -> None:
        response = preview(back_office, source, **change)

        assert response.status_code == HTTPStatus.OK
        assert list(response.context["form"].errors) == [field]
        assert Interface.objects.count() == 1


class TestPasswordOfACopy:
    @pytest.mark.parametrize(
        ("role", "option", "is_taken"),
        [
            (Role.ADMINISTRATOR, True, True),
            (Role.ADMINISTRATOR, False, False),
            (Role.BRANCH_MANAGER, True, False),
        ],
    )
    def test_goes_along_for_whoever_may_see_it(
        self, branch: Branch, workstation: Workstation, role: Role, *, option: bool, is_taken: bool
    ) -> None:
        Chain.objects.update(may_reveal_passwords=option)
        source = InterfaceFactory.create(chain=branch.chain, branch=branch)
        client = Client()
        client.force_login(make_user(role, branch))
        shown = preview(client, source, workstations=workstation.pk)

        response = confirm(client, source, shown)

        made = Interface.objects.get(workstation=workstation)
        assert (made.has_password, made.is_active) == (is_taken, is_taken)
        assert ("geht mit" in read_text(shown)) == is_taken
        assert PASSWORD not in read_text(shown) + read_text(response)


class TestWhoMayCopy:
    @pytest.fixture
    def manager(self, branch: Branch) -> Client:
        """A branch manager of `branch`."""
        client = Client()
        client.force_login(make_user(Role.BRANCH_MANAGER, branch))
        return client

    def test_not_whoever_may_only_look_at_it(
        self, manager: Client, source: Interface, branch: Branch
    ) -> None:
        assert manager.get(get_address(source)).status_code == HTTPStatus.FORBIDDEN
        assert preview(manager, source, branch).status_code == HTTPStatus.FORBIDDEN

    def test_not_the_auditor(self, source: Interface, branch: Branch) -> None:
        client = Client()
        client.force_login(make_user(Role.AUDITOR, branch))

        assert preview(client, source, branch).status_code == HTTPStatus.FORBIDDEN

    def test_nobody_what_is_foreign(self, manager: Client) -> None:
        foreign = InterfaceFactory.create()

        assert manager.get(get_address(foreign)).status_code == HTTPStatus.NOT_FOUND

    def test_the_manager_to_the_own_places_only(
        self, manager: Client, branch: Branch, workstation: Workstation
    ) -> None:
        own = InterfaceFactory.create(chain=branch.chain, branch=branch)
        other = BranchFactory.create(chain=branch.chain)

        page = manager.get(get_address(own)).content.decode()
        refused = preview(manager, own, other)

        assert f'value="{workstation.pk}"' in page
        assert f'value="{other.pk}"' not in page
        assert list(refused.context["form"].errors) == ["branches"]


class TestAction:
    def test_leads_to_the_page(self, back_office: Client, source: Interface) -> None:
        chosen = {"action": "copy_elsewhere", "_selected_action": [source.pk]}

        response = back_office.post(get_url(Interface, "changelist"), chosen)

        assert response["Location"] == get_address(source)

    def test_asks_for_exactly_one(self, back_office: Client, source: Interface) -> None:
        rows = [source.pk, InterfaceFactory.create().pk]
        chosen = {"action": "copy_elsewhere", "_selected_action": rows}

        response = back_office.post(get_url(Interface, "changelist"), chosen, follow=True)

        assert "genau eine Schnittstelle" in read_text(response)
