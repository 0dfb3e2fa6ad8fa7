"""What an interface is on a day, and which workstations it serves."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interfaces.choices import Condition, Scope
from interfaces.models import Interface, Workstation
from interfaces.queries import (
    annotate_condition,
    get_effective_interface,
    list_served_workstations,
)
from tests.factories import InterfaceFactory, WorkstationFactory
from tests.interfaces.scenes import Plan, Scene, build_scene, rolled_back_scene

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY, YESTERDAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 24)
many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
plans = st.builds(
    Plan,
    scope=st.sampled_from(list(Scope)),
    start_date=st.sampled_from([None, YESTERDAY, TODAY, TOMORROW]),
    is_active=st.sampled_from([True, True, False]),
    is_foreign=st.sampled_from([False, False, True]),
)


def read_condition(interface: Interface, today: date = TODAY) -> str:
    """As annotated among all others."""
    rows = annotate_condition(interfaces=Interface.objects.all(), today=today)
    return rows.get(pk=interface.pk).condition


def list_by_rule(rows: list[Interface]) -> dict[Interface, str]:
    """The rule told row by row: the last start of a scope is active, the earlier are not."""
    return {row: tell_condition(row, rows) for row in rows}


def tell_condition(row: Interface, rows: list[Interface]) -> str:
    """What one row is on `TODAY`."""
    start = row.start_date or date.min
    if not row.is_active:
        return Condition.OFF
    if start > TODAY:
        return Condition.PLANNED
    later = [
        other
        for other in rows
        if (other.chain_id, other.branch_id, other.workstation_id)
        == (row.chain_id, row.branch_id, row.workstation_id)
        and other.is_active
        and start < (other.start_date or date.min) <= TODAY
    ]
    return Condition.SUPERSEDED if later else Condition.ACTIVE


def list_served_by_decision(interface: Interface) -> set[Workstation]:
    """Asking for each workstation alone, as the till API does."""
    return {
        workstation
        for workstation in Workstation.objects.select_related("branch__chain")
        if get_effective_interface(workstation=workstation, at=NOW).winner == interface
    }


def list_served(interface: Interface) -> set[Workstation]:
    """Asking once for all."""
    served = list_served_workstations(
        interface=interface, workstations=Workstation.objects.all(), at=NOW
    )
    return set(served)


def switch_off(row: Any) -> None:
    """A place is closed."""
    row.is_active = False
    row.save()


class TestAnnotateCondition:
    @many
    @given(planned=st.lists(plans, max_size=8, unique=True))
    def test_tells_every_row_by_the_rule(self, planned: list[Plan]) -> None:
        with rolled_back_scene(planned):
            rows = list(annotate_condition(interfaces=Interface.objects.all(), today=TODAY))
            told = {row: row.condition for row in rows}

        assert told == list_by_rule(rows)

    def test_calls_the_former_one_superseded_on_the_day_the_next_starts(self) -> None:
        former = InterfaceFactory.create()
        InterfaceFactory.create(chain=former.chain, start_date=TODAY)

        assert read_condition(former, YESTERDAY) == Condition.ACTIVE
        assert read_condition(former, TODAY) == Condition.SUPERSEDED

    @pytest.mark.parametrize(
        "change", [{"is_active": False}, {"start_date": TOMORROW}, {"of_branch": True}], ids=str
    )
    def test_does_not_count_a_successor_that_is(self, change: dict[str, Any]) -> None:
        former = InterfaceFactory.create()
        InterfaceFactory.create(chain=former.chain, **{"start_date": TODAY, **change})

        assert read_condition(former) == Condition.ACTIVE

    def test_looks_at_successors_that_the_query_leaves_out(self) -> None:
        former = InterfaceFactory.create(partner_short_name="OLD")
        InterfaceFactory.create(chain=former.chain, start_date=TODAY, partner_short_name="NEW")
        rows = Interface.objects.filter(partner_short_name="OLD")

        row = annotate_condition(interfaces=rows, today=TODAY).get()

        assert row.condition == Condition.SUPERSEDED

    def test_can_be_filtered_by(self) -> None:
        active = InterfaceFactory.create()
        InterfaceFactory.create(is_active=False)
        rows: Any = annotate_condition(interfaces=Interface.objects.all(), today=TODAY)

        assert list(rows.filter(condition=Condition.ACTIVE)) == [active]


class TestListServedWorkstations:
    @many
    @given(planned=st.lists(plans, max_size=8, unique=True))
    def test_agrees_with_what_each_till_is_told(self, planned: list[Plan]) -> None:
        with rolled_back_scene(planned) as scene:
            rows = list(scene.made.values())
            served = {row: list_served(row) for row in rows}
            told = {row: list_served_by_decision(row) for row in rows}

        assert served == told

    @pytest.mark.parametrize("place", ["workstation", "branch", "chain"])
    def test_leaves_out_what_is_switched_off(self, place: str) -> None:
        scene: Scene = build_scene()
        row = scene.make(Plan(Scope.BRANCH, None, is_active=True, is_foreign=False))
        places = {"branch": scene.branch, "chain": scene.branch.chain}
        switch_off(places.get(place, scene.workstation))

        assert list_served(row) == list_served_by_decision(row)
        assert scene.workstation not in list_served(row)

    def test_names_only_those_asked_for(self) -> None:
        row = InterfaceFactory.create()
        mine, other = WorkstationFactory.create_batch(2, branch__chain=row.chain)

        served = list_served_workstations(
            interface=row, workstations=Workstation.objects.exclude(pk=other.pk), at=NOW
        )

        assert served == [mine]

    def test_costs_two_queries_however_many_there_are(self) -> None:
        row = InterfaceFactory.create()
        WorkstationFactory.create_batch(12, branch__chain=row.chain)

        with CaptureQueriesContext(connection) as captured:
            served = list_served(row)

        assert (len(served), len(captured)) == (12, 2)
