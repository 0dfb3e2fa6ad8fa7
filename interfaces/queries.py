"""Which interface applies to a workstation, and why."""

from collections.abc import Iterable
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
class Decision:
    """Which interface applies; `winner` is None exactly when `not_ready` says why none does."""

    candidates: tuple[Candidate, ...]
    winner: Interface | None
    not_ready: NotReady | None
    next_start_date: date | None


def get_effective_interface(*, workstation: Workstation, at: datetime) -> Decision:
    """Decides for `workstation` at the moment `at` (aware).

    Among the active interfaces whose Start is reached (a day in Vienna) the most specific scope
    wins, among equally specific ones the latest Start. A workstation, branch or chain that is
    switched off has no interface.
    """
    today = timezone.localdate(at)
    interfaces = list_concerned_interfaces(workstation=workstation)
    running = sorted(
        (row for row in interfaces if row.is_active and _has_started(row, today)), key=_rank
    )
    winner = running[-1] if running else None
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
        next_start_date=min(
            (day for row in interfaces if (day := _get_planned_start(row, today))), default=None
        ),
    )


def list_concerned_interfaces(*, workstation: Workstation) -> list[Interface]:
    """Every interface whose scope covers the workstation, switched off or not, widest first."""
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


def _get_planned_start(interface: Interface, today: date) -> date | None:
    is_planned = interface.is_active and not _has_started(interface, today)
    return interface.start_date if is_planned else None


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
