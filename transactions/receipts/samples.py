"""Receipts that never were, to look at a template with."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from interfaces.models import Branch, Chain
from interfaces.payback.cards import mask_card
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery, Receipt, Transaction

CARD, OTHER_CARD = "9040193103187692", "9040193103187775"
SOLD_AT = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("Europe/Vienna"))
COUPON = "91004711"
EXPECTED_POINTS = 249


class Sample(TextChoices):
    """What can become of a receipt."""

    COLLECT = "collect", _("Gesammelt")
    REDEEM = "redeem", _("Gesammelt und eingelöst")
    REFUND = "refund", _("Rückgabe")
    QUEUED = "queued", _("Wird nachgereicht")
    REFUSED = "refused", _("Abgelehnt")
    UNKNOWN = "unknown", _("Anzahl der Punkte nicht bekannt")
    TWO_CARDS = "two_cards", _("Zwei Karten")


def make_place(*, prints_full_numbers: bool = False, chain_name: str = "") -> Branch:
    """A branch to show, where a template is for no branch in particular."""
    return Branch(
        chain=Chain(name=chain_name or "Optik Muster", prints_full_numbers=prints_full_numbers),
        code="G1",
        name="Graz Herrengasse",
        street="Herrengasse 12",
        postcode="8010",
        city="Graz",
    )


def make_sample(*, sample: Sample, branch: Branch) -> list[Delivery]:
    """The receipt of that name, as if it had been sold in `branch`; rows in no database.

    What is queued was rated by the chain, so that the line for it can be seen.
    """
    receipt = Receipt(
        branch=branch,
        receipt_number=f"BON-{branch.code}-0815-26",
        occurred_at=SOLD_AT,
        total_cents=24_990,
    )
    return _MAKERS[sample](receipt)


def _make(receipt: Receipt, kind: Kind, *, card: str = CARD, **values: Any) -> Delivery:
    """Amounts and coupons are the transaction's, everything else the delivery's."""
    of_transaction = {
        name: values.pop(name)
        for name in ("coupons", "points_value_cents", "rated_points", "total_cents")
        if name in values
    }
    row = Transaction(
        receipt=receipt,
        kind=kind,
        card_hash=card,
        card_masked=mask_card(card),
        device_id="KASSA-1",
        **{"total_cents": receipt.total_cents, **of_transaction},
    )
    row.card = card
    return Delivery(transaction=row, branch=receipt.branch, **values)


def _collect(receipt: Receipt, **values: Any) -> Delivery:
    booked = {"state": State.BOOKED, "points": 249, "balance": 1_320}
    return _make(receipt, Kind.COLLECT, **{**booked, **values})


def _redeem(receipt: Receipt) -> Delivery:
    return _make(
        receipt,
        Kind.REDEEM,
        state=State.BOOKED,
        points=-1_000,
        balance=320,
        points_value_cents=1_000,
    )


def _refund(receipt: Receipt) -> Delivery:
    return _make(
        receipt,
        Kind.REFUND,
        state=State.BOOKED,
        points=-100,
        balance=1_220,
        total_cents=10_000,
    )


_MAKERS: dict[Sample, Callable[[Receipt], list[Delivery]]] = {
    Sample.COLLECT: lambda receipt: [_collect(receipt, coupons=[COUPON])],
    Sample.REDEEM: lambda receipt: [_collect(receipt), _redeem(receipt)],
    Sample.REFUND: lambda receipt: [_refund(receipt)],
    Sample.QUEUED: lambda receipt: [
        _collect(receipt, state=State.DUE, points=None, balance=None, rated_points=EXPECTED_POINTS)
    ],
    Sample.REFUSED: lambda receipt: [
        _collect(
            receipt,
            state=State.REFUSED,
            reason=Reason.NOTHING_ELIGIBLE,
            points=None,
            balance=None,
        )
    ],
    Sample.UNKNOWN: lambda receipt: [_collect(receipt, points=None, balance=None)],
    Sample.TWO_CARDS: lambda receipt: [
        _collect(receipt, coupons=[COUPON]),
        _collect(receipt, card=OTHER_CARD, points=87, balance=412),
    ],
}
