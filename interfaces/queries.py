"""Which interface applies to a workstation, and why."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from interfaces.choices import Condition, NotReady, Scope, Standing
from interfaces.models import Interface, Workstation

_SPECIFICITY = {scope: rank for rank, scope in enumerate(Scope)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One interface that concerns the workstation, and what became of it."""

    interface: Interface
    standing: Standing


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """From midnight in Vienna of `start_date` on, `interface` applies by itself."""

    start_date: date
    interface: Interface


@dataclass(frozen=True, slots=True)
class Decision:
    """Which interface applies; `winner` is None exactly when `not_ready` says why none does.

    `planned` is every later day on which another interface takes over by itself, the nearest
    first; whether the places are switched on then is not foreseen.
    """

    candidates: tuple[Candidate, ...]
    winner: Interface | None
    not_ready: NotReady | None
    planned: tuple[PlannedChange, ...] = ()

    @property
    def next_start_date(self) -> date | None:
        """The next day on which another interface takes over by itself."""
        return self.planned[0].start_date if self.planned else None

    @property
    def obstacle(self) -> NotReady | None:
        """Why the till cannot call PAYBACK: no interface, or one without a password."""
        if self.winner is not None and not self.winner.has_password:
            return NotReady.PASSWORD_MISSING
        return self.not_ready


def get_effective_interface(*, workstation: Workstation, at: datetime) -> Decision:
    """Decides for `workstation` at the moment `at` (aware).

    Among the active interfaces whose Start is reached (a day in Vienna) the most specific scope
    wins, among equally specific ones the latest Start. A workstation, branch or chain that is
    switched off has no interface.
    """
    today = timezone.localdate(at)
    interfaces = list_concerned_interfaces(workstation=workstation)
    winner = _pick_winner(interfaces, today)
    candidates = tuple(
        Candidate(row, _standing_of(row, winner=winner, today=today)) for row in interfaces
    )
    not_ready = _find_closed_place(workstation) or (
        None if winner else _explain_absence(row.standing for row in candidates)
    )
    return Decision(
        candidates=candidates,
        winner=None if not_ready else winner,
        not_ready=not_ready,
        planned=tuple(_list_changes(interfaces, winner=winner, today=today)),
    )


def list_concerned_interfaces(*, workstation: Workstation) -> list[Interface]:
    """Every interface whose scope covers the workstation, switched off or not, the widest and
    earliest first.
    """
    branch = workstation.branch
    rows = Interface.objects.select_related("chain", "branch", "workstation").filter(
        Q(branch__isnull=True) | Q(branch=branch),
        Q(workstation__isnull=True) | Q(workstation=workstation),
        chain=branch.chain_id,
    )
    return sorted(rows, key=_rank)


def list_served_workstations(
    *, interface: Interface, workstations: QuerySet[Workstation], at: datetime
) -> list[Workstation]:
    """Those of `workstations` to which `interface` applies at the moment `at` (aware).

    Decided by the rule of `get_effective_interface`, in two queries however many there are.
    """
    today = timezone.localdate(at)
    by_place: dict[uuid.UUID, list[Interface]] = defaultdict(list)
    for row in Interface.objects.filter(chain=interface.chain_id):
        by_place[row.workstation_id or row.branch_id or row.chain_id].append(row)
    return [
        workstation
        for workstation in _select_covered(workstations, interface)
        if not _find_closed_place(workstation)
        and _pick_winner(_list_rows_of(workstation, by_place), today) == interface
    ]


def annotate_condition(*, interfaces: QuerySet[Interface], today: date) -> QuerySet[Interface]:
    """`interfaces` with the `condition` of each on `today` (a day in Vienna).

    Superseded is whoever is on and started, but has a later started active one of the same scope.
    """
    # The narrowest place an interface names identifies its scope.
    scope = Coalesce("workstation_id", "branch_id", "chain_id")
    successors = Interface.objects.alias(scope_key=scope).filter(
        is_active=True,
        scope_key=OuterRef("scope_key"),
        start_date__gt=Coalesce(OuterRef("start_date"), Value(date.min)),
        start_date__lte=today,
    )
    conditions = {
        "condition": Case(
            When(is_active=False, then=Value(Condition.OFF)),
            When(start_date__gt=today, then=Value(Condition.PLANNED)),
            When(Exists(successors), then=Value(Condition.SUPERSEDED)),
            default=Value(Condition.ACTIVE),
        )
    }
    return interfaces.alias(scope_key=scope).annotate(**conditions)


def _select_covered(
    workstations: QuerySet[Workstation], interface: Interface
) -> QuerySet[Workstation]:
    places = {
        "branch__chain": interface.chain_id,
        "branch": interface.branch_id,
        "pk": interface.workstation_id,
    }
    named = {name: key for name, key in places.items() if key is not None}
    return workstations.filter(**named).select_related("branch__chain")


def _list_rows_of(
    workstation: Workstation, by_place: dict[uuid.UUID, list[Interface]]
) -> list[Interface]:
    places = (workstation.branch.chain_id, workstation.branch_id, workstation.pk)
    return [row for place in places for row in by_place.get(place, [])]


def _rank(interface: Interface) -> tuple[int, date, str]:
    return (
        _SPECIFICITY[interface.scope],
        interface.start_date or date.min,
        str(interface.pk),
    )


def _has_started(interface: Interface, today: date) -> bool:
    return interface.start_date is None or interface.start_date <= today


def _pick_winner(interfaces: Sequence[Interface], today: date) -> Interface | None:
    running = [row for row in interfaces if row.is_active and _has_started(row, today)]
    return max(running, key=_rank, default=None)


def _list_changes(
    interfaces: Sequence[Interface], *, winner: Interface | None, today: date
) -> Iterator[PlannedChange]:
    days = {row.start_date for row in interfaces if row.start_date and row.start_date > today}
    current = winner
    for day in sorted(days):
        following = _pick_winner(interfaces, day)
        if following is not None and following != current:
            yield PlannedChange(day, following)
            current = following


def _standing_of(interface: Interface, *, winner: Interface | None, today: date) -> Standing:
    if not interface.is_active:
        return Standing.OFF
    if not _has_started(interface, today):
        return Standing.NOT_STARTED
    if winner is None or interface.pk == winner.pk:
        return Standing.WINS
    same_scope = interface.scope == winner.scope
    return Standing.SUPERSEDED if same_scope else Standing.LESS_SPECIFIC


def _find_closed_place(workstation: Workstation) -> NotReady | None:
    if not workstation.is_active:
        return NotReady.WORKSTATION_OFF
    if not workstation.branch.is_active:
        return NotReady.BRANCH_OFF
    if not workstation.branch.chain.is_active:
        return NotReady.CHAIN_OFF
    return None


def _explain_absence(standings: Iterable[Standing]) -> NotReady:
    found = set(standings)
    if Standing.NOT_STARTED in found:
        return NotReady.NOT_STARTED
    return NotReady.INTERFACE_OFF if Standing.OFF in found else NotReady.NO_INTERFACE
