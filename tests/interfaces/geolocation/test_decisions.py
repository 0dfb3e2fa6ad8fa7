"""What a person decides about a place."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from interfaces.deeds import Actor
from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import ProposalState
from interfaces.geolocation.decisions import (
    ProposalGone,
    accept_proposal,
    clear_location,
    dismiss_proposal,
    set_location,
    unlock_location,
)
from interfaces.geolocation.queries import list_due_branches
from interfaces.models import Branch, BranchLocation, Deed, LocationProposal
from tests.factories import BranchFactory, BranchLocationFactory, LocationProposalFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA = Actor(username="anna", remote_address="192.0.2.7")
OLD = (Decimal("47.070700"), Decimal("15.439500"))
PROPOSED = (Decimal("47.268200"), Decimal("11.393300"))
each_decision = pytest.mark.parametrize("decide", [accept_proposal, dismiss_proposal])


@pytest.fixture
def proposal() -> LocationProposal:
    """A proposal for a branch that has a good place."""
    made: LocationProposal = LocationProposalFactory.create()
    BranchLocationFactory.create(branch=made.branch)
    return made


@pytest.fixture
def user() -> User:
    """Who decides."""
    return User.objects.create_user("anna")


def take(decide: Callable[..., None], proposal: LocationProposal, user: User) -> None:
    decide(proposal=proposal, user=user, actor=ANNA, now=NOW)


def get_point(branch: Branch) -> tuple[Any, Any]:
    location = BranchLocation.objects.get(branch=branch)
    return location.latitude, location.longitude


class TestSetPlace:
    def test_locks_the_place_of_the_present_address(self) -> None:
        branch = BranchFactory.create(in_graz=True)

        set_location(branch=branch, latitude=OLD[0], longitude=OLD[1], actor=ANNA, now=NOW)

        location = BranchLocation.objects.get()
        assert (location.latitude, location.longitude) == OLD
        assert (location.source, location.precision) == ("manual", "address")
        assert (location.is_locked, location.located_at) == (True, NOW)
        assert location.address_digest == Address.of(branch).digest

    def test_overtakes_a_proposal(self, proposal: LocationProposal) -> None:
        point = {"latitude": OLD[0], "longitude": OLD[1]}

        set_location(branch=proposal.branch, **point, actor=ANNA, now=NOW)

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.OVERTAKEN

    def test_is_written_down(self) -> None:
        branch = BranchFactory.create()

        set_location(branch=branch, latitude=OLD[0], longitude=OLD[1], actor=ANNA, now=NOW)

        deed = Deed.objects.get()
        assert (deed.kind, deed.username, deed.branch_key) == ("geolocation", "anna", branch.pk)
        assert deed.detail == "von Hand gesetzt: 47.070700, 15.439500"


class TestUnlockPlace:
    def test_hands_the_branch_over_to_the_night(self) -> None:
        branch = BranchLocationFactory.create(by_hand=True).branch

        unlock_location(branch=branch, actor=ANNA, now=NOW)

        assert get_point(branch) == OLD
        assert list_due_branches() == [branch]
        assert Deed.objects.get().detail == "nicht mehr von Hand gesetzt"


class TestClearPlace:
    def test_hands_the_branch_over_to_the_night(self) -> None:
        branch = BranchLocationFactory.create(by_hand=True).branch

        clear_location(branch=branch, actor=ANNA, now=NOW)

        assert get_point(branch) == (None, None)
        assert list_due_branches() == [branch]
        assert Deed.objects.get().detail == "Koordinaten gelöscht"


class TestAcceptProposal:
    def test_writes_it_down(self, proposal: LocationProposal, user: User) -> None:
        take(accept_proposal, proposal, user)

        proposal.refresh_from_db()
        location = BranchLocation.objects.get()
        assert (location.latitude, location.longitude) == PROPOSED
        assert (location.source, location.located_at) == ("nominatim", NOW)
        assert not location.is_locked
        assert (proposal.state, proposal.decided_at) == (ProposalState.ACCEPTED, NOW)
        assert proposal.decided_by == user
        assert Deed.objects.get().detail == "Vorschlag übernommen"

    def test_refuses_one_for_a_former_address(self, proposal: LocationProposal, user: User) -> None:
        Branch.objects.update(street="Sporgasse 1")

        with pytest.raises(ProposalGone):
            take(accept_proposal, proposal, user)

        assert get_point(proposal.branch) == OLD

    def test_leaves_a_locked_place_alone(self, proposal: LocationProposal, user: User) -> None:
        BranchLocation.objects.update(is_locked=True)

        with pytest.raises(ProposalGone):
            take(accept_proposal, proposal, user)

        assert get_point(proposal.branch) == OLD


class TestDismissProposal:
    def test_leaves_the_place_as_it_is(self, proposal: LocationProposal, user: User) -> None:
        take(dismiss_proposal, proposal, user)

        proposal.refresh_from_db()
        assert get_point(proposal.branch) == OLD
        assert (proposal.state, proposal.decided_by) == (ProposalState.DISMISSED, user)
        assert Deed.objects.get().detail == "Vorschlag verworfen"


class TestBothAnswers:
    @each_decision
    @pytest.mark.parametrize(
        "state", [ProposalState.ACCEPTED, ProposalState.DISMISSED, ProposalState.OVERTAKEN]
    )
    def test_come_too_late(
        self,
        proposal: LocationProposal,
        user: User,
        decide: Callable[..., None],
        state: ProposalState,
    ) -> None:
        LocationProposal.objects.update(state=state, decided_at=NOW)

        with pytest.raises(ProposalGone):
            take(decide, proposal, user)

        assert get_point(proposal.branch) == OLD
        assert Deed.objects.count() == 0
