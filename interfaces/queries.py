"""Which interface applies to a workstation, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from interfaces.choices import NotReady, Scope, Standing
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
