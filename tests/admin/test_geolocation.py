"""The panels about places: who may ask, what is shown, what a person decides."""

import re
from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interfaces.choices import Role
from interfaces.deeds import NOBODY
from interfaces.geolocation.runs import request_run
from interfaces.models import (
    Branch,
    Deed,
    GeolocationRun,
    Interface,
)
from tests.admin.locating import finish_run, get_address, look_at, make_row, manage, read
from tests.admin.people import open_client
from tests.admin.rows import get_url
from tests.factories import (
    BranchFactory,
    BranchLocationFactory,
    ChainFactory,
    InterfaceFactory,
    LocationProposalFactory,
    make_user,
)

pytestmark = pytest.mark.django_db

BUTTON = "Geolokalisierung aktualisieren"

each_page = pytest.mark.parametrize("page", ["branch", "interface"])


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
    def test_is_not_shown_to_whoever_may_only_look(self, page: str) -> None:
        row = make_row(page)

        response = look_at(row).get(get_url(type(row), "change", row.pk))

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
    def test_of_a_search_refuses_whoever_may_only_look(self, page: str) -> None:
        row = make_row(page)

        response = look_at(row).post(get_address(row, "refresh"))

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert GeolocationRun.objects.count() == 0

    @each_page
    def test_of_a_search_wants_the_token_of_the_form(self, administrator: User, page: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(administrator)

        response = client.post(get_address(make_row(page), "refresh"))

        assert response.status_code == HTTPStatus.FORBIDDEN

    @each_page
    def test_of_a_panel_is_open_to_whoever_may_look(self, page: str) -> None:
        row = make_row(page)

        response = look_at(row).get(get_address(row))

        assert response.status_code == HTTPStatus.OK
        assert "no-store" in response["Cache-Control"]

    @each_page
    @pytest.mark.parametrize("what", ["", "refresh"])
    def test_is_unknown_to_people_of_another_chain(self, page: str, what: str) -> None:
        address = get_address(make_row(page), what)
        client = manage(BranchFactory.create())

        response = client.post(address) if what else client.get(address)

        assert response.status_code == HTTPStatus.NOT_FOUND

    @each_page
    @pytest.mark.parametrize("what", ["", "refresh"])
    def test_knows_no_other_row(self, back_office: Client, page: str, what: str) -> None:
        row = make_row(page)
        address = get_address(row, what)
        Interface.objects.all().delete()
        Branch.objects.all().delete()

        response = back_office.post(address) if what else back_office.get(address)

        assert response.status_code == HTTPStatus.NOT_FOUND


class TestABranchManager:
    def test_looks_for_the_own_branch(self) -> None:
        branch = BranchFactory.create(in_graz=True)

        response = manage(branch).post(get_address(branch, "refresh"))

        assert response.status_code == HTTPStatus.OK
        assert GeolocationRun.objects.get().branch == branch

    def test_looks_for_no_other_branch_of_the_chain(self) -> None:
        branch = BranchFactory.create()
        other = BranchFactory.create(chain=branch.chain)

        response = manage(branch).post(get_address(other, "refresh"))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_starts_no_search_of_the_whole_chain(self) -> None:
        interface = make_row("interface")

        response = manage(Branch.objects.get()).post(get_address(interface, "refresh"))

        assert response.status_code == HTTPStatus.FORBIDDEN

    def test_sees_of_the_chains_search_the_own_branch_only(self) -> None:
        interface = InterfaceFactory.create()
        own, other = BranchFactory.create_batch(2, chain=interface.chain, in_graz=True)
        covered = interface.chain.branches.all()
        request_run(about=interface, branches=covered, actor=NOBODY, now=timezone.now())
        finish_run()

        text = read(manage(own).get(get_address(interface)))

        assert own.code in text
        assert other.code not in text
        assert "gilt für 1 Filiale," in text


class TestAnAdministratorOfTheChain:
    def test_deletes_a_branch_with_everything_known_about_its_place(self) -> None:
        branch = BranchLocationFactory.create().branch
        LocationProposalFactory.create(branch=branch)
        request_run(about=branch, branches=[branch], actor=NOBODY, now=timezone.now())
        finish_run()
        client = open_client(make_user(Role.ADMINISTRATOR, branch))

        client.post(get_url(Branch, "delete", branch.pk), {"post": "yes"})

        assert Branch.objects.count() == 0
        assert GeolocationRun.objects.count() == 0


class TestTheInterfacesPanel:
    def test_speaks_of_the_branches_it_covers(self, back_office: Client) -> None:
        interface = InterfaceFactory.create()
        BranchFactory.create_batch(2, chain=interface.chain)
        BranchLocationFactory.create(branch__chain=interface.chain)
        BranchFactory.create(chain=interface.chain, is_active=False)
        BranchFactory.create()

        text = read(back_office.get(get_address(interface)))

        assert "gilt für 3 Filialen, mit Lage: 1." in text

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

    def test_shows_no_buttons_to_whoever_may_only_look(self) -> None:
        proposal = LocationProposalFactory.create()

        text = read(look_at(proposal.branch).get(get_address(proposal.branch)))

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
