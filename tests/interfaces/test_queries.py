"""Which interface applies, and the explanation that goes with it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interfaces.choices import NotReady, Scope, Standing
from interfaces.models import Workstation
from interfaces.queries import Decision, get_effective_interface
from tests.factories import InterfaceFactory, WorkstationFactory
from tests.interfaces.scenes import (
    Plan,
    Scene,
    build_scene,
    expect_next_start,
    expect_winner,
    find_day_in_vienna,
    rolled_back_scene,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY, YESTERDAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 24)

DAYS = [date(2026, 3, 29), date(2026, 6, 30), date(2026, 10, 25), date(2026, 10, 26)]
EDGES = [timedelta(hours=hours, seconds=second) for hours in (-2, -1, 0, 12) for second in (-1, 0)]
plans = st.builds(
    Plan,
    scope=st.sampled_from(list(Scope)),
    start_date=st.sampled_from([None, *DAYS]),
    is_active=st.sampled_from([True, True, False]),
    is_foreign=st.sampled_from([False, False, False, True]),
)
moments = st.builds(
    lambda day, edge: datetime(day.year, day.month, day.day, tzinfo=UTC) + edge,
    st.sampled_from([*DAYS, date(2026, 1, 1), date(2027, 1, 1)]),
    st.sampled_from(EDGES),
)


def decide(workstation: Workstation, at: datetime = NOW) -> Decision:
    """For the workstation as it is stored."""
    stored = Workstation.objects.select_related("branch__chain").get(pk=workstation.pk)
    return get_effective_interface(workstation=stored, at=at)


def make(scene: Scene, scope: Scope, **changes: Any) -> Plan:
    """One interface that is ours and on, unless `changes` say otherwise."""
    base: dict[str, Any] = {"start_date": None, "is_active": True, "is_foreign": False}
    plan = Plan(scope=scope, **{**base, **changes})
    scene.make(plan)
    return plan


def make_all(scene: Scene, changes: list[dict[str, Any]]) -> None:
    """Several chain-wide interfaces."""
    for change in changes:
        make(scene, Scope.CHAIN, **change)


def switch_off(scene: Scene, places: list[str]) -> None:
    """The workstation, its branch or its chain."""
    rows: dict[str, Any] = {
        "workstation": scene.workstation,
        "branch": scene.branch,
        "chain": scene.branch.chain,
    }
    for place in places:
        rows[place].is_active = False
        rows[place].save()


def tell_standings(scene: Scene, decision: Decision) -> dict[Plan | None, Standing]:
    """What became of each planned interface."""
    return {scene.find_plan(row.interface): row.standing for row in decision.candidates}


@pytest.fixture
def scene() -> Scene:
    return build_scene()


class TestGetEffectiveInterface:
    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
    )
    @given(planned=st.lists(plans, max_size=8, unique=True), at=moments)
    def test_decides_as_the_rule_on_paper(self, planned: list[Plan], at: datetime) -> None:
        today = find_day_in_vienna(at)

        with rolled_back_scene(planned) as scene:
            decision = decide(scene.workstation, at)

        assert scene.find_plan(decision.winner) == expect_winner(planned, today)
        assert decision.next_start_date == expect_next_start(planned, today)
        assert (decision.winner is None) == (decision.not_ready is not None)
        ours = {plan for plan in planned if not plan.is_foreign}
        assert set(tell_standings(scene, decision)) == ours

    @pytest.mark.parametrize(
        ("start", "last_moment_before"),
        [
            (date(2026, 12, 1), "2026-11-30T22:59:59.999999Z"),
            (date(2026, 7, 1), "2026-06-30T21:59:59.999999Z"),
            (date(2026, 3, 29), "2026-03-28T22:59:59.999999Z"),
            (date(2026, 3, 30), "2026-03-29T21:59:59.999999Z"),
            (date(2026, 10, 25), "2026-10-24T21:59:59.999999Z"),
            (date(2026, 10, 26), "2026-10-25T22:59:59.999999Z"),
        ],
        ids=["winter", "summer", "spring ahead", "after it", "fall back", "after it "],
    )
    def test_starts_at_midnight_in_vienna(
        self, scene: Scene, start: date, last_moment_before: str
    ) -> None:
        make(scene, Scope.CHAIN, start_date=start)
        before = datetime.fromisoformat(last_moment_before)

        assert decide(scene.workstation, before).not_ready == NotReady.NOT_STARTED
        assert decide(scene.workstation, before + timedelta(microseconds=1)).winner is not None

    def test_reads_the_moment_in_whatever_zone_it_comes(self, scene: Scene) -> None:
        make(scene, Scope.CHAIN, start_date=date(2026, 12, 1))
        in_tokyo = datetime.fromisoformat("2026-12-01T07:59:59+09:00")

        assert decide(scene.workstation, in_tokyo).winner is None
        assert decide(scene.workstation, in_tokyo + timedelta(seconds=1)).winner is not None

    def test_prefers_the_narrow_scope_over_the_late_start(self, scene: Scene) -> None:
        make(scene, Scope.CHAIN, start_date=TODAY)
        make(scene, Scope.BRANCH, start_date=YESTERDAY)
        narrow = make(scene, Scope.WORKSTATION)

        assert scene.find_plan(decide(scene.workstation).winner) == narrow

    @pytest.mark.parametrize("scope", list(Scope))
    def test_never_names_what_is_foreign(self, scene: Scene, scope: Scope) -> None:
        make(scene, scope, is_foreign=True)

        decision = decide(scene.workstation)

        assert decision == Decision(
            candidates=(), winner=None, not_ready=NotReady.NO_INTERFACE, planned=()
        )

    def test_never_names_an_interface_of_a_branch_of_the_same_code_elsewhere(
        self, scene: Scene
    ) -> None:
        twin = WorkstationFactory.create(
            branch__code=scene.branch.code, computer_name=scene.workstation.computer_name
        )
        InterfaceFactory.create(chain=twin.branch.chain, branch=twin.branch, workstation=twin)

        assert decide(scene.workstation).candidates == ()

    def test_asks_the_database_once(self, scene: Scene, django_assert_num_queries: Any) -> None:
        make(scene, Scope.CHAIN)
        make(scene, Scope.BRANCH)
        workstation = Workstation.objects.select_related("branch__chain").get(
            pk=scene.workstation.pk
        )

        with django_assert_num_queries(1):
            decision = get_effective_interface(workstation=workstation, at=NOW)
            _shown = [str(row.interface) for row in decision.candidates]


class TestExplanation:
    def test_tells_why_every_other_one_does_not_apply(self, scene: Scene) -> None:
        expected = {
            make(scene, Scope.CHAIN): Standing.LESS_SPECIFIC,
            make(scene, Scope.BRANCH): Standing.SUPERSEDED,
            make(scene, Scope.BRANCH, start_date=YESTERDAY): Standing.SUPERSEDED,
            make(scene, Scope.BRANCH, start_date=TODAY): Standing.WINS,
            make(scene, Scope.BRANCH, start_date=TOMORROW): Standing.NOT_STARTED,
            make(scene, Scope.WORKSTATION, is_active=False): Standing.OFF,
            make(scene, Scope.WORKSTATION, start_date=TOMORROW): Standing.NOT_STARTED,
        }

        decision = decide(scene.workstation)

        assert tell_standings(scene, decision) == expected
        assert decision.not_ready is None

    def test_lists_the_widest_and_earliest_first(self, scene: Scene) -> None:
        late = make(scene, Scope.CHAIN, start_date=TODAY)
        narrow = make(scene, Scope.WORKSTATION)
        early = make(scene, Scope.CHAIN)

        candidates = tell_standings(scene, decide(scene.workstation))

        assert list(candidates) == [early, late, narrow]

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ([], NotReady.NO_INTERFACE),
            ([{"is_active": False}], NotReady.INTERFACE_OFF),
            ([{"start_date": TOMORROW}], NotReady.NOT_STARTED),
            ([{"start_date": TOMORROW, "is_active": False}], NotReady.INTERFACE_OFF),
            ([{"is_active": False}, {"start_date": TOMORROW}], NotReady.NOT_STARTED),
        ],
        ids=["none", "off", "planned", "planned but off", "one off, one planned"],
    )
    def test_tells_why_none_applies(
        self, scene: Scene, changes: list[dict[str, Any]], reason: NotReady
    ) -> None:
        make_all(scene, changes)

        decision = decide(scene.workstation)

        assert decision.winner is None
        assert decision.not_ready == reason

    @pytest.mark.parametrize(
        ("places_off", "reason"),
        [
            (["workstation"], NotReady.WORKSTATION_OFF),
            (["branch"], NotReady.BRANCH_OFF),
            (["chain"], NotReady.CHAIN_OFF),
            (["branch", "chain"], NotReady.BRANCH_OFF),
            (["workstation", "branch", "chain"], NotReady.WORKSTATION_OFF),
        ],
        ids=str,
    )
    def test_names_the_nearest_place_that_is_switched_off(
        self, scene: Scene, places_off: list[str], reason: NotReady
    ) -> None:
        make(scene, Scope.WORKSTATION)
        switch_off(scene, places_off)

        decision = decide(scene.workstation)

        assert decision.winner is None
        assert decision.not_ready == reason
        assert len(decision.candidates) == 1


class TestNextStartDate:
    def test_is_the_nearest_of_several(self, scene: Scene) -> None:
        make(scene, Scope.CHAIN)
        make(scene, Scope.CHAIN, start_date=date(2027, 1, 1))
        make(scene, Scope.CHAIN, start_date=TOMORROW)

        assert decide(scene.workstation).next_start_date == TOMORROW

    def test_passes_over_one_that_will_not_take_over(self, scene: Scene) -> None:
        make(scene, Scope.WORKSTATION)
        make(scene, Scope.CHAIN, start_date=TOMORROW)

        assert decide(scene.workstation).next_start_date is None

    def test_passes_over_one_that_is_switched_off(self, scene: Scene) -> None:
        make(scene, Scope.CHAIN, start_date=TOMORROW, is_active=False)

        assert decide(scene.workstation).next_start_date is None

    def test_is_none_for_one_that_starts_today(self, scene: Scene) -> None:
        make(scene, Scope.CHAIN, start_date=TODAY)

        assert decide(scene.workstation).next_start_date is None
