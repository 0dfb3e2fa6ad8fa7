"""What a person decides about a branch's place: proposals, and coordinates typed into the form."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from interfaces.geolocation.choices import ProposalState
from interfaces.geolocation.forms import BY_HAND
from interfaces.geolocation.locating import locate_branch
from interfaces.models import Branch, BranchLocation, Deed, LocationProposal
from tests.admin.locating import get_address, look_at, read
from tests.admin.rows import get_url
from tests.factories import (
    BranchFactory,
    BranchLocationFactory,
    ChainFactory,
    LocationProposalFactory,
)

pytestmark = pytest.mark.django_db


each_decision = pytest.mark.parametrize("decision", ["accept", "dismiss"])


def read_form(page: Any) -> dict[str, Any]:
    """What the browser would send back: every field of the form, hidden ones included."""
    form = page.context["adminform"].form
    values = {bound.name: bound.value() for bound in form}
    hidden = {f"initial-{name}": str(form[name].value() or "") for name in BY_HAND}
    return {name: value for name, value in values.items() if value} | hidden


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
    def test_is_not_decided_by_whoever_may_only_look(self, decision: str) -> None:
        proposal = LocationProposalFactory.create()

        response = look_at(proposal.branch).post(
            get_address(proposal.branch, decision, proposal.pk)
        )

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
        sent = {name: value for name, value in data.items() if value is not False}
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

    def test_are_no_fields_for_whoever_may_only_look(self) -> None:
        branch = BranchLocationFactory.create().branch

        response = look_at(branch).get(get_url(Branch, "change", branch.pk))

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
