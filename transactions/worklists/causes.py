"""The worklists and their groups: what is not finished, by its cause, the oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, F, Min, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transactions.choices import WORKLIST_STATES, Kind, Reason, State, Worklist
from transactions.models import Delivery

REFUSED = "refused"
REFUSED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Listed:
    """One worklist: the states in it, and for how long a row stays in it; None: until it moves."""

    key: str
    label: str | Promise
    states: frozenset[State]
    stays: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Deliveries of one worklist that wait for the same cause; `since` is the oldest one's."""

    cause: str
    count: int
    since: datetime
    condition: Q


LISTS: dict[str, Listed] = {
    **{one.value: Listed(one.value, one.label, WORKLIST_STATES[one]) for one in Worklist},
    REFUSED: Listed(REFUSED, _("abgelehnt"), frozenset({State.REFUSED}), REFUSED_FOR),
}
_PARTS = ("state", "reason", "transaction__kind", "tried", "refusal")


def find_listed(key: str) -> Listed | None:
    """The worklist of that name."""
    return LISTS.get(key)


def count_lists(*, deliveries: QuerySet[Delivery], now: datetime) -> dict[str, int]:
    """How many of `deliveries` are in each worklist, empty ones with 0; two queries."""
    open_ones = deliveries.filter(state__in=_list_open_states()).order_by()
    counted = dict(open_ones.values_list("state").annotate(number=Count("*")))
    counts = {
        key: sum(counted.get(state, 0) for state in listed.states) for key, listed in LISTS.items()
    }
    return counts | {REFUSED: _limit(deliveries, LISTS[REFUSED], now).count()}


def list_groups(*, deliveries: QuerySet[Delivery], listed: Listed, now: datetime) -> list[Group]:
    """The causes in a worklist with what waits for them, the one with the oldest row first."""
    found: dict[str, Group] = {}
    for *parts, number, since in _count_parts(_limit(deliveries, listed, now)):
        values = dict(zip(_PARTS, parts, strict=True))
        cause, condition = _name(values), Q(**values)
        known = found.get(cause, Group(cause, 0, since, condition))
        found[cause] = Group(
            cause, known.count + number, min(known.since, since), known.condition | condition
        )
    return sorted(found.values(), key=lambda group: (group.since, group.cause))


def list_rows(
    *, deliveries: QuerySet[Delivery], listed: Listed, groups: list[Group], now: datetime
) -> QuerySet[Delivery]:
    """The deliveries of these groups, the oldest first, with all that is shown of them."""
    condition = reduce(or_, (group.condition for group in groups), Q())
    rows = _annotate(_limit(deliveries, listed, now)).filter(condition)
    return rows.select_related("transaction__receipt", "branch").order_by("id")


def name_cause(delivery: Delivery) -> str:
    """The cause that a delivery waits for, as in its group."""
    return _name(
        {
            "state": delivery.state,
            "reason": delivery.reason,
            "transaction__kind": delivery.transaction.kind,
            "tried": delivery.attempt_number > 0,
            "refusal": delivery.code if delivery.state == State.REFUSED else "",
        }
    )


def _name(parts: dict[str, Any]) -> str:
    reason = Reason(parts["reason"])
    match State(parts["state"]):
        case State.UNKNOWN | State.DUE if reason == Reason.REVERSAL_OVERDUE:
            return "reversal_overdue"
        case State.UNKNOWN:
            kind = Kind(parts["transaction__kind"])
            apart = {Kind.REDEEM: "unknown.redeem", Kind.REVERSAL: "unknown.reversal"}
            return apart.get(kind, "unknown.answer")
        case State.DUE:
            return "due.tried" if parts["tried"] else "due.new"
        case State.CLAIMED | State.STARTED:
            return "in_flight"
        case State.REFUSED if not reason:
            return f"refused.code.{parts['refusal']}"
        case state:
            return f"{state.value}.{reason.value}"


def _limit(deliveries: QuerySet[Delivery], listed: Listed, now: datetime) -> QuerySet[Delivery]:
    rows = deliveries.filter(state__in=sorted(listed.states))
    return rows.filter(state_since__gte=now - listed.stays) if listed.stays else rows


def _count_parts(rows: QuerySet[Delivery]) -> Iterator[tuple[Any, ...]]:
    counted = _annotate(rows).order_by().values_list(*_PARTS)
    yield from counted.annotate(number=Count("*"), since=Min("state_since"))


def _annotate(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    is_tried = When(attempt_number__gt=0, then=Value(True))  # noqa: FBT003  (a value of SQL)
    code = When(state=State.REFUSED, then=F("code"))
    return rows.annotate(
        tried=Case(is_tried, default=Value(False), output_field=BooleanField()),  # noqa: FBT003
        refusal=Case(code, default=Value(""), output_field=CharField()),
    )


def _list_open_states() -> list[State]:
    return sorted(state for one in LISTS.values() if one.key != REFUSED for state in one.states)
