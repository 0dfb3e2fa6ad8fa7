"""Card and coupons caught in a spectacle order earn once, on the receipt."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from interfaces.models import Workstation
from interfaces.models.keys import new_key
from interfaces.payback.cards import Card
from transactions.choices import State
from transactions.models import Capture, Transaction

GIVEN_UP = frozenset({State.REFUSED, State.REVERSED, State.CANCELLED})


class CaptureUsed(Exception):
    """The order's card and coupons earned already, with another receipt."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What an order remembers."""

    card: str = field(repr=False)
    coupons: tuple[str, ...]


def capture_order(
    *,
    workstation: Workstation,
    order_number: str,
    card: Card,
    coupons: tuple[str, ...],
    now: datetime,
) -> Capture:
    """Remembers card and coupons for an order of the workstation's branch; the last word counts.

    :raises CaptureUsed: a receipt has earned with it already.
    """
    fresh = Capture(
        id=new_key(),
        branch=workstation.branch,
        order_number=order_number,
        card_masked=card.masked,
        coupons=list(coupons),
        captured_at=now,
    )
    fresh.card = card.number
    with transaction.atomic():
        Capture.objects.bulk_create([fresh], ignore_conflicts=True)
        row = _lock(workstation, order_number)
        if (str(row.card), row.coupons) == (card.number, list(coupons)):
            return row
        if not _is_free(row):
            raise CaptureUsed
        row.card, row.card_masked, row.coupons = card.number, card.masked, list(coupons)
        row.captured_at = now
        row.save()
    return row


def read_capture(*, workstation: Workstation, order_number: str) -> Captured | None:
    """What the order of this branch remembers; None: nothing was captured."""
    row = Capture.objects.filter(branch=workstation.branch, order_number=order_number).first()
    return None if row is None else Captured(card=str(row.card or ""), coupons=tuple(row.coupons))


def use_capture(*, workstation: Workstation, order_number: str, collect: Transaction) -> None:
    """Ties the order to the receipt that earns with it; part of accepting the collect.

    :raises CaptureUsed: another receipt has earned with it, and that stands.
    """
    row = _lock(workstation, order_number)
    if not _is_free(row):
        raise CaptureUsed
    row.collect = collect
    row.save(update_fields=["collect"])


def _lock(workstation: Workstation, order_number: str) -> Capture:
    return Capture.objects.select_for_update().get(
        branch=workstation.branch, order_number=order_number
    )


def _is_free(row: Capture) -> bool:
    return row.collect is None or State(row.collect.delivery.state) in GIVEN_UP
