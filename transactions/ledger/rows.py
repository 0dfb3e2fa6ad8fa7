"""What our tables say PAYBACK should have booked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from transactions.choices import OPEN_STATES, Kind, Reason, State
from transactions.ledger.entries import Operation
from transactions.models import Delivery

CENT = Decimal("0.01")
_OPERATIONS = {
    Kind.COLLECT: Operation.COLLECT,
    Kind.REDEEM: Operation.REDEEM,
    Kind.REFUND: Operation.REFUND,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A transaction with the state of its delivery, frozen at one moment.

    `receipt_number` is the till's, `number` the one PAYBACK got; `original` is the number of what
    a refund or reversal takes back. `receipt` parts equal receipt numbers of different branches.
    """

    receipt: str
    receipt_number: str
    number: str
    partner: str
    branch: str
    card_hash: str
    card_masked: str
    kind: Kind
    state: State
    reason: Reason
    points: int | None
    possible_arrivals: int
    total_cents: int
    eligible_cents: int
    points_asked: int | None
    points_value_cents: int
    occurred_at: datetime
    original: str = ""
    original_kind: Kind | None = None
    original_points_asked: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What PAYBACK tells bookings apart by."""
        return self.partner, self.number

    @property
    def name(self) -> str:
        """What a person finds it by."""
        return (
            f"{self.kind} {self.receipt_number} ({self.number}) of {self.partner},"
            f" card {self.card_masked}"
        )

    @property
    def operation(self) -> Operation:
        """What PAYBACK is asked to do."""
        if self.kind != Kind.REVERSAL:
            return _OPERATIONS[self.kind]
        if self.original_kind == Kind.REDEEM:
            return Operation.REVERSE_REDEEM
        return Operation.REVERSE_COLLECT

    @property
    def is_undecided(self) -> bool:
        """Whether it is still on its way or waits for somebody."""
        return self.state in OPEN_STATES

    @property
    def must_be_booked(self) -> bool:
        """Whether PAYBACK said yes to it, and the booking stands by itself.

        A reversal may be done without a booking of its own: there was nothing to undo.
        """
        is_confirmed = self.state == State.BOOKED or self.reason == Reason.NOT_CONFIRMED
        return is_confirmed and self.kind != Kind.REVERSAL

    @property
    def may_be_booked(self) -> bool:
        """Whether a call for it may have arrived and was not answered with a no."""
        if self.state in {State.REFUSED, State.CANCELLED}:
            return False
        return self.possible_arrivals > 0 or self.state in {State.BOOKED, State.REVERSED}

    @property
    def amounts(self) -> tuple[Decimal, Decimal | None]:
        """Total and eligible amount of its booking in EUR; None where it has none."""
        eligible = self.eligible_cents * CENT
        match self.operation:
            case Operation.REDEEM | Operation.REVERSE_REDEEM:
                return self.points_value_cents * CENT, None
            case Operation.REFUND:
                return eligible, eligible
            case _:
                return self.total_cents * CENT, eligible

    @property
    def expected_points(self) -> int | None:
        """What its booking moves on the account, as far as we know it."""
        if self.operation == Operation.REDEEM:
            return -(self.points_asked or 0)
        if self.operation == Operation.REVERSE_REDEEM:
            return self.original_points_asked
        return self.points


def list_rows() -> list[Row]:
    """Every transaction there is, as one query sees them."""
    found = Delivery.objects.values_list(
        "transaction__receipt_id",
        "transaction__receipt__receipt_number",
        "transaction__payback_receipt_number",
        "transaction__partner_short_name",
        "transaction__branch_short_name",
        "transaction__card_hash",
        "transaction__card_masked",
        "transaction__kind",
        "state",
        "reason",
        "points",
        "possible_arrivals",
        "transaction__total_cents",
        "transaction__eligible_cents",
        "transaction__points_asked",
        "transaction__points_value_cents",
        "transaction__occurred_at",
        "transaction__original__payback_receipt_number",
        "transaction__original__kind",
        "transaction__original__points_asked",
        named=True,
    ).order_by("id")
    return [
        Row(
            receipt=str(one.transaction__receipt_id),
            receipt_number=one.transaction__receipt__receipt_number,
            number=one.transaction__payback_receipt_number,
            partner=one.transaction__partner_short_name,
            branch=one.transaction__branch_short_name,
            card_hash=one.transaction__card_hash,
            card_masked=one.transaction__card_masked,
            kind=Kind(one.transaction__kind),
            state=State(one.state),
            reason=Reason(one.reason),
            points=one.points,
            possible_arrivals=one.possible_arrivals,
            total_cents=one.transaction__total_cents,
            eligible_cents=one.transaction__eligible_cents,
            points_asked=one.transaction__points_asked,
            points_value_cents=one.transaction__points_value_cents,
            occurred_at=one.transaction__occurred_at,
            original=one.transaction__original__payback_receipt_number or "",
            original_kind=_read_kind(one.transaction__original__kind),
            original_points_asked=one.transaction__original__points_asked,
        )
        for one in found
    ]


def _read_kind(name: str | None) -> Kind | None:
    return None if name is None else Kind(name)
