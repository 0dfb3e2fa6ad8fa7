"""What a sweep must not leave lying."""

from datetime import timedelta

from tests.model.house import House
from tests.model.looking import Look, Row
from tests.model.rules import CONFIRM_TIME, REQUEST_TIME, Payment

FINAL = frozenset({"booked", "refused", "reversed", "cancelled"})
FRESH = timedelta(seconds=2)


def check_swept(house: House, payments: list[Payment]) -> None:
    """Whatever was to be taken up by now, was."""
    look = Look(house)
    for row in look.rows.values():
        assert not _has_lost_its_worker(row, house), f"nobody has it: {row}"
        assert not _is_abandoned(row, look, house), f"nobody stands for it: {row}"
        assert not _waits_for_nothing(row, look, house), f"waits for nothing: {row}"
        assert house.is_broker_down or not _is_unheard(row, house), f"no bell rang for it: {row}"
    for payment in payments:
        assert not _is_unconfirmed(payment, look, house), f"never confirmed: {payment}"


def _has_lost_its_worker(row: Row, house: House) -> bool:
    return row.lease_until is not None and row.lease_until < house.now


def _is_abandoned(row: Row, look: Look, house: House) -> bool:
    if row.kind != "redeem":
        return False
    is_late = house.now - row.state_since > REQUEST_TIME
    is_unknown = row.state == "unknown" and look.find_reversal(row.id) is None
    return is_unknown or (row.state == "due" and is_late)


def _waits_for_nothing(row: Row, look: Look, house: House) -> bool:
    if row.state != "held":
        return False
    if row.reason == "credentials":
        return not house.trail.breaker.was_rejected
    original = look.rows[row.original or ""]
    refunds = [
        other
        for other in look.rows.values()
        if (other.original, other.kind) == (original.id, "refund") and other.state not in FINAL
    ]
    return original.state in FINAL and (row.kind == "refund" or not refunds)


def _is_unheard(row: Row, house: House) -> bool:
    is_due = row.state in {"due", "unknown"} and row.due_at <= house.now - FRESH
    if row.kind == "redeem" or not is_due or house.trail.breaker.is_pausing(house.now):
        return False
    return row.delivery not in house.bells


def _is_unconfirmed(payment: Payment, look: Look, house: House) -> bool:
    if payment.told_at is None or payment.is_confirmed:
        return False
    is_booked = look.states[payment.id] == "booked"
    is_late = house.now >= payment.told_at + CONFIRM_TIME
    return is_booked and is_late and look.find_reversal(payment.id) is None
