"""Both ways to a new interface: from the list or a branch, and from a workstation."""

import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Branch, Chain, Interface, Workstation
from tests.admin.rows import get_url
from tests.factories import (
    BranchFactory,
    ChainFactory,
    InterfaceFactory,
    WorkstationFactory,
    make_user,
)

pytestmark = pytest.mark.django_db
FORM = {
    "partner_short_name": "SEHSTERN",
    "host": "https://payback.example",
    "username": "demo",
    "profile_name": "simulator",
    "is_active": "on",
}


@pytest.fixture
def workstation() -> Workstation:
    return WorkstationFactory.create(computer_name="KASSA-1")


def get_add_url(**place: Model) -> str:
    """The form, asked for from the page of a place."""
    query = "&".join(f"{name}={row.pk}" for name, row in place.items())
    return f"{get_url(Interface, 'add')}?{query}"


def open_form(client: Client, **place: Model) -> Any:
    return client.get(get_add_url(**place))


def create(client: Client, form: dict[str, Any], **place: Model) -> Interface:
    """Fills the form in and saves it."""
    response = client.post(get_add_url(**place), {**FORM, **form})
    assert response.status_code == HTTPStatus.FOUND, response.context["errors"]
    return Interface.objects.get()


def open_manager(branch: Branch) -> Client:
    """The browser of a branch manager."""
    client = Client()
    client.force_login(make_user(Role.BRANCH_MANAGER, branch))
    return client


class TestFromTheList:
    def test_is_for_the_whole_chain(self, back_office: Client) -> None:
        chain = ChainFactory.create()

        made = create(back_office, {"chain": chain.pk})

        assert (made.chain, made.branch, made.workstation) == (chain, None, None)

    def test_proposes_the_only_chain(self, back_office: Client) -> None:
        chain = ChainFactory.create()

        assert open_form(back_office).context["adminform"].form.initial == {"chain": chain.pk}

    def test_proposes_no_chain_of_several(self, back_office: Client) -> None:
        ChainFactory.create_batch(2)

        assert open_form(back_office).context["adminform"].form.initial == {}


class TestFromABranch:
    def test_proposes_the_branch_and_its_chain(self, back_office: Client) -> None:
        branch = BranchFactory.create()
        BranchFactory.create()

        initial = open_form(back_office, branch=branch).context["adminform"].form.initial

        assert (initial["chain"], initial["branch"]) == (branch.chain_id, branch.pk)

    def test_is_for_the_branch(self, back_office: Client) -> None:
        branch = BranchFactory.create()
        form = {"chain": branch.chain_id, "branch": branch.pk}

        made = create(back_office, form, branch=branch)

        assert (made.chain, made.branch, made.workstation) == (branch.chain, branch, None)

    def test_leads_back_to_the_branch(self, back_office: Client) -> None:
        branch = BranchFactory.create()
        form = {**FORM, "chain": branch.chain_id, "branch": branch.pk}

        response = back_office.post(get_add_url(branch=branch), form)

        assert response["Location"] == get_url(Branch, "change", branch.pk)

    def test_knows_no_foreign_branch(self) -> None:
        foreign = BranchFactory.create()
        manager = open_manager(BranchFactory.create())

        assert open_form(manager, branch=foreign).status_code == HTTPStatus.NOT_FOUND


class TestFromAWorkstation:
    def test_is_for_this_one_computer(self, back_office: Client, workstation: Workstation) -> None:
        made = create(back_office, {}, workstation=workstation)

        assert (made.chain, made.branch) == (workstation.branch.chain, workstation.branch)
        assert made.workstation == workstation

    @pytest.mark.parametrize("field", ["chain", "branch", "workstation"])
    def test_takes_no_other_place(
        self, back_office: Client, workstation: Workstation, field: str
    ) -> None:
        other = WorkstationFactory.create()
        places = {"chain": other.branch.chain, "branch": other.branch, "workstation": other}

        made = create(back_office, {field: places[field].pk}, workstation=workstation)

        assert (made.branch, made.workstation) == (workstation.branch, workstation)

    def test_shows_the_places_as_fixed(self, back_office: Client, workstation: Workstation) -> None:
        response = open_form(back_office, workstation=workstation)

        fields = response.context["adminform"].form.fields
        assert (fields["chain"].disabled, fields["branch"].disabled) == (True, True)
        assert f"{workstation}</a></div>" in response.content.decode()

    def test_leads_back_to_the_workstation(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        page = open_form(back_office, workstation=workstation).content.decode()
        response = back_office.post(get_add_url(workstation=workstation), FORM)

        way_back = get_url(Workstation, "change", workstation.pk)
        assert f'<a href="{way_back}" class="closelink">Abbrechen</a>' in page
        assert response["Location"] == way_back

    def test_says_that_another_one_is_active_there(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        create(back_office, {}, workstation=workstation)

        response = back_office.post(get_add_url(workstation=workstation), FORM)

        assert list(response.context["adminform"].form.errors) == ["start_date"]
        assert Interface.objects.count() == 1

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_knows_no_foreign_workstation(self, workstation: Workstation, method: str) -> None:
        manager = open_manager(BranchFactory.create())

        response = getattr(manager, method)(get_add_url(workstation=workstation))

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert not Interface.objects.exists()

    @pytest.mark.parametrize("name", ["workstation", "branch"])
    @pytest.mark.parametrize("text", ["x", str(uuid.UUID(int=7))])
    def test_knows_no_place_that_is_not_there(
        self, back_office: Client, name: str, text: str
    ) -> None:
        response = back_office.get(f"{get_url(Interface, 'add')}?{name}={text}")

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_is_done_by_the_manager_of_the_branch(self, workstation: Workstation) -> None:
        manager = open_manager(workstation.branch)

        made = create(manager, {}, workstation=workstation)

        assert made.workstation == workstation

    def test_does_not_move_an_interface_that_exists(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        row = InterfaceFactory.create()
        address = f"{get_url(Interface, 'change', row.pk)}?workstation={workstation.pk}"

        back_office.post(address, {**FORM, "chain": row.chain_id})

        row.refresh_from_db()
        assert (row.partner_short_name, row.workstation) == ("SEHSTERN", None)


class TestPageOfAPlace:
    @pytest.mark.parametrize(
        ("place", "text"),
        [
            ("branch", "Schnittstelle für diese Filiale anlegen"),
            ("workstation", "Schnittstelle für diesen Arbeitsplatz anlegen"),
        ],
    )
    def test_leads_to_the_form(
        self, back_office: Client, workstation: Workstation, place: str, text: str
    ) -> None:
        row = {"branch": workstation.branch, "workstation": workstation}[place]

        page = back_office.get(get_url(type(row), "change", row.pk)).content.decode()

        assert f'<a class="button" href="{get_add_url(**{place: row})}">{text}</a>' in page

    def test_lists_its_own_interfaces(self, back_office: Client, workstation: Workstation) -> None:
        branch = workstation.branch
        own = InterfaceFactory.create(chain=branch.chain, branch=branch, workstation=workstation)
        InterfaceFactory.create(chain=branch.chain)
        InterfaceFactory.create(of_branch=True)

        response = back_office.get(get_url(Workstation, "change", workstation.pk))

        assert [row for row, _start, _state in response.context["interfaces"]] == [own]
        assert get_url(Interface, "change", own.pk) in response.content.decode()

    def test_of_a_branch_lists_those_of_its_workstations_too(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        branch = workstation.branch
        own = InterfaceFactory.create(chain=branch.chain, branch=branch)
        narrow = InterfaceFactory.create(chain=branch.chain, branch=branch, workstation=workstation)

        response = back_office.get(get_url(Branch, "change", branch.pk))

        assert [row for row, _start, _state in response.context["interfaces"]] == [own, narrow]

    def test_offers_nothing_to_whoever_only_reads(self, workstation: Workstation) -> None:
        client = Client()
        client.force_login(make_user(Role.AUDITOR, workstation.branch))

        page = client.get(get_url(Workstation, "change", workstation.pk)).content.decode()

        assert "Schnittstelle für diesen Arbeitsplatz anlegen" not in page

    def test_of_a_chain_has_no_such_list(self, back_office: Client) -> None:
        chain = ChainFactory.create()

        response = back_office.get(get_url(Chain, "change", chain.pk))

        assert "interfaces" not in response.context
