"""Reads what a decision about a delivery depends on."""

from datetime import datetime

from transactions.choices import Kind, Reason, State
from transactions.models import Delivery, Gate
from transactions.outbox.following import is_ready_to_follow
from transactions.sending.route import NoRoute, choose_route
from transactions.worklists.rules import Original, Situation


def read_situation(delivery: Delivery, *, original: Delivery | None, now: datetime) -> Situation:
    """How things stand for `delivery`; `original` is the delivery of what it follows, if any."""
    is_held = delivery.state == State.HELD
    is_reached, is_stopped = _look_at_route(delivery, now) if is_held else (True, False)
    kind = Kind(delivery.transaction.kind)
    return Situation(
        state=State(delivery.state),
        kind=kind,
        reason=Reason(delivery.reason),
        attempt_number=delivery.attempt_number,
        possible_arrivals=delivery.possible_arrivals,
        is_due=delivery.due_at <= now,
        original=None if original is None else _read_original(kind, original),
        is_reached=is_reached,
        is_stopped=is_stopped,
        is_waited_for=_is_waited_for(delivery),
        is_being_undone=_is_being_undone(delivery),
    )


def _read_original(kind: Kind, original: Delivery) -> Original:
    if original.state == State.UNKNOWN and original.transaction.kind == Kind.REDEEM:
        return Original.UNKNOWN
    if not is_ready_to_follow(kind, original):
        return Original.OPEN
    return Original.BOOKED if original.state == State.BOOKED else Original.WITHOUT_POINTS


def _look_at_route(delivery: Delivery, now: datetime) -> tuple[bool, bool]:
    """Whether today's settings lead to PAYBACK, and whether PAYBACK rejected just these."""
    try:
        interface = choose_route(delivery=delivery, at=now).interface
    except NoRoute:
        return False, False
    gate = Gate.objects.filter(
        interface=interface, settings_fingerprint=interface.settings_fingerprint
    ).first()
    return True, gate is not None and gate.is_stopped


def _is_waited_for(delivery: Delivery) -> bool:
    return Delivery.objects.filter(
        transaction__original=delivery.transaction_id,
        state=State.HELD,
        reason=Reason.ORIGINAL_PENDING,
    ).exists()


def _is_being_undone(delivery: Delivery) -> bool:
    return delivery.transaction.followers.filter(kind=Kind.REVERSAL).exists()
