"""The bodies tills post. Unknown fields are refused, not ignored."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from transactions.validation.fields import (
    Cents,
    Coupon,
    Moment,
    Quantity,
    Scan,
    Text30,
    Text36,
    Text60,
)


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
    card: Scan = Field(description="The scan as it came from the scanner")
    total: Cents
    lines: Annotated[list[LineRequest], Field(min_length=1, max_length=200)]
    coupons: Annotated[list[Coupon], Field(max_length=20)] = []
    payments: Annotated[list[PaymentRequest], Field(max_length=20)] = []
    late: Annotated[bool, Field(strict=True)] = False


class EnrolmentRequest(StrictRequest):
    """A one-time code, and the name of the computer that enrols."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "7KQ2-M9XD-4WRT", "computer_name": "KASSA-1"}]}
    )

    code: Text36
    computer_name: Text60
