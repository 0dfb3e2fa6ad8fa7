"""Refunds and reversals go after their original, never before it."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from transactions.choices import FINAL_STATES, Kind, Reason, State
from transactions.dispatch import wake_worker
from transactions.models import Delivery


def is_ready_to_follow(kind: Kind, original: Delivery) -> bool:
    """Whether a refund or reversal of `original` may reach PAYBACK now.

    A redemption without an answer is decided by its reversal and by nothing else. A collect is
    undone only after its refunds are decided, for PAYBACK takes back what is left then.
    """
    if original.transaction.kind == Kind.REDEEM and original.state == State.UNKNOWN:
        return True
    if State(original.state) not in FINAL_STATES:
        return False
    return kind != Kind.REVERSAL or not _has_undecided_refund(original)


def settle_followers(original: Delivery, *, now: datetime) -> int:
    """Lets go, or ends, what waited for `original`; how many moved.

    To be called in the database transaction that decided the original, or under its lock.
    """
    return sum(_settle(row, original, now) for row in _list_waiting(original))


def _settle(waiting: Delivery, original: Delivery, now: datetime) -> bool:
    kind = Kind(waiting.transaction.kind)
    if not is_ready_to_follow(kind, original):
        return False
    if original.state in {State.BOOKED, State.UNKNOWN}:
        transaction.on_commit(partial(wake_worker, waiting.pk), robust=True)
        return waiting.move(to=State.DUE, at=now, due_at=now)
    end = State.CANCELLED if kind == Kind.REVERSAL else State.REFUSED
    return waiting.move(to=end, at=now, reason=Reason.ORIGINAL_NOT_BOOKED)


def _list_waiting(original: Delivery) -> QuerySet[Delivery]:
    """Refunds before the reversal, so that an ended refund lets the reversal go at once."""
    return (
        Delivery.objects.select_related("transaction")
        .filter(
            transaction__original=original.transaction_id,
            state=State.HELD,
            reason=Reason.ORIGINAL_PENDING,
        )
        .order_by("transaction__kind", "id")
    )


def _has_undecided_refund(original: Delivery) -> bool:
    return (
        Delivery.objects.filter(
            transaction__original=original.transaction_id, transaction__kind=Kind.REFUND
        )
        .exclude(state__in=FINAL_STATES)
        .exists()
    )
