"""The panels about places: who may ask, what is shown, what a person decides."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interfaces.deeds import NOBODY
from interfaces.geolocation.choices import ProposalState
from interfaces.geolocation.locating import locate_branch
from interfaces.geolocation.runs import request_run, work_on_run
from interfaces.models import (
    Branch,
    BranchLocation,
    Deed,
    GeolocationRun,
    Interface,
    LocationProposal,
)
from tests.admin.rows import get_url
from tests.factories import (
    BranchFactory,
    BranchLocationFactory,
    ChainFactory,
    InterfaceFactory,
    LocationProposalFactory,
)

pytestmark = pytest.mark.django_db

BUTTON = "Geolokalisierung aktualisieren"
BY_HAND = ("latitude", "longitude", "is_locked")
each_decision = pytest.mark.parametrize("decision", ["accept", "dismiss"])
each_page = pytest.mark.parametrize("page", ["branch", "interface"])


def get_address(row: Branch | Interface, what: str = "", *arguments: Any) -> str:
    name = f"admin:interfaces_{row._meta.model_name}_geolocation"
    return reverse(f"{name}_{what}" if what else name, args=[row.pk, *arguments])


def read(response: Any) -> str:
    """The text of a page or panel, blanks as one sees them."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def make_row(page: str) -> Branch | Interface:
    """A branch, or an interface of a chain with one branch."""
    branch: Branch = BranchFactory.create(in_graz=True)
    row: Branch | Interface = branch
    if page == "interface":
        row = InterfaceFactory.create(chain=branch.chain)
    return row


def finish_run() -> None:
    run = GeolocationRun.objects.get()
    work_on_run(run_id=run.pk, clock=timezone.now)


def read_form(page: Any) -> dict[str, Any]:
    """What the browser would send back: every field of the form, hidden ones included."""
    form = page.context["adminform"].form
    values = {bound.name: bound.value() for bound in form}
    hidden = {f"initial-{name}": form[name].value() for name in BY_HAND}
    return {name: value for name, value in {**values, **hidden}.items() if value}


@pytest.fixture
def onlooker(db: None) -> Client:
    """May look at branches and interfaces."""
    user = User.objects.create_user("revision", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_branch", "view_interface"])
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def stranger(db: None) -> Client:
    """May sign in and do nothing."""
    client = Client()
    client.force_login(User.objects.create_user("fremd", is_staff=True))
    return client


class TestTheButton:
    @each_page
    def test_stands_on_the_page(self, back_office: Client, page: str) -> None:
        row = make_row(page)

        response = back_office.get(get_url(type(row), "change", row.pk))

        assert BUTTON in read(response)
        assert f'data-geolocation-post="{get_address(row, "refresh")}"' in (
            response.content.decode()
        )

    @each_page
    def test_is_not_shown_to_whoever_may_only_look(self, onlooker: Client, page: str) -> None:
        row = make_row(page)

        response = onlooker.get(get_url(type(row), "change", row.pk))

        assert response.status_code == HTTPStatus.OK
        assert BUTTON not in read(response)
        assert "GeoNames" in read(response)

    @each_page
    def test_is_missing_while_the_row_is_new(self, back_office: Client, page: str) -> None:
        response = back_office.get(get_url(type(make_row(page)), "add"))

        assert BUTTON not in read(response)

    @each_page
    def test_asks_for_the_search_and_shows_that_it_runs(
        self, back_office: Client, page: str
    ) -> None:
        row = make_row(page)

        response = back_office.post(get_address(row, "refresh"))

        run = GeolocationRun.objects.get()
        assert 'data-running="yes"' in response.content.decode()
        assert run.requested_by == User.objects.get()
        assert [result.branch for result in run.results.all()] == [Branch.objects.get()]

    @each_page
    def test_shows_the_result_in_the_end(self, back_office: Client, page: str) -> None:
        row = make_row(page)
        back_office.post(get_address(row, "refresh"))
        finish_run()

        response = back_office.get(get_address(row))

        assert 'data-running="no"' in response.content.decode()
        assert "Gefunden: die Mitte des Postleitzahlgebiets." in read(response)

    def test_writes_who_asked_into_the_record_of_deeds(self, back_office: Client) -> None:
        back_office.post(get_address(make_row("interface"), "refresh"))
        finish_run()

        deed = Deed.objects.get()
        assert (deed.kind, deed.username) == ("geolocation", "verwaltung")
        assert deed.remote_address == "127.0.0.1"
        assert deed.interface_key == Interface.objects.get().pk


class TestEveryAddress:
    @each_page
    @pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
    def test_of_a_search_takes_only_post(self, back_office: Client, page: str, method: str) -> None:
        response = getattr(back_office, method)(get_address(make_row(page), "refresh"))

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        assert GeolocationRun.objects.count() == 0

    @each_page
    def test_of_a_search_refuses_whoever_may_only_look(self, onlooker: Client, page: str) -> None:
        response = onlooker.post(get_address(make_row(page), "refresh"))

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert GeolocationRun.objects.count() == 0

    @each_page
    def test_of_a_search_wants_the_token_of_the_form(self, administrator: User, page: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(administrator)

        response = client.post(get_address(make_row(page), "refresh"))

        assert response.status_code == HTTPStatus.FORBIDDEN

    @each_page
    def test_of_a_panel_is_open_to_whoever_may_look(self, onlooker: Client, page: str) -> None:
        response = onlooker.get(get_address(make_row(page)))

        assert response.status_code == HTTPStatus.OK
        assert "no-store" in response["Cache-Control"]

    @each_page
    @pytest.mark.parametrize("what", ["", "refresh"])
    def test_is_closed_to_strangers(self, stranger: Client, page: str, what: str) -> None:
        address = get_address(make_row(page), what)

        response = stranger.post(address) if what else stranger.get(address)

        assert response.status_code == HTTPStatus.FORBIDDEN

    @each_page
    @pytest.mark.parametrize("what", ["", "refresh"])
    def test_knows_no_other_row(self, back_office: Client, page: str, what: str) -> None:
        row = make_row(page)
        address = get_address(row, what)
        Interface.objects.all().delete()
        Branch.objects.all().delete()

        response = back_office.post(address) if what else back_office.get(address)

        assert response.status_code == HTTPStatus.NOT_FOUND


class TestTheInterfacesPanel:
    def test_speaks_of_the_branches_it_covers(self, back_office: Client) -> None:
        interface = InterfaceFactory.create()
        BranchFactory.create_batch(2, chain=interface.chain)
        BranchLocationFactory.create(branch__chain=interface.chain)
        BranchFactory.create(chain=interface.chain, is_active=False)
        BranchFactory.create()

        text = read(back_office.get(get_address(interface)))

        assert "gilt für 3 Filialen; 1 davon haben eine Lage" in text

    def test_of_one_branch_speaks_of_that_one(self, back_office: Client) -> None:
        interface = InterfaceFactory.create(of_workstation=True)
        BranchFactory.create(chain=interface.chain)

        back_office.post(get_address(interface, "refresh"))

        results = GeolocationRun.objects.get().results.all()
        assert [result.branch for result in results] == [interface.branch]

    def test_puts_first_what_wants_a_person(self, back_office: Client) -> None:
        chain = ChainFactory.create()
        interface = InterfaceFactory.create(chain=chain)
        BranchFactory.create(chain=chain, code="A", postcode="1060")
        BranchFactory.create(chain=chain, code="B")
        request_run(
            about=interface, branches=chain.branches.all(), actor=NOBODY, now=timezone.now()
        )
        finish_run()

        response = back_office.get(get_address(interface))

        rows = [row["branch"].code for row in response.context["geolocation"]["rows"]]
        assert rows == ["B", "A"]

    def test_tells_how_far_a_search_is(self, back_office: Client) -> None:
        interface = InterfaceFactory.create()
        BranchFactory.create_batch(3, chain=interface.chain, postcode="1060")
        back_office.post(get_address(interface, "refresh"))
        done = GeolocationRun.objects.get().results.first()
        assert done is not None
        done.settled_at, done.outcome, done.precision = timezone.now(), "located", "street"
        done.save()

        text = read(back_office.get(get_address(interface)))

        assert "1 von 3 fertig" in text
        assert text.count("Wartet.") == 2

    def test_costs_the_database_the_same_for_many_branches(self, back_office: Client) -> None:
        interface = InterfaceFactory.create()
        BranchFactory.create_batch(20, chain=interface.chain, postcode="1060")
        back_office.post(get_address(interface, "refresh"))

        with CaptureQueriesContext(connection) as captured:
            back_office.get(get_address(interface))

        assert len(captured) <= 10


class TestTheBranchsPanel:
    def test_shows_the_place_on_the_map(self, back_office: Client) -> None:
        branch = BranchLocationFactory.create().branch

        response = back_office.get(get_url(Branch, "change", branch.pk))

        page = response.content.decode()
        assert f"Lage der Filiale {branch}: 47,0707° N, 15,4395° O</title>" in page
        assert page.count('class="branch"') == 1
        assert "auf die Adresse genau" in page
        assert "OpenStreetMap-Mitwirkende" in page

    def test_shows_an_empty_map_without_a_place(self, back_office: Client) -> None:
        page = back_office.get(get_address(BranchFactory.create())).content.decode()

        assert "die Lage der Filiale ist nicht bekannt</title>" in page
        assert 'class="country"' in page
        assert 'class="branch"' not in page

    def test_names_its_sources_as_their_licence_asks(self, back_office: Client) -> None:
        page = back_office.get(get_address(BranchFactory.create())).content.decode()

        assert "https://www.geonames.org" in page
        assert "https://creativecommons.org/licenses/by/4.0/" in page
        assert "OpenStreetMap" not in page

    def test_says_that_the_place_belongs_to_a_former_address(self, back_office: Client) -> None:
        branch = BranchLocationFactory.create().branch
        Branch.objects.update(street="Sporgasse 1")

        assert "Die Lage gehört noch zur früheren Adresse." in read(
            back_office.get(get_address(branch))
        )

    def test_shows_a_proposal_with_its_reason(self, back_office: Client) -> None:
        proposal = LocationProposalFactory.create()

        text = read(back_office.get(get_address(proposal.branch)))

        assert "Die gefundene Stelle ist 312 km von der Postleitzahl entfernt." in text
        assert "Vorschlag übernehmen" in text
        assert "Bisherige Lage behalten" in text

    def test_shows_no_buttons_to_whoever_may_only_look(self, onlooker: Client) -> None:
        proposal = LocationProposalFactory.create()

        text = read(onlooker.get(get_address(proposal.branch)))

        assert "312 km" in text
        assert "Vorschlag übernehmen" not in text

    def test_shows_no_proposal_for_a_former_address(self, back_office: Client) -> None:
        proposal = LocationProposalFactory.create()
        Branch.objects.update(street="Sporgasse 1")

        assert "Vorschlag" not in read(back_office.get(get_address(proposal.branch)))

    def test_has_no_style_and_no_script_inside(self, back_office: Client) -> None:
        branch = LocationProposalFactory.create().branch
        BranchLocationFactory.create(branch=branch)

        page = back_office.get(get_address(branch)).content.decode()

        assert re.findall(r"style=|<script|<style|\son\w+=|javascript:", page) == []


class TestAProposal:
    def test_is_taken(self, back_office: Client) -> None:
        proposal = LocationProposalFactory.create()

        response = back_office.post(get_address(proposal.branch, "accept", proposal.pk))

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.ACCEPTED
        assert proposal.decided_by == User.objects.get()
        assert "47,2682° N, 11,3933° O" in read(response)
        assert "Vorschlag übernehmen" not in read(response)

    def test_is_dismissed(self, back_office: Client) -> None:
        proposal = LocationProposalFactory.create()

        response = back_office.post(get_address(proposal.branch, "dismiss", proposal.pk))

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.DISMISSED
        assert "noch nicht bekannt" in read(response)

    @each_decision
    def test_that_is_gone_says_so(self, back_office: Client, decision: str) -> None:
        proposal = LocationProposalFactory.create()
        address = get_address(proposal.branch, decision, proposal.pk)
        LocationProposal.objects.update(state="overtaken", decided_at=timezone.now())

        response = back_office.post(address)

        assert "Der Vorschlag gilt nicht mehr" in read(response)

    @each_decision
    def test_is_not_decided_by_whoever_may_only_look(self, onlooker: Client, decision: str) -> None:
        proposal = LocationProposalFactory.create()

        response = onlooker.post(get_address(proposal.branch, decision, proposal.pk))

        proposal.refresh_from_db()
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert proposal.state == ProposalState.OPEN

    @each_decision
    def test_is_not_decided_by_a_link(self, back_office: Client, decision: str) -> None:
        proposal = LocationProposalFactory.create()

        response = back_office.get(get_address(proposal.branch, decision, proposal.pk))

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED

    @each_decision
    def test_of_another_branch_is_not_found(self, back_office: Client, decision: str) -> None:
        proposal = LocationProposalFactory.create()
        other = BranchFactory.create()

        response = back_office.post(get_address(other, decision, proposal.pk))

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert LocationProposal.objects.get().state == ProposalState.OPEN


class TestCoordinatesByHand:
    def save(self, back_office: Client, branch: Branch, **typed: Any) -> Any:
        """Through the form, with what it showed and what somebody typed."""
        address = get_url(Branch, "change", branch.pk)
        data = {**read_form(back_office.get(address)), **typed}
        sent = {name: value for name, value in data.items() if value not in {False, None}}
        return back_office.post(address, sent, follow=True)

    def test_are_stored_and_locked(self, back_office: Client) -> None:
        branch = BranchFactory.create(in_graz=True)

        self.save(back_office, branch, latitude="47,08", longitude="15,45", is_locked=True)
        locate_branch(branch_id=branch.pk, now=timezone.now())

        location = BranchLocation.objects.get()
        assert (str(location.latitude), str(location.longitude)) == ("47.080000", "15.450000")
        assert (location.source, location.is_locked) == ("manual", True)
        assert Deed.objects.get().detail.startswith("von Hand gesetzt")

    def test_are_locked_also_without_the_tick(self, back_office: Client) -> None:
        branch = BranchLocationFactory.create().branch

        self.save(back_office, branch, latitude="47,08", longitude="15,45")

        assert BranchLocation.objects.get().is_locked

    def test_of_a_search_are_kept_by_the_tick(self, back_office: Client) -> None:
        branch = BranchLocationFactory.create().branch

        self.save(back_office, branch, is_locked=True)

        location = BranchLocation.objects.get()
        assert (str(location.latitude), location.is_locked) == ("47.070700", True)

    def test_are_unlocked(self, back_office: Client) -> None:
        branch = BranchLocationFactory.create(by_hand=True).branch

        self.save(back_office, branch, is_locked=False)

        assert not BranchLocation.objects.get().is_locked

    def test_are_removed(self, back_office: Client) -> None:
        branch = BranchLocationFactory.create(by_hand=True).branch

        self.save(back_office, branch, latitude="", longitude="")

        assert BranchLocation.objects.get().latitude is None

    def test_stay_when_something_else_is_saved(self, back_office: Client) -> None:
        location = BranchLocationFactory.create()

        self.save(back_office, location.branch, name="Graz Neu")

        fresh = BranchLocation.objects.get()
        assert Branch.objects.get().name == "Graz Neu"
        assert (fresh.source, fresh.located_at) == ("nominatim", location.located_at)
        assert Deed.objects.count() == 0

    def test_are_no_fields_for_whoever_may_only_look(self, onlooker: Client) -> None:
        branch = BranchLocationFactory.create().branch

        response = onlooker.get(get_url(Branch, "change", branch.pk))

        assert response.status_code == HTTPStatus.OK
        assert "Geografische Breite" not in read(response)
        assert "47,0707° N" in read(response)

    def test_are_typed_for_a_new_branch_too(self, back_office: Client) -> None:
        data = {
            "chain": str(ChainFactory.create().pk),
            "code": "NEU",
            "name": "Neu",
            "latitude": "48,2",
            "longitude": "16,37",
        }

        back_office.post(get_url(Branch, "add"), data)

        assert BranchLocation.objects.get().is_locked
