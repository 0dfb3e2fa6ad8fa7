"""The whole history of a transaction, in the order in which it was written down."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from interfaces.models import Deed
from transactions.choices import Kind, State, Verdict
from transactions.models import Attempt, Delivery, StateChange


class Who(StrEnum):
    """Who acted; the value is the style class."""

    TILL = "till"
    SERVICE = "service"
    PAYBACK = "payback"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment: who did what, and with which result.

    `state` is where the delivery went, `verdict` how a call ended. `attempt` holds the masked
    request and answer; `is_technical` entries matter only to whoever looks closer.
    """

    key: uuid.UUID
    moment: datetime
    who: Who
    name: str
    what: str
    detail: str = ""
    state: State | None = None
    verdict: Verdict | None = None
    attempt: Attempt | None = None
    is_technical: bool = False


TECHNICAL = frozenset({State.CLAIMED, State.STARTED})


def list_entries(*, delivery: Delivery) -> list[Entry]:
    """Everything about `delivery`: the till's request, calls, states, decisions, and what followed.

    Keys are made in the order of time, so that moments of different clocks cannot swap entries.
    """
    entries = [
        _tell_request(delivery),
        *_tell_states(delivery),
        *_tell_attempts(delivery),
        *_tell_deeds(delivery),
        *_tell_followers(delivery),
    ]
    return sorted(entries, key=lambda entry: entry.key.int)


def _tell_request(delivery: Delivery) -> Entry:
    row = delivery.transaction
    is_ours = row.kind == Kind.REVERSAL and not row.content_digest
    return Entry(
        key=row.pk,
        moment=row.accepted_at,
        who=Who.SERVICE if is_ours else Who.TILL,
        name=_name_service() if is_ours else _name_till(delivery),
        what=_("%(kind)s angenommen") % {"kind": row.get_kind_display()},
        detail=row.note,
    )


def _tell_states(delivery: Delivery) -> Iterator[Entry]:
    for row in StateChange.objects.filter(delivery=delivery).order_by("id"):
        state = State(row.to_state)
        yield Entry(
            key=row.pk,
            moment=row.changed_at,
            who=Who.SERVICE,
            name=_name_service(),
            what=str(state.label),
            detail=row.get_reason_display() if row.reason else "",
            state=state,
            is_technical=state in TECHNICAL,
        )


def _tell_attempts(delivery: Delivery) -> Iterator[Entry]:
    for row in Attempt.objects.filter(delivery=delivery).order_by("id"):
        yield Entry(
            key=row.pk,
            moment=row.recorded_at,
            who=Who.PAYBACK,
            name="PAYBACK",
            what=_("Versuch %(number)s") % {"number": row.number},
            verdict=Verdict(row.verdict),
            attempt=row,
        )


def _tell_deeds(delivery: Delivery) -> Iterator[Entry]:
    for row in Deed.objects.filter(row_key=delivery.pk).order_by("position"):
        yield Entry(
            key=row.pk,
            moment=row.done_at,
            who=Who.PERSON,
            name=row.username,
            what=row.get_kind_display(),
            detail=row.detail,
        )


def _tell_followers(delivery: Delivery) -> Iterator[Entry]:
    followers = delivery.transaction.followers.select_related("receipt", "workstation__branch")
    for row in followers.order_by("id"):
        yield Entry(
            key=row.pk,
            moment=row.accepted_at,
            who=Who.TILL if row.content_digest else Who.SERVICE,
            name=str(row.workstation) if row.content_digest else _name_service(),
            what=_("%(kind)s dazu angenommen: Beleg %(number)s")
            % {"kind": row.get_kind_display(), "number": row.receipt.receipt_number},
            detail=row.note,
        )


def _name_till(delivery: Delivery) -> str:
    return str(delivery.transaction.workstation)


def _name_service() -> str:
    return _("Übertragungsdienst")
