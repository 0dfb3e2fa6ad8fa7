"""Who reads the page "Protokoll", of which chains, and how they get there."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from interfaces.choices import DeedKind, Role
from interfaces.models import Branch, Interface
from interfaces.sealing import seal_trail
from tests.admin.people import open_client
from tests.admin.rows import CONTENT_SECURITY_POLICY, get_url, read_policy
from tests.admin.timeline import (
    ADDRESS,
    ask,
    do_deed,
    read_entries,
    read_timeline,
    read_words,
)
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    ChainFactory,
    InterfaceFactory,
    UserFactory,
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


class TestWhoReads:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.ADMINISTRATOR, HTTPStatus.OK),
            (Role.AUDITOR, HTTPStatus.OK),
            (Role.BRANCH_MANAGER, HTTPStatus.FORBIDDEN),
            (Role.CASHIER, HTTPStatus.FOUND),
            (None, HTTPStatus.FOUND),
        ],
    )
    def test_is_decided_by_the_group(
        self, branch: Branch, role: Role | None, status: HTTPStatus
    ) -> None:
        client = open_client(make_user(role, branch) if role else UserFactory.create())

        assert client.get(ADDRESS).status_code == status

    def test_is_the_superuser_too(self, back_office: Client) -> None:
        assert back_office.get(ADDRESS).status_code == HTTPStatus.OK

    def test_is_not_a_branch_manager_who_was_given_the_right(self, branch: Branch) -> None:
        manager = make_user(Role.BRANCH_MANAGER, branch)
        manager.user_permissions.set(Group.objects.get(name="Revision").permissions.all())

        assert open_client(manager).get(ADDRESS).status_code == HTTPStatus.FORBIDDEN

    def test_is_not_an_administrator_whose_right_was_taken(self, page: Client) -> None:
        Group.objects.get(name="Administratoren").permissions.filter(codename="view_deed").delete()

        assert page.get(ADDRESS).status_code == HTTPStatus.FORBIDDEN

    def test_is_nobody_without_signing_in(self, client: Client) -> None:
        response = client.get(ADDRESS)

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"].startswith("/admin/login/")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_changes_nothing(self, page: Client, method: str) -> None:
        response = getattr(page, method)(ADDRESS)

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_gets_a_page_nobody_keeps_with_the_strict_policy(self, page: Client) -> None:
        response = page.get(ADDRESS)

        assert "no-store" in response["Cache-Control"]
        assert read_policy(response) == CONTENT_SECURITY_POLICY


class TestAForeignChain:
    @pytest.fixture
    def foreign(self) -> Interface:
        """One of everything in another chain, and the deeds of its people."""
        interface = fill_trail()
        branch = interface.branch
        assert branch is not None
        Branch.objects.filter(pk=branch.pk).update(name="Fremd", city="Fremdstadt")
        clerk = make_user(Role.ADMINISTRATOR, branch, username="fremde-person")
        do_deed(DeedKind.SIGN_IN, None, user=clerk)
        do_deed(DeedKind.REVEAL, interface, user=clerk)
        return interface

    def test_is_not_in_the_timeline(self, page: Client, foreign: Interface) -> None:
        words = " ".join(read_timeline(page))

        assert "anna" in words
        assert [one for one in ("Fremd", "fremde", str(foreign.branch)) if one in words] == []

    @pytest.mark.parametrize("name", ["schnittstelle", "filiale", "arbeitsplatz", "kette"])
    def test_cannot_be_asked_for(self, page: Client, foreign: Interface, name: str) -> None:
        keys = {
            "schnittstelle": foreign.pk,
            "filiale": foreign.branch_id,
            "arbeitsplatz": foreign.workstation_id,
            "kette": foreign.chain_id,
        }
        response = ask(page, **{name: keys[name]})

        assert read_entries(response) == []
        assert "Fremd" not in response.content.decode()

    @pytest.mark.usefixtures("foreign")
    def test_has_users_that_cannot_be_asked_for(self, page: Client) -> None:
        clerk = User.objects.get(username="fremde-person")

        assert read_timeline(page, benutzer=clerk.pk) == []
        assert "fremde-person" not in page.get(ADDRESS).content.decode()

    def test_is_not_what_a_row_was_before(self, page: Client, branch: Branch) -> None:
        moved = BranchFactory.create(name="Geheimer Name", chain=ChainFactory.create())
        Branch.objects.filter(pk=moved.pk).update(chain=branch.chain, name="Neuer Name")

        words = " ".join(read_timeline(page, filiale=moved.pk))

        assert "Neuer Name" in words
        assert "Geheimer Name" not in words

    def test_is_seen_by_whoever_sees_every_chain(
        self, back_office: Client, foreign: Interface
    ) -> None:
        assert "Fremd" in " ".join(read_timeline(back_office, filiale=foreign.branch_id))


class TestTheWayThere:
    @pytest.fixture
    def rows(self, branch: Branch, anna: User) -> dict[str, Any]:
        """A page of each kind, by its name in the address of the timeline."""
        workstation = WorkstationFactory.create(branch=branch)
        return {
            "schnittstelle": InterfaceFactory.create(chain=branch.chain, branch=branch),
            "filiale": branch,
            "arbeitsplatz": workstation,
            "kette": branch.chain,
            "benutzer": anna,
        }

    @pytest.mark.parametrize(
        "name", ["schnittstelle", "filiale", "arbeitsplatz", "kette", "benutzer"]
    )
    def test_leads_from_every_page_to_the_entries_of_its_row(
        self, page: Client, rows: dict[str, Any], name: str
    ) -> None:
        row = rows[name]
        there = f"{ADDRESS}?{name}={row.pk}"

        content = page.get(get_url(type(row), "change", row.pk)).content.decode()
        history = page.get(get_url(type(row), "history", row.pk))

        assert f'href="{there}"' in content
        assert (history.status_code, history["Location"]) == (HTTPStatus.FOUND, there)
        assert read_timeline(page, **{name: row.pk}) != []

    def test_leads_from_other_rows_too(self, page: Client, branch: Branch) -> None:
        group = ArticleGroupFactory.create(chain=branch.chain)

        response = page.get(get_url(type(group), "history", group.pk), follow=True)

        assert len(read_entries(response)) == 1

    def test_is_not_shown_to_whoever_may_not_read_it(self, branch: Branch) -> None:
        client = open_client(make_user(Role.BRANCH_MANAGER, branch))

        content = client.get(get_url(Branch, "change", branch.pk)).content.decode()
        history = client.get(get_url(Branch, "history", branch.pk))

        assert "historylink" not in content
        assert history.status_code == HTTPStatus.FORBIDDEN

    def test_does_not_lead_to_a_foreign_row(self, page: Client) -> None:
        foreign = BranchFactory.create()

        response = page.get(get_url(Branch, "history", foreign.pk))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_stands_in_the_navigation(self, page: Client) -> None:
        assert f'<a href="{ADDRESS}" aria-current="page">' in page.get(ADDRESS).content.decode()


class TestTheSeal:
    def test_is_told_with_its_number_and_moment(self, page: Client) -> None:
        seal = seal_trail()
        assert seal is not None

        words = read_words(page.get(ADDRESS).content.decode())

        assert f"Versiegelt bis Nummer {seal.to_position} am" in words
