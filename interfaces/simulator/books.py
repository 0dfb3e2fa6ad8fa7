"""Members, coupons and ledger as one booking sees them: inside one open transaction."""

import json
import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from interfaces.simulator.contract import Operation
from interfaces.simulator.defaults import CouponKind, MemberStatus
from interfaces.simulator.refusals import Code, Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One account; points are whole numbers."""

    card: str
    status: MemberStatus
    pin: str | None
    balance: int
    collected: int
    spent: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Coupon:
    """A coupon; `value` is the factor of a multiplier or the points of an extra."""

    code: str
    kind: CouponKind
    value: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Transaction:
    """One booking on the account: PAYBACK's type number and signed points."""

    type: int
    points: int
    marketing_code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row of the ledger: what a receipt number did to an account. Money is in EUR."""

    partner: str
    branch: str
    receipt_number: str
    operation: Operation
    card: str
    effective_date: str
    device_id: str
    booked_at: str
    legal_amount: Decimal | None = None
    rewardable_amount: Decimal | None = None
    coupons: tuple[str, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    reference_receipt_number: str | None = None

    @property
    def points(self) -> int:
        """What the account gained, negative where it lost."""
        return sum(transaction.points for transaction in self.transactions)


class Books:
    """What a booking may read and write; the transaction around it decides whether it stays."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on `connection`, which holds an open write transaction."""
        self._connection = connection

    def get_member(self, card: str) -> Member | None:
        """Return the account of a full card number."""
        row = self._connection.execute("SELECT * FROM members WHERE card = ?", (card,)).fetchone()
        if row is None:
            return None
        return Member(**{**dict(row), "status": MemberStatus(row["status"])})

    def get_coupon(self, code: str) -> Coupon | None:
        """Return the coupon of exactly this scanned text."""
        row = self._connection.execute("SELECT * FROM coupons WHERE code = ?", (code,)).fetchone()
        return Coupon(**{**dict(row), "kind": CouponKind(row["kind"])}) if row else None

    def get_entry(self, partner: str, receipt_number: str) -> Entry | None:
        """Return what this receipt number of the partner booked."""
        row = self._connection.execute(
            "SELECT * FROM ledger WHERE partner = ? AND receipt_number = ?",
            (partner, receipt_number),
        ).fetchone()
        return _read_entry(row) if row else None

    def list_references(self, partner: str, receipt_number: str) -> list[Entry]:
        """Return the refunds and reversals booked against a receipt number, oldest first."""
        rows = self._connection.execute(
            "SELECT * FROM ledger WHERE partner = ? AND reference_receipt_number = ? ORDER BY id",
            (partner, receipt_number),
        )
        return [_read_entry(row) for row in rows]

    def book(self, entry: Entry) -> Member:
        """Write the entry, move the account by its points and return the account afterwards.

        :raises sqlite3.IntegrityError: the partner already used this receipt number.
        :raises Refused: there is no such account.
        """
        self._insert(entry)
        spends = entry.operation in (Operation.REDEMPTION, Operation.REVERSE_REDEMPTION)
        self._connection.execute(
            "UPDATE members SET balance = balance + :points, collected = collected + :collected,"
            " spent = spent + :spent WHERE card = :card",
            {
                "points": entry.points,
                "collected": 0 if spends else entry.points,
                "spent": -entry.points if spends else 0,
                "card": entry.card,
            },
        )
        member = self.get_member(entry.card)
        if member is None:
            raise Refused(Code.MEMBER_NOT_FOUND)
        return member

    def _insert(self, entry: Entry) -> None:
        self._connection.execute(
            "INSERT INTO ledger (partner, branch, receipt_number, operation, card, points,"
            " legal_amount, rewardable_amount, coupons, transactions, reference_receipt_number,"
            " effective_date, device_id, booked_at) VALUES (:partner, :branch, :receipt_number,"
            " :operation, :card, :points, :legal_amount, :rewardable_amount, :coupons,"
            " :transactions, :reference_receipt_number, :effective_date, :device_id, :booked_at)",
            {
                "partner": entry.partner,
                "branch": entry.branch,
                "receipt_number": entry.receipt_number,
                "operation": entry.operation,
                "card": entry.card,
                "points": entry.points,
                "legal_amount": _write_amount(entry.legal_amount),
                "rewardable_amount": _write_amount(entry.rewardable_amount),
                "coupons": json.dumps(entry.coupons),
                "transactions": json.dumps(
                    [[item.type, item.points, item.marketing_code] for item in entry.transactions]
                ),
                "reference_receipt_number": entry.reference_receipt_number,
                "effective_date": entry.effective_date,
                "device_id": entry.device_id,
                "booked_at": entry.booked_at,
            },
        )


def _write_amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _read_amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _read_entry(row: sqlite3.Row) -> Entry:
    return Entry(
        partner=row["partner"],
        branch=row["branch"],
        receipt_number=row["receipt_number"],
        operation=Operation(row["operation"]),
        card=row["card"],
        effective_date=row["effective_date"],
        device_id=row["device_id"],
        booked_at=row["booked_at"],
        legal_amount=_read_amount(row["legal_amount"]),
        rewardable_amount=_read_amount(row["rewardable_amount"]),
        coupons=tuple(json.loads(row["coupons"])),
        transactions=tuple(
            Transaction(type=kind, points=points, marketing_code=code)
            for kind, points, code in json.loads(row["transactions"])
        ),
        reference_receipt_number=row["reference_receipt_number"],
    )
