"""Deciding as the pages do it: seen first, decided later."""

from datetime import timedelta
from typing import Any

from interfaces.deeds import Actor
from tests.factories import DeliveryFactory
from tests.factories.transactions import NOW
from transactions.choices import Kind, Reason, State
from transactions.models import Attempt, Delivery
from transactions.worklists import Action, Decided, Seen, decide_all, read_seen

ANNA = Actor(user_key=7, username="anna", remote_address="192.0.2.1", request_id="r-1")
NOTE = "Mit PAYBACK geklärt"
LATER = NOW + timedelta(minutes=5)


def ask_about(reason: Reason, arrivals: int = 0, **changes: Any) -> Delivery:
    """A row that needs a person."""
    return DeliveryFactory.create(
        state=State.ATTENTION,
        reason=reason,
        attempt_number=arrivals,
        possible_arrivals=arrivals,
        **changes,
    )


def follow(original: Delivery, kind: Kind, **changes: Any) -> Delivery:
    """A refund or reversal of `original`."""
    frozen = original.transaction
    return DeliveryFactory.create(
        transaction__workstation=frozen.workstation,
        transaction__interface=frozen.interface,
        transaction__original=frozen,
        transaction__kind=kind,
        **changes,
    )


def wait_for(original: Delivery, kind: Kind) -> Delivery:
    """A refund or reversal that waits until `original` is decided."""
    return follow(original, kind, state=State.HELD, reason=Reason.ORIGINAL_PENDING)


def decide(action: Action, *rows: Delivery, note: str = NOTE) -> Decided:
    """Anna decides about the rows as they stand now."""
    return decide_seen(action, {row.pk: look(row) for row in rows}, note=note)


def decide_seen(action: Action, seen: dict[Any, Seen], note: str = NOTE) -> Decided:
    """Anna decides about the rows as they were seen."""
    return decide_all(seen=seen, action=action, note=note, actor=ANNA, now=LATER)


def look(row: Delivery) -> Seen:
    """What a preview would show now."""
    return read_seen(reread(row))


def reread(row: Delivery) -> Delivery:
    """As it stands in the database."""
    return Delivery.objects.select_related("transaction").get(pk=row.pk)


def read_attempts(row: Delivery) -> list[Any]:
    """Every column of every call."""
    return list(Attempt.objects.filter(delivery=row).order_by("id").values())
