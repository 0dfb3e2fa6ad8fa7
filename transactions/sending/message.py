"""From a frozen transaction to the message PAYBACK gets; the same row gives the same message."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from interfaces.payback.messages import (
    EventType,
    Item,
    Party,
    PaymentType,
    Purchase,
    Redemption,
    Refund,
    Reversal,
)
from transactions.models import Transaction

_PAYMENT_TYPES = {
    "cash": PaymentType.CASH,
    "credit": PaymentType.CREDIT,
    "debit": PaymentType.DEBIT,
    "voucher": PaymentType.VOUCHER,
    "points": PaymentType.LOYALTY_CURRENCY,
    "other": PaymentType.OTHER,
}


def build_purchase(row: Transaction) -> Purchase:
    """The purchase event of a collect; only lines that earn are items of it."""
    return Purchase(
        card=row.card or "",
        party=_build_party(row),
        receipt_number=row.payback_receipt_number,
        occurred_at=row.occurred_at.astimezone(UTC),
        event_type=EventType.RETRO_CREDIT if row.is_late else EventType.PURCHASE,
        total=_to_euros(row.total_cents),
        eligible=_to_euros(row.eligible_cents),
        payment_type=_PAYMENT_TYPES.get(row.payment_type),
        items=tuple(_build_item(line) for line in row.lines if line["eligible_cents"] > 0),
        coupons=tuple(row.coupons),
        rated_points=row.rated_points,
        device_id=row.device_id,
    )


def build_refund(row: Transaction, original: Transaction) -> Refund:
    """The refund event: what earned points and comes back, line by line where lines are known."""
    return Refund(
        card=row.card or "",
        party=_build_party(row),
        receipt_number=row.payback_receipt_number,
        reference_receipt_number=original.payback_receipt_number,
        occurred_at=row.occurred_at.astimezone(UTC),
        event_type=EventType.RETRO_CREDIT if row.is_late else EventType.PURCHASE,
        eligible=_to_euros(row.eligible_cents),
        items=tuple(_build_item(line) for line in row.lines if line["eligible_cents"] > 0),
        rated_points=row.rated_points,
        device_id=row.device_id,
    )


def build_reversal(row: Transaction, original: Transaction) -> Reversal:
    """The undoing of a whole collect or redemption."""
    return Reversal(
        card=row.card or "",
        party=_build_party(row),
        receipt_number=row.payback_receipt_number,
        reference_receipt_number=original.payback_receipt_number,
        occurred_at=row.occurred_at.astimezone(UTC),
        device_id=row.device_id,
    )


def build_redemption(row: Transaction, pin: str) -> Redemption:
    """Paying with points; the PIN comes from the till's request and from nowhere else."""
    return Redemption(
        card=row.card or "",
        pin=pin,
        party=_build_party(row),
        receipt_number=row.payback_receipt_number,
        occurred_at=row.occurred_at.astimezone(UTC),
        points=row.points_asked or 0,
        amount=_to_euros(row.points_value_cents),
        total=_to_euros(row.total_cents),
        device_id=row.device_id,
    )


def _build_party(row: Transaction) -> Party:
    return Party(partner=row.partner_short_name, branch=row.branch_short_name or None)


def _build_item(line: dict[str, Any]) -> Item:
    return Item(
        group_code=line["group"],
        group_name=line["group_name"],
        article_number=line["article_number"],
        description=line["description"],
        ean=line["ean"],
        quantity=Decimal(line["quantity"]),
        amount=_to_euros(line["amount_cents"]),
        eligible=_to_euros(line["eligible_cents"]),
    )


def _to_euros(cents: int) -> Decimal:
    return Decimal(cents) / 100
