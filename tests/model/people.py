"""A person at the worklist: what the decision about a row may lead to, and what it must."""

import uuid
from collections.abc import Mapping

from interfaces.deeds import NOBODY
from tests.model.house import House
from tests.model.looking import Look, Row
from tests.model.rules import Payment
from transactions.models import Delivery
from transactions.worklists import Action, Obstacle, Seen, decide_all, read_seen

ACTIONS = ["retry", "retry", "write_off", "write_off", "keep", "undo", "release"]
CHANGED = Obstacle.CHANGED
# What PAYBACK refused for certain may be said once more; what another sale used up may not.
REPEATABLE = frozenset({"clock", "refused_after_unknown"})


def preview(house: House) -> dict[str, Seen]:
    """What the worklist shows now, by transaction."""
    del house
    rows = Delivery.objects.all()
    return {str(row.transaction_id): read_seen(row) for row in rows}


def decide(
    house: House, row: Row, action: str, seen: Mapping[str, Seen], payments: list[Payment]
) -> str:
    """A person decides about `row` as it was `seen`; where it led, or why to nothing."""
    is_stale = seen[row.id] != preview(house)[row.id]
    decided = decide_all(
        seen={uuid.UUID(row.delivery): seen[row.id]},
        action=Action(action),
        note="Mit PAYBACK geklärt",
        actor=NOBODY,
        now=house.now,
    )
    look = Look(house)
    after = look.rows[row.id]
    if not decided.done:
        [obstacle] = decided.left.values()
        assert (obstacle == CHANGED) == is_stale, f"{obstacle}: {row}"
        assert after == row, f"left alone, and yet changed: {row}"
        assert is_stale or not _must_be_done(action, row, look), f"{obstacle}: {row}"
        return obstacle.value
    assert not is_stale, f"not what was seen: {row}"
    assert after.state in list_ends(action, row), f"{action} led to {after.state}: {row}"
    _check_arrivals(house, row, after)
    for payment in (one for one in payments if one.id == row.id):
        payment.is_confirmed = action == "keep"
        payment.is_undone_by_till = action == "undo"
    assert action != "undo" or look.find_reversal(row.id) is not None
    return after.state


def list_ends(action: str, row: Row) -> frozenset[str]:
    """The states that a decision may lead to; none where it does not fit."""
    if row.kind == "redeem":
        is_asked = (row.state, row.reason) == ("attention", "not_confirmed")
        return frozenset({"booked"} if is_asked and action in {"keep", "undo"} else ())
    match action, row.state:
        case "release", "held":
            return frozenset({"due", "unknown"} if row.reason == "credentials" else ())
        case "retry", "attention":
            return frozenset({"due", "unknown"} if row.reason in REPEATABLE else ())
        case "retry", "due" | "unknown":
            return frozenset({row.state})
        case "write_off", "attention" | "held" | "due" if row.reason != "original_pending":
            return frozenset({"cancelled", "refused"})
        case _:
            return frozenset()


def _must_be_done(action: str, row: Row, look: Look) -> bool:
    is_followed = any(other.original == row.id for other in look.rows.values())
    match row.reason, row.kind:
        case "not_confirmed", _:
            return action == "undo" or (action == "keep" and not is_followed)
        case (("clock" | "refused_after_unknown"), "collect"):
            return action == "retry" or (action == "write_off" and not is_followed)
        case "receipt_number_taken", "collect":
            return action == "write_off"
        case _:
            return False


def _check_arrivals(house: House, row: Row, after: Row) -> None:
    """Where a call may have been booked, the answer to the next is one to a repeat."""
    calls = len(house.wire.calls.get(row.number, []))
    if after.state == "due":
        assert calls <= 1, f"taken for a first call: {row}"
    if after.state == "unknown":
        assert calls, f"taken for a repeat: {row}"
    if after.state == "cancelled":
        assert calls <= 1, f"cancelled although it may be booked: {row}"
