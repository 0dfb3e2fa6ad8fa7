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

    code: Text36
    computer_name: Text60
