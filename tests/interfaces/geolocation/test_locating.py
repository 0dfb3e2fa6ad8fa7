"""Finding one branch: what is written down, what is proposed, what is left alone."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import (
    Doubt,
    LocatingOutcome,
    LocationPrecision,
    LocationSource,
    ProposalState,
)
from interfaces.geolocation.locating import Finding, locate_branch
from interfaces.models import Branch, BranchLocation, GeocoderTurn, LocationProposal
from tests.factories import BranchFactory, BranchLocationFactory, LocationProposalFactory
from tests.interfaces.geolocation.map_service import GRAZ, INNSBRUCK, MUNICH, MapService
from tests.interfaces.payback.peer import closed_port
from tests.transactions.at_once import call_apart

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OLD = (Decimal("47.070700"), Decimal("15.439500"))
NEAR_GRAZ = (47.0812, 15.4503)


def locate(branch: Branch) -> Finding:
    return locate_branch(branch_id=branch.pk, now=NOW)


def get_point(branch: Branch) -> tuple[Any, Any]:
    location = BranchLocation.objects.get(branch=branch)
    return location.latitude, location.longitude


@pytest.fixture
def located() -> Branch:
    """A branch in Graz with a good place, exact to the address."""
    branch: Branch = BranchLocationFactory.create().branch
    return branch


class TestABranchWithoutPlace:
    def test_gets_the_middle_of_its_postcode_offline(self) -> None:
        branch = BranchFactory.create(postcode="1060", city="Wien")

        finding = locate(branch)

        location = BranchLocation.objects.get(branch=branch)
        assert finding == Finding(LocatingOutcome.LOCATED, precision=LocationPrecision.POSTCODE)
        assert get_point(branch) == (Decimal("48.195200"), Decimal("16.350300"))
        assert (location.source, location.precision) == ("offline", "postcode")
        assert (location.located_at, location.tried_at) == (NOW, NOW)
        assert location.address_digest == location.tried_digest == Address.of(branch).digest

    def test_gets_what_the_map_service_says(self, map_service: MapService) -> None:
        branch = BranchFactory.create(in_graz=True)
        map_service.say_place(NEAR_GRAZ)

        finding = locate(branch)

        location = BranchLocation.objects.get(branch=branch)
        assert finding == Finding(LocatingOutcome.LOCATED, precision=LocationPrecision.ADDRESS)
        assert (location.source, location.precision) == ("nominatim", "address")

    @pytest.mark.usefixtures("map_service")
    def test_gets_the_middle_of_its_postcode_when_the_service_knows_nothing(self) -> None:
        branch = BranchFactory.create(in_graz=True)

        finding = locate(branch)

        assert finding.precision == LocationPrecision.POSTCODE
        assert BranchLocation.objects.get().source == LocationSource.OFFLINE

    def test_stays_without_one_when_nobody_knows_the_postcode(self) -> None:
        branch = BranchFactory.create(postcode="1234")

        assert locate(branch) == Finding(LocatingOutcome.NOT_FOUND)
        assert get_point(branch) == (None, None)

    def test_needs_a_postcode(self, map_service: MapService) -> None:
        branch = BranchFactory.create(street="Herrengasse 12", city="Graz")

        assert locate(branch) == Finding(LocatingOutcome.NO_ADDRESS)
        assert map_service.questions == []

    @pytest.mark.parametrize(("point", "doubt"), [(MUNICH, Doubt.OUTSIDE), (INNSBRUCK, Doubt.FAR)])
    def test_gets_a_proposal_for_what_is_doubtful(
        self, map_service: MapService, point: tuple[float, float], doubt: Doubt
    ) -> None:
        branch = BranchFactory.create(in_graz=True)
        map_service.say_place(point)

        finding = locate(branch)

        proposal = LocationProposal.objects.get()
        assert (finding.outcome, finding.doubt) == (LocatingOutcome.PROPOSED, doubt)
        assert get_point(branch) == (None, None)
        assert (float(proposal.latitude), float(proposal.longitude)) == point
        assert (proposal.branch, proposal.doubt, proposal.state) == (branch, doubt, "open")
        assert proposal.distance_km == finding.distance_km


class TestABranchWithAGoodPlace:
    @pytest.mark.parametrize("point", [MUNICH, INNSBRUCK])
    def test_keeps_it_when_the_answer_is_doubtful(
        self, map_service: MapService, located: Branch, point: tuple[float, float]
    ) -> None:
        map_service.say_place(point)

        locate(located)

        assert get_point(located) == OLD
        assert LocationProposal.objects.count() == 1

    def test_keeps_it_when_the_answer_is_less_exact(self, located: Branch) -> None:
        finding = locate(located)

        assert (finding.outcome, finding.doubt) == (LocatingOutcome.PROPOSED, Doubt.COARSER)
        assert get_point(located) == OLD

    def test_gets_a_better_one(self, map_service: MapService, located: Branch) -> None:
        map_service.say_place(NEAR_GRAZ)

        finding = locate(located)

        assert finding.outcome == LocatingOutcome.LOCATED
        assert get_point(located) == (Decimal("47.081200"), Decimal("15.450300"))

    def test_has_it_confirmed(self, map_service: MapService, located: Branch) -> None:
        proposal = LocationProposalFactory.create(branch=located)
        map_service.say_place(GRAZ)

        finding = locate(located)

        proposal.refresh_from_db()
        location = BranchLocation.objects.get()
        assert finding.outcome == LocatingOutcome.CONFIRMED
        assert (location.located_at, location.tried_at) == (
            datetime(2026, 11, 1, 8, tzinfo=UTC),
            NOW,
        )
        assert (proposal.state, proposal.decided_at) == (ProposalState.OVERTAKEN, NOW)

    @pytest.mark.usefixtures("map_service")
    def test_keeps_it_when_the_service_knows_nothing(self, located: Branch) -> None:
        assert locate(located) == Finding(LocatingOutcome.NOT_FOUND)
        assert get_point(located) == OLD

    @pytest.mark.parametrize(
        ("status", "outcome"),
        [(503, LocatingOutcome.UNREACHABLE), (403, LocatingOutcome.REFUSED)],
    )
    def test_keeps_it_when_the_service_gives_no_answer(
        self, map_service: MapService, located: Branch, status: int, outcome: LocatingOutcome
    ) -> None:
        map_service.say({}, status=status)

        assert locate(located) == Finding(outcome)
        assert get_point(located) == OLD
        assert BranchLocation.objects.get().outcome == outcome

    @pytest.mark.usefixtures("map_service")
    def test_keeps_it_when_the_service_is_gone(self, located: Branch, settings: Any) -> None:
        settings.GEOCODER_URL = f"http://127.0.0.1:{closed_port()}"

        assert locate(located) == Finding(LocatingOutcome.UNREACHABLE)
        assert get_point(located) == OLD

    def test_keeps_it_while_the_service_rests(
        self, map_service: MapService, located: Branch
    ) -> None:
        map_service.say({}, status=429, headers={"Retry-After": "60"})
        locate(located)
        GeocoderTurn.objects.update(next_allowed_at=None)

        assert locate(located) == Finding(LocatingOutcome.UNREACHABLE)
        assert len(map_service.questions) == 1


class TestABranchThatMoved:
    @pytest.fixture
    def moved(self, located: Branch) -> Branch:
        """From Graz to Innsbruck."""
        located.street, located.postcode, located.city = "Museumstraße 1", "6020", "Innsbruck"
        located.save()
        return located

    def test_gets_a_new_place_even_a_less_exact_one(self, moved: Branch) -> None:
        finding = locate(moved)

        location = BranchLocation.objects.get()
        assert finding.outcome == LocatingOutcome.LOCATED
        assert location.precision == LocationPrecision.POSTCODE
        assert location.address_digest == Address.of(moved).digest

    def test_gets_only_a_proposal_for_what_is_doubtful(
        self, map_service: MapService, moved: Branch
    ) -> None:
        map_service.say_place(GRAZ)

        assert locate(moved).doubt == Doubt.FAR
        assert get_point(moved) == OLD


class TestALockedPlace:
    def test_is_not_even_asked_for(self, map_service: MapService) -> None:
        location = BranchLocationFactory.create(by_hand=True)

        assert locate(location.branch) == Finding(LocatingOutcome.LOCKED)
        assert map_service.questions == []
        assert get_point(location.branch) == OLD

    def test_stays_when_the_address_changes(self) -> None:
        branch = BranchLocationFactory.create(by_hand=True).branch
        Branch.objects.filter(pk=branch.pk).update(postcode="6020", city="Innsbruck")

        assert locate(branch) == Finding(LocatingOutcome.LOCKED)
        assert get_point(branch) == OLD

    def test_is_replaced_once_it_is_unlocked(self, map_service: MapService) -> None:
        location = BranchLocationFactory.create(source=LocationSource.MANUAL)
        map_service.say_place(NEAR_GRAZ, place_rank=26)

        assert locate(location.branch).outcome == LocatingOutcome.LOCATED


class TestAProposal:
    def test_is_replaced_by_a_newer_one(self, map_service: MapService, located: Branch) -> None:
        earlier = LocationProposalFactory.create(branch=located)
        map_service.say_place(MUNICH)

        locate(located)

        earlier.refresh_from_db()
        assert earlier.state == ProposalState.OVERTAKEN
        assert LocationProposal.objects.get(state=ProposalState.OPEN).doubt == Doubt.OUTSIDE

    def test_that_was_dismissed_is_not_made_again(
        self, map_service: MapService, located: Branch
    ) -> None:
        LocationProposalFactory.create(
            branch=located, state=ProposalState.DISMISSED, decided_at=NOW
        )
        map_service.say_place(INNSBRUCK)

        finding = locate(located)

        assert (finding.outcome, finding.doubt) == (LocatingOutcome.DISMISSED_BEFORE, Doubt.FAR)
        assert LocationProposal.objects.count() == 1

    def test_that_was_accepted_is_confirmed_by_the_same_answer(
        self, map_service: MapService
    ) -> None:
        location = BranchLocationFactory.create(latitude=INNSBRUCK[0], longitude=INNSBRUCK[1])
        map_service.say_place(INNSBRUCK)

        assert locate(location.branch).outcome == LocatingOutcome.CONFIRMED


@pytest.mark.django_db(transaction=True)
class TestASearchDuringWhichSomethingHappens:
    def test_throws_the_answer_away_when_the_address_was_changed(
        self, map_service: MapService, located: Branch
    ) -> None:
        map_service.say_place(NEAR_GRAZ)
        move = Branch.objects.filter(pk=located.pk).update
        map_service.before_reply = lambda: call_apart(lambda: move(street="Sporgasse 1"))

        finding = locate(located)

        assert finding == Finding(LocatingOutcome.OVERTAKEN)
        assert get_point(located) == OLD

    def test_leaves_alone_what_a_person_locked(
        self, map_service: MapService, located: Branch
    ) -> None:
        map_service.say_place(NEAR_GRAZ)
        lock = BranchLocation.objects.filter(branch=located).update
        map_service.before_reply = lambda: call_apart(lambda: lock(is_locked=True))

        assert locate(located) == Finding(LocatingOutcome.LOCKED)
        assert get_point(located) == OLD

    def test_bears_that_the_branch_is_deleted(
        self, map_service: MapService, located: Branch
    ) -> None:
        map_service.say_place(NEAR_GRAZ)
        delete = Branch.objects.filter(pk=located.pk).delete
        map_service.before_reply = lambda: call_apart(delete)

        with pytest.raises(Branch.DoesNotExist):
            locate(located)
