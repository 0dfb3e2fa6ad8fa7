"""What is said to PAYBACK and what it answers, without any XML."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum


class MessageUnfit(ValueError):
    """A message that cannot be put on the wire; nothing was sent.

    ``field`` names the part, ``code`` the fault: ``empty``, ``length``, ``characters``,
    ``amount``, ``moment``.
    """

    def __init__(self, field_name: str, code: str) -> None:
        super().__init__(f"{field_name}: {code}")
        self.field = field_name
        self.code = code


class EventType(IntEnum):
    PURCHASE = 1
    RETRO_CREDIT = 2


class BookingType(IntEnum):
    """What kind of booking on the member's account a partner that rates itself asks for."""

    PURCHASE = 100
    REFUND = 102
    RETRO_CREDIT = 110


class PaymentType(IntEnum):
    CASH = 1
    CREDIT = 2
    DEBIT = 3
    VOUCHER = 4
    FLEET = 5
    CHEQUE = 6
    LOYALTY_CURRENCY = 7
    CASH_ON_DELIVERY = 8
    ONLINE = 9
    FOOD_STAMP = 10
    OTHER = 99


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells: PAYBACK's short names of partner, branch and business unit."""

    partner: str
    branch: str | None = None
    business_unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a purchase. Amounts are EUR for the whole line; ``eligible`` earns points."""

    group_code: str | None = None
    group_name: str | None = None
    article_number: str | None = None
    description: str | None = None
    ean: str | None = None
    quantity: Decimal | None = None
    amount: Decimal
    eligible: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A sale that earns points. ``receipt_number`` is unique per partner, for ever.

    ``rated_points`` are the base points where the partner rates; None leaves that to PAYBACK.
    """

    card: str = field(repr=False)
    party: Party
    receipt_number: str
    occurred_at: datetime
    event_type: EventType = EventType.PURCHASE
    total: Decimal
    eligible: Decimal
    payment_type: PaymentType | None = None
    items: tuple[Item, ...]
    coupons: tuple[str, ...] = ()
    rated_points: int | None = None
    device_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Goods of an earlier purchase come back; ``receipt_number`` is the refund's own.

    ``eligible`` is the part, in EUR, whose points are taken back; ``items`` say which lines, where
    known. ``rated_points`` are the base points to take where the partner rated the purchase.
    """

    card: str = field(repr=False)
    party: Party
    receipt_number: str
    reference_receipt_number: str
    occurred_at: datetime
    event_type: EventType = EventType.PURCHASE
    eligible: Decimal
    items: tuple[Item, ...] = ()
    rated_points: int | None = None
    device_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """A whole collect or redemption never happened; ``receipt_number`` is the reversal's own."""

    card: str = field(repr=False)
    party: Party
    receipt_number: str
    reference_receipt_number: str
    occurred_at: datetime
    device_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """Pay ``amount`` EUR of a sale over ``total`` EUR with ``points``. The PIN lives here only."""

    card: str = field(repr=False)
    pin: str = field(repr=False)
    party: Party
    receipt_number: str
    occurred_at: datetime
    points: int
    amount: Decimal
    total: Decimal
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking on the member's account, in whole points."""

    transaction_type: int
    points: int
    marketing_code: str | None


@dataclass(frozen=True, slots=True)
class BookingAnswer:
    """``points``: signed sum for this receipt. None means not known, never zero."""

    points: int | None
    balance: int | None
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceQuery:
    card: str = field(repr=False)
    device_id: str = ""
    party: Party | None = None


@dataclass(frozen=True, slots=True)
class BalanceAnswer:
    available_points: int
