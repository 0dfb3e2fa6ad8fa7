"""What must be true after every step, and what must have come of everything in the end."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from interfaces.simulator.inspection import list_members
from tests.model.house import CANARY, CARDS, START_BALANCE, TABLES, House
from tests.model.rules import CONFIRM_TIME, Payment, Sale

OPERATIONS = {
    "ProcessPurchaseEvent": "collect",
    "ProcessDirectRedemptionEvent": "redeem",
    "RefundPurchaseEvent": "refund",
    "ReverseCollectEvent": "reversal",
    "ReverseRedemptionEvent": "reversal",
}
WRITTEN_OFF = "written_off"
# A person decides about these, and did not.
OPEN_QUESTIONS = frozenset(
    {
        "receipt_number_taken",
        "refused_after_unknown",
        "not_confirmed",
        "original_pending",
        "clock",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction as it stands."""

    id: str
    kind: str
    receipt: str
    original: str | None
    number: str
    card: str
    total: int
    eligible: int
    points_asked: int | None
    state: str
    reason: str
    points: int | None
    confirmed_at: datetime | None
    accepted_at: datetime
    note: str
    delivery: str
    due_at: datetime
    state_since: datetime
    lease_until: datetime | None

    @property
    def fate(self) -> str:
        """The state; but what was given up after a call may be booked, and is told apart."""
        return WRITTEN_OFF if (self.state, self.reason) == ("refused", WRITTEN_OFF) else self.state


class Look:
    """One look at our tables and at PAYBACK's ledger."""

    def __init__(self, house: House) -> None:
        self.house = house
        found = _query(
            "SELECT t.id::text, t.kind, r.receipt_number, t.original_id::text,"
            " t.payback_receipt_number, t.card_masked, t.total_cents, t.eligible_cents,"
            " t.points_asked, d.state, d.reason, d.points, d.confirmed_at,"
            " t.accepted_at, t.note, d.id::text, d.due_at, d.state_since, d.lease_until"
            " FROM transactions_transaction t"
            " LEFT JOIN transactions_delivery d ON d.transaction_id = t.id"
            " JOIN transactions_receipt r ON r.id = t.receipt_id"
        )
        self.rows = {row[0]: Row(*row) for row in found}
        self.states = {row.id: row.state for row in self.rows.values()}
        self.fates = {row.id: row.fate for row in self.rows.values()}
        self.by_number = {row.number: row for row in self.rows.values()}
        self.ledger = house.wire.list_ledger()

    def check_every_step(self, accepted: set[str], payments: list[Payment]) -> None:
        """Nothing lost, nothing doubled, only allowed moves, never too much, nothing undone early.

        To be asked after every step, for the trail is read in the order of the steps.
        """
        assert not self.house.wire.violations, self.house.wire.violations
        self._check_nothing_lost(accepted)
        self.house.trail.read_on()
        assert self.house.trail.states == self.states, "the trail does not lead to the state"
        self._check_questions()
        self._check_ledger()
        self._check_returns()
        for payment in payments:
            self._check_not_undone_early(payment)
        assert CANARY not in str(self.house.bells)

    def check_rest(self, sales: list[Sale], payments: list[Payment]) -> None:
        """Everything is decided or asks a person, and the points are those of the model."""
        assert not _find_canary(), "a PIN is in the database"
        self.house.trail.check_kept()
        for row in self.rows.values():
            is_final = row.state in {"booked", "refused", "reversed", "cancelled"}
            assert is_final or row.reason in OPEN_QUESTIONS or self._waits(row), row
            if is_final and not self._is_written_off(row):
                assert self._count_net(row) == (row.state == "booked"), row
        for payment in payments:
            self._check_payment(payment, self.rows[payment.id])
        self._check_balances(sales)

    def list_bookings(self, row: Row) -> list[dict[str, Any]]:
        """What PAYBACK booked under the receipt number of a row."""
        return [entry for entry in self.ledger if entry["receipt_number"] == row.number]

    def find_reversal(self, original: str) -> Row | None:
        """What undoes a row, if anything does."""
        found = (row for row in self.rows.values() if row.original == original)
        return next((row for row in found if row.kind == "reversal"), None)

    def _check_nothing_lost(self, accepted: set[str]) -> None:
        assert all(row.state for row in self.rows.values()), "a transaction without outbox row"
        assert accepted <= self.rows.keys(), "an accepted request has no row"
        others = [row for row in self.rows.values() if row.id not in accepted]
        assert all(row.kind == "reversal" and self._undoes_payment(row) for row in others), others
        keys = Counter((row.receipt, row.kind) for row in self.rows.values())
        assert all(keys[receipt, kind] == 1 for receipt, kind in keys if kind == "collect")
        undone = Counter(row.original for row in self.rows.values() if row.kind == "reversal")
        assert not undone or max(undone.values()) == 1, "reversed twice"

    def _undoes_payment(self, row: Row) -> bool:
        return row.original is not None and self.rows[row.original].kind == "redeem"

    def _check_questions(self) -> None:
        """A person is asked only what there is a cause for."""
        wire = self.house.wire
        for row in self.rows.values():
            match row.reason:
                case "receipt_number_taken":
                    assert row.number in wire.taken, f"its own number: {row}"
                case "refused_after_unknown":
                    assert len(wire.calls[row.number]) > 1, row

    def _check_not_undone_early(self, payment: Payment) -> None:
        reversal = self.find_reversal(payment.id)
        if payment.told_at is None or reversal is None or reversal.note:
            return
        assert not payment.is_confirmed, "confirmed, and yet undone"
        assert reversal.accepted_at >= payment.told_at + CONFIRM_TIME, "undone before its time"

    def _check_ledger(self) -> None:
        standing: Counter[tuple[str, str]] = Counter()
        for entry in self.ledger:
            row = self.by_number[entry["receipt_number"]]
            kind = OPERATIONS[entry["operation"]]
            assert (row.kind, row.card) == (kind, _mask(entry["card"])), "not what was accepted"
            assert entry["branch"] == "W1"
            self._check_amount(row, entry)
            if kind in {"collect", "redeem"}:
                standing[row.receipt, kind] += 1
            if kind == "reversal":
                undone = self.rows[row.original or ""]
                standing[undone.receipt, undone.kind] -= 1
        assert set(standing.values()) <= {0, 1}, f"booked twice: {standing}"

    def _check_amount(self, row: Row, entry: dict[str, Any]) -> None:
        if row.kind in {"collect", "refund"}:
            assert round(float(entry["rewardable_amount"]) * 100) == row.eligible
        if row.kind == "redeem":
            assert entry["points"] == -(row.points_asked or 0)

    def _check_returns(self) -> None:
        for sale in (row for row in self.rows.values() if row.kind == "collect"):
            returns = [
                row
                for row in self.rows.values()
                if row.kind == "refund"
                and row.original == sale.id
                and (row.fate not in {"refused", "cancelled"} or not row.eligible)
            ]
            assert sum(row.total for row in returns) <= sale.total, "more money than was paid"
            assert sum(row.eligible for row in returns) <= sale.eligible, "more than was given"
            booked = [
                entry["points"]
                for row in self.rows.values()
                if sale.id in {row.id, row.original}
                for entry in self.list_bookings(row)
            ]
            assert sum(booked) >= 0, "more points back than were given"

    def _waits(self, row: Row) -> bool:
        """Behind a question that only a person answers."""
        followers = [other for other in self.rows.values() if other.original == row.id]
        return row.state == "unknown" and any(other.reason in OPEN_QUESTIONS for other in followers)

    def _count_net(self, row: Row) -> int:
        made = len(self.list_bookings(row))
        if row.kind == "reversal":
            # Nothing to undo is as good as undone.
            return int(row.state == "booked")
        undone = [
            other
            for other in self.rows.values()
            if (other.original, other.kind) == (row.id, "reversal")
        ]
        return made - sum(len(self.list_bookings(other)) for other in undone)

    def _check_payment(self, payment: Payment, row: Row) -> None:
        if payment.told == "booked" and payment.is_confirmed and not payment.is_undone_by_till:
            is_given_back = any(other.original == row.id for other in self.rows.values())
            assert row.state == "booked" or is_given_back, "paid and confirmed, and yet undone"
        if row.state == "booked":
            assert payment.is_confirmed, "points were taken for a sale that nobody closed"
            assert payment.told == "booked", "points were taken although the till heard no"

    def _check_balances(self, sales: list[Sale]) -> None:
        expected: Counter[str] = Counter()
        actual: Counter[str] = Counter()
        for entry in self.ledger:
            if not self._is_questioned(self.by_number[entry["receipt_number"]]):
                actual[entry["card"]] += entry["points"]
        for sale in sales:
            row = self.rows[sale.id]
            if row.state == "booked" and not self._is_questioned(row):
                expected[sale.card] += sale.points(self.states)
        for row in self.rows.values():
            if row.kind == "redeem" and row.state == "booked" and not self._is_questioned(row):
                [card] = {entry["card"] for entry in self.list_bookings(row)}
                expected[card] -= row.points_asked or 0
        assert _without_zeros(expected) == _without_zeros(actual)
        for member in _list_members(self.house):
            booked = [e["points"] for e in self.ledger if e["card"] == member["card"]]
            assert member["balance"] == START_BALANCE + sum(booked)

    def _is_questioned(self, row: Row) -> bool:
        """Whether a person has to decide about the row, or about one that belongs to it."""
        root = row.original or row.id
        family = [other for other in self.rows.values() if root in {other.id, other.original}]
        return any(
            other.state in {"attention", "held", "unknown"} or other.reason == WRITTEN_OFF
            for other in family
        )

    def _is_written_off(self, row: Row) -> bool:
        root = row.original or row.id
        family = [other for other in self.rows.values() if root in {other.id, other.original}]
        return any(other.reason == WRITTEN_OFF for other in family)


def _list_members(house: House) -> list[dict[str, Any]]:
    return [row for row in list_members(house.wire.store) if row["card"] in CARDS]


def _without_zeros(counted: Counter[str]) -> dict[str, int]:
    return {card: number for card, number in counted.items() if number}


def _mask(card: str) -> str:
    return f"{card[:6]}******{card[-4:]}"


def _find_canary() -> bool:
    parts = [
        f"SELECT 1 FROM transactions_{table} row WHERE row::text LIKE '%%{CANARY}%%'"
        for table in TABLES
    ]
    return bool(_query(" UNION ALL ".join(parts)))


def _query(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [])
        return list(cursor.fetchall())
