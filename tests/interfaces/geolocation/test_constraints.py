"""What the database itself refuses about places."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError
from django.db.models import Model

from interfaces.models import (
    BranchLocation,
    GeocoderAnswer,
    GeolocationResult,
    GeolocationRun,
    LocationProposal,
)
from tests.factories import (
    BranchFactory,
    BranchLocationFactory,
    InterfaceFactory,
    LocationProposalFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def make_run(**changes: Any) -> GeolocationRun:
    branch = changes.get("branch")
    chain = branch.chain if branch else None
    return GeolocationRun.objects.create(
        requested_at=NOW, touched_at=NOW, **{"chain": chain, **changes}
    )


class TestAPlace:
    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"latitude": None}, "location_is_whole_or_absent"),
            ({"longitude": None}, "location_is_whole_or_absent"),
            ({"latitude": None, "longitude": None}, "location_is_whole_or_absent"),
            ({"source": ""}, "location_is_whole_or_absent"),
            ({"source": "hearsay"}, "location_is_whole_or_absent"),
            ({"precision": ""}, "location_is_whole_or_absent"),
            ({"located_at": None}, "location_is_whole_or_absent"),
            ({"address_digest": ""}, "location_is_whole_or_absent"),
            ({"latitude": "90.000001"}, "location_is_on_earth"),
            ({"latitude": "-90.000001"}, "location_is_on_earth"),
            ({"longitude": "180.000001"}, "location_is_on_earth"),
            ({"longitude": "-180.000001"}, "location_is_on_earth"),
            ({"outcome": "miracle"}, "location_outcome_is_known"),
        ],
    )
    def test_is_whole_and_on_earth(self, changes: dict[str, Any], name: str) -> None:
        BranchLocationFactory.create()

        with pytest.raises(IntegrityError, match=name):
            BranchLocation.objects.update(**changes)

    def test_may_be_absent(self) -> None:
        BranchLocation.objects.create(branch=BranchFactory.create())

        assert BranchLocation.objects.count() == 1

    def test_is_not_locked_while_absent(self) -> None:
        with pytest.raises(IntegrityError, match="location_is_whole_or_absent"):
            BranchLocation.objects.create(branch=BranchFactory.create(), is_locked=True)

    def test_is_no_number_beyond_all_degrees(self) -> None:
        BranchLocationFactory.create()

        with pytest.raises(DataError):
            BranchLocation.objects.update(longitude="1000")


class TestAProposal:
    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"latitude": "91"}, "proposal_is_on_earth"),
            ({"doubt": "taste"}, "proposal_words_are_known"),
            ({"state": "lost", "decided_at": NOW}, "proposal_words_are_known"),
            ({"state": "accepted"}, "proposal_is_open_until_decided"),
            ({"decided_at": NOW}, "proposal_is_open_until_decided"),
        ],
    )
    def test_is_whole(self, changes: dict[str, Any], name: str) -> None:
        LocationProposalFactory.create()

        with pytest.raises(IntegrityError, match=name):
            LocationProposal.objects.update(**changes)

    def test_is_open_once_per_branch(self) -> None:
        branch = LocationProposalFactory.create().branch

        with pytest.raises(IntegrityError, match="one_open_proposal_per_branch"):
            LocationProposalFactory.create(branch=branch)


class TestARun:
    def test_goes_on_once_at_a_time(self) -> None:
        branch = make_run(branch=BranchFactory.create()).branch

        with pytest.raises(IntegrityError, match="one_unfinished_run_at_a_time"):
            make_run(branch=branch)

    def test_is_the_only_one_of_its_night(self) -> None:
        make_run()

        with pytest.raises(IntegrityError, match="one_unfinished_run_at_a_time"):
            make_run()

    @pytest.mark.parametrize(
        ("name", "factory"), [("branch", BranchFactory), ("interface", InterfaceFactory)]
    )
    def test_names_the_chain_of_its_subject(self, name: str, factory: Any) -> None:
        with pytest.raises(IntegrityError, match="run_names_the_chain_of_its_subject"):
            make_run(**{name: factory.create(), "chain": None})

    def test_has_each_branch_once(self) -> None:
        run, branch = make_run(), BranchFactory.create()
        GeolocationResult.objects.create(run=run, branch=branch)

        with pytest.raises(IntegrityError, match="branch_once_per_run"):
            GeolocationResult.objects.create(run=run, branch=branch)

    @pytest.mark.parametrize(
        "changes",
        [{"settled_at": NOW}, {"outcome": "located"}, {"settled_at": NOW, "outcome": "lost"}],
    )
    def test_settles_a_branch_with_an_outcome(self, changes: dict[str, Any]) -> None:
        result = {"run": make_run(), "branch": BranchFactory.create()}

        with pytest.raises(IntegrityError, match="result_is_settled_with_an_outcome"):
            GeolocationResult.objects.create(**result, **changes)


class TestAnAnswer:
    @pytest.mark.parametrize("point", [{"latitude": 47}, {"latitude": 91, "longitude": 15}])
    def test_is_on_earth(self, point: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError, match="answer_is_on_earth"):
            GeocoderAnswer.objects.create(service="x", address_digest="y", expires_at=NOW, **point)


class TestRows:
    @pytest.mark.parametrize("factory", [BranchLocationFactory, LocationProposalFactory])
    def test_go_with_their_branch(self, factory: Any) -> None:
        row: Model = factory.create()

        row.branch.delete()  # type: ignore[attr-defined]

        assert type(row)._default_manager.count() == 0
