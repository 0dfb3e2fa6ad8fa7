"""The bodies tills post. Unknown fields are refused, not ignored."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from transactions.validation.fields import (
    Cents,
    Coupon,
    Moment,
    Pin,
    Quantity,
    Scan,
    Text30,
    Text36,
    Text60,
    Text200,
)

ORDER_NUMBER_PATTERN = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,36}")


class StrictRequest(BaseModel):
    """No unknown field, no silent conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PaymentKind(StrEnum):
    """How a part of the sum was paid."""

    CASH = "cash"
    DEBIT = "debit"
    CREDIT = "credit"
    VOUCHER = "voucher"
    POINTS = "points"
    OTHER = "other"


class LineRequest(StrictRequest):
    """One line of the receipt. `amount` is the sum of the line; `insurer_share` never earns."""

    article_number: Text36 | None = None
    ean: Text30 | None = None
    description: Text60 | None = None
    group: Text30 | None = Field(None, description="Kürzel of the article group that takes part")
    quantity: Quantity = Decimal(1)
    amount: Cents
    insurer_share: Cents = 0


class PaymentRequest(StrictRequest):
    """One means of payment."""

    type: PaymentKind
    amount: Cents


class CollectRequest(StrictRequest):
    """Collect points for a receipt."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "receipt_number": "BON-W1-0001-26",
                    "occurred_at": "2026-11-23T10:15:00+01:00",
                    "card": "9040193103187692",
                    "total": "449.90",
                    "lines": [
                        {
                            "article_number": "RB3025-001",
                            "description": "Rayban RB3025",
                            "group": "RAYBAN",
                            "quantity": "1",
                            "amount": "249.90",
                        },
                        {
                            "description": "Gläser",
                            "quantity": "2",
                            "amount": "200.00",
                            "insurer_share": "80.00",
                        },
                    ],
                    "coupons": ["DEMO-X3"],
                    "payments": [{"type": "debit", "amount": "369.90"}],
                }
            ]
        }
    )

    receipt_number: Text36
    occurred_at: Moment
    card: Scan | None = Field(None, description="The scan as it came from the scanner")
    order_number: Text36 | None = Field(
        None, description="Instead of the card: an order for which card and coupons were captured"
    )
    total: Cents
    lines: Annotated[list[LineRequest], Field(min_length=1, max_length=200)]
    coupons: Annotated[list[Coupon], Field(max_length=20)] = []
    payments: Annotated[list[PaymentRequest], Field(max_length=20)] = []
    late: Annotated[bool, Field(strict=True)] = False


class CardRequest(StrictRequest):
    """A scan to be read."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scan": "]E02403103187698"}]})

    scan: Scan


class BalanceRequest(StrictRequest):
    """Whose points are asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"card": "9040193103187692"}]})

    card: Scan


class CaptureRequest(StrictRequest):
    """Card and coupons of a spectacle order."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"card": "9040193103187692", "coupons": ["DEMO-X3"]}]}
    )

    card: Scan
    coupons: Annotated[list[Coupon], Field(max_length=20)] = []


class RedemptionRequest(StrictRequest):
    """Pay with points: `points`, or the `amount` they are to pay."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "receipt_number": "BON-W1-0002-26",
                    "occurred_at": "2026-11-23T10:15:00+01:00",
                    "card": "9040193103187692",
                    "pin": "1234",
                    "total": "59.90",
                    "points": 1000,
                }
            ]
        },
        hide_input_in_errors=True,
    )

    receipt_number: Text36
    occurred_at: Moment
    card: Scan
    pin: Pin = Field(repr=False)
    total: Cents
    points: Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)] | None = None
    amount: Cents | None = None


class RefundLineRequest(StrictRequest):
    """One returned line, named as on the original receipt. `amount` is what comes back of it."""

    article_number: Text36 | None = None
    ean: Text30 | None = None
    description: Text60 | None = None
    group: Text30 | None = None
    quantity: Quantity = Decimal(1)
    amount: Cents


class RefundRequest(StrictRequest):
    """Goods of an earlier receipt come back: `lines`, or an `amount`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "receipt_number": "BON-W1-0003-26",
                    "original_receipt_number": "BON-W1-0001-26",
                    "occurred_at": "2026-11-24T10:15:00+01:00",
                    "lines": [
                        {
                            "article_number": "RB3025-001",
                            "description": "Rayban RB3025",
                            "group": "RAYBAN",
                            "amount": "249.90",
                        }
                    ],
                }
            ]
        }
    )

    receipt_number: Text36
    original_receipt_number: Text36
    occurred_at: Moment
    lines: Annotated[list[RefundLineRequest], Field(max_length=200)] = []
    amount: Cents | None = None


class ReversibleKind(StrEnum):
    """What can be undone as a whole."""

    COLLECT = "collect"
    REDEEM = "redeem"


class ReversalRequest(StrictRequest):
    """An earlier transaction never happened: by its id, or by its receipt number and kind."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "original_receipt_number": "BON-W1-0001-26",
                    "kind": "collect",
                    "reason": "Falscher Beleg",
                    "occurred_at": "2026-11-23T10:20:00+01:00",
                }
            ]
        }
    )

    transaction_id: Annotated[UUID, Field(strict=False)] | None = None
    original_receipt_number: Text36 | None = None
    kind: ReversibleKind | None = None
    reason: Text200
    occurred_at: Moment


class EnrolmentRequest(StrictRequest):
    """A one-time code, and the name of the computer that enrols."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "7KQ2-M9XD-4WRT", "computer_name": "KASSA-1"}]}
    )

    code: Text36
    computer_name: Text60
