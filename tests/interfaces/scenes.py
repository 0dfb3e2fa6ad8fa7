"""A small world of places and interfaces, and a second opinion on which interface applies."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from interfaces.choices import Scope
from interfaces.models import Branch, Interface, Workstation
from tests.factories import BranchFactory, ChainFactory, InterfaceFactory, WorkstationFactory

VIENNA = ZoneInfo("Europe/Vienna")
FROM_WIDE_TO_NARROW = [Scope.CHAIN, Scope.BRANCH, Scope.WORKSTATION]


@dataclass(frozen=True)
class Plan:
    """One interface to be: for whom, from when, and whether it is switched on."""

    scope: Scope
    start_date: date | None
    is_active: bool
    is_foreign: bool


@dataclass
class Scene:
    """Our workstation and, for everything it has, a foreign counterpart."""

    workstation: Workstation
    foreign: dict[Scope, dict[str, Any]]
    made: dict[Plan, Interface] = field(default_factory=dict)

    @property
    def branch(self) -> Branch:
        """Where our workstation stands."""
        return self.workstation.branch

    def make(self, plan: Plan) -> Interface:
        """Stores one planned interface."""
        places = self.foreign if plan.is_foreign else self._own_places()
        self.made[plan] = InterfaceFactory.create(
            **places[plan.scope], start_date=plan.start_date, is_active=plan.is_active
        )
        return self.made[plan]

    def find_plan(self, interface: Interface | None) -> Plan | None:
        """The plan an interface was made by."""
        return next((plan for plan, row in self.made.items() if row == interface), None)

    def _own_places(self) -> dict[Scope, dict[str, Any]]:
        chain, branch = self.branch.chain, self.branch
        return {
            Scope.CHAIN: {"chain": chain},
            Scope.BRANCH: {"chain": chain, "branch": branch},
            Scope.WORKSTATION: {
                "chain": chain,
                "branch": branch,
                "workstation": self.workstation,
            },
        }


def build_scene() -> Scene:
    """Two chains; ours has two branches, our branch two workstations."""
    workstation = WorkstationFactory.create()
    branch, chain = workstation.branch, workstation.branch.chain
    foreign: dict[Scope, dict[str, Any]] = {
        Scope.CHAIN: {"chain": ChainFactory.create()},
        Scope.BRANCH: {"chain": chain, "branch": BranchFactory.create(chain=chain)},
        Scope.WORKSTATION: {
            "chain": chain,
            "branch": branch,
            "workstation": WorkstationFactory.create(branch=branch),
        },
    }
    return Scene(workstation=workstation, foreign=foreign)


@contextmanager
def rolled_back_scene(plans: Sequence[Plan]) -> Iterator[Scene]:
    """A scene that is gone afterwards."""
    with transaction.atomic():
        scene = build_scene()
        for plan in plans:
            scene.make(plan)
        yield scene
        transaction.set_rollback(True)


def expect_winner(plans: Sequence[Plan], today: date) -> Plan | None:
    """The rule told from the narrow end, as a person would follow it on paper."""
    for scope in reversed(FROM_WIDE_TO_NARROW):
        there = [plan for plan in plans if plan.scope == scope and is_running(plan, today)]
        without_start = [plan for plan in there if plan.start_date is None]
        with_start = sorted(
            (plan for plan in there if plan.start_date is not None),
            key=lambda plan: str(plan.start_date),
        )
        if there:
            return [*without_start, *with_start][-1]
    return None


def expect_next_start(plans: Sequence[Plan], today: date) -> date | None:
    """The first day after `today` on which somebody else wins, looked for day by day."""
    now = expect_winner(plans, today)
    days = [date.fromordinal(today.toordinal() + ahead) for ahead in range(1, 400)]
    return next((day for day in days if expect_winner(plans, day) != now), None)


def is_running(plan: Plan, today: date) -> bool:
    """Ours, on, and started."""
    is_started = plan.start_date is None or not plan.start_date > today
    return not plan.is_foreign and plan.is_active and is_started


def find_day_in_vienna(at: datetime) -> date:
    """The calendar day there."""
    return at.astimezone(VIENNA).date()
