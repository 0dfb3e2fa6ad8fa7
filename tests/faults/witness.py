"""What database and PAYBACK know about the sales of one place, whatever tills were told."""

from dataclasses import dataclass
from typing import Any

from tests.faults.database import Database
from tests.faults.waiting import wait_until
from tests.simulator_process import PARTNER, SimulatorProcess

OUTCOME_SECONDS = 60.0
POINTS = 249
OF_TRANSACTION = " JOIN transactions_delivery d ON d.id = delivery_id WHERE d.transaction_id = %s"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A branch of the stack, as `tests.faults.filling` made it."""

    branch_id: str
    branch_code: str
    payback_branch: str
    interface_id: str
    card: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Booking:
    """What the pretend PAYBACK's ledger says about one booking."""

    partner: str
    branch: str
    card: str
    receipt_number: str
    total: str
    points: int


class Witness:
    """Looks at one place; transactions are named by their id."""

    def __init__(self, place: Place, database: Database, simulator: SimulatorProcess) -> None:
        """Look at `place` through these two."""
        self.place = place
        self._database = database
        self._simulator = simulator

    def row(self, transaction: str) -> dict[str, Any]:
        """The delivery as the database has it."""
        (row,) = self._database.read(
            "SELECT d.*, t.payback_receipt_number FROM transactions_delivery d"
            " JOIN transactions_transaction t ON t.id = d.transaction_id WHERE t.id = %s",
            transaction,
        )
        return row

    def list_sales(self, receipt_number: str, kind: str = "") -> list[str]:
        """The transactions of the receipt that the database has, each with its delivery."""
        rows = self._database.read(
            "SELECT t.id::text FROM transactions_delivery d"
            " JOIN transactions_transaction t ON t.id = d.transaction_id"
            " JOIN transactions_receipt r ON r.id = t.receipt_id WHERE r.receipt_number = %s"
            " AND %s IN ('', t.kind)",
            receipt_number,
            kind,
        )
        return [row["id"] for row in rows]

    def attempts(self, transaction: str) -> list[str]:
        """The verdicts of its attempts, oldest first."""
        rows = self._database.read(
            f"SELECT a.verdict FROM transactions_attempt a {OF_TRANSACTION} ORDER BY a.id",
            transaction,
        )
        return [row["verdict"] for row in rows]

    def longest_call(self, transaction: str) -> float:
        """Seconds that the longest call for it took, from our side."""
        found = self._database.read_value(
            f"SELECT max(a.duration_ms) FROM transactions_attempt a {OF_TRANSACTION}",
            transaction,
        )
        return int(found) / 1000

    def calls(self, *transactions: str) -> list[dict[str, Any]]:
        """The calls that reached PAYBACK for them, oldest first for each."""
        numbers = [self.row(transaction)["payback_receipt_number"] for transaction in transactions]
        return [call for number in numbers for call in self._simulator.calls(receipt_number=number)]

    def bookings(self) -> list[Booking]:
        """Everything PAYBACK booked on the card of this place."""
        return [
            Booking(
                partner=entry["partner"],
                branch=entry["branch"],
                card=entry["card"],
                receipt_number=entry["receipt_number"],
                total=entry["legal_amount"],
                points=entry["points"],
            )
            for entry in self._simulator.ledger(card=self.place.card)
        ]

    def net(self) -> int:
        """What the card of this place gained at PAYBACK in all."""
        return sum(booking.points for booking in self.bookings())

    def follower(self, transaction: str, kind: str) -> str:
        """The only refund or reversal of it, as soon as there is one."""
        rows = wait_until(
            lambda: self._database.read(
                "SELECT id::text FROM transactions_transaction"
                " WHERE original_id = %s AND kind = %s",
                transaction,
                kind,
            ),
            seconds=OUTCOME_SECONDS,
            what=f"there is a {kind} of {transaction}",
        )
        (row,) = rows
        found: str = row["id"]
        return found

    def end_confirm_time(self, transaction: str) -> None:
        """Let the time be over in which the till may confirm a redemption."""
        self._database.change(
            "UPDATE transactions_delivery SET confirm_by = now() WHERE transaction_id = %s",
            transaction,
        )

    def expect_booking(self, transaction: str) -> Booking:
        """What PAYBACK should have booked for it: party, amount and receipt number as accepted."""
        return Booking(
            partner=PARTNER,
            branch=self.place.payback_branch,
            card=self.place.card,
            receipt_number=self.row(transaction)["payback_receipt_number"],
            total="249.90",
            points=POINTS,
        )

    def wait_for(self, state: str, *transactions: str, seconds: float = OUTCOME_SECONDS) -> None:
        """Return when the rows stand at `state`."""
        wait_until(
            lambda: [(row["state"], row["reason"]) for row in map(self.row, transactions)],
            seconds=seconds,
            what=f"{transactions} are {state}",
            enough=lambda seen: {found for found, _ in seen} == {state},
        )

    def wait_for_call(self, transaction: str) -> None:
        """Return when a call for it has reached PAYBACK."""
        wait_until(
            lambda: self.calls(transaction), seconds=OUTCOME_SECONDS, what="a call has arrived"
        )

    def wait_for_attempt(self, transaction: str) -> None:
        """Return when a call for it has ended, however it did."""
        wait_until(
            lambda: self.attempts(transaction), seconds=OUTCOME_SECONDS, what="a call has ended"
        )

    def wait_for_pause(self) -> None:
        """Return when the breaker of this place's interface is open and no call is on its way."""
        wait_until(
            lambda: self._database.read_value(
                "SELECT count(*) FROM transactions_gate g WHERE interface_id = %s"
                " AND closed_until > clock_timestamp() AND NOT EXISTS"
                " (SELECT FROM transactions_delivery d WHERE d.interface_id = g.interface_id"
                " AND state IN ('claimed', 'started'))",
                self.place.interface_id,
            ),
            seconds=OUTCOME_SECONDS,
            what="the breaker is open",
        )

    def end_pause(self) -> None:
        """Let the pause of the breaker be over."""
        self._database.change(
            "UPDATE transactions_gate SET closed_until = now() WHERE interface_id = %s",
            self.place.interface_id,
        )

    def end_work_time(self, key: str) -> None:
        """Let the time be over in which the first request with this key may still be at work."""
        self._database.change(
            "UPDATE transactions_idempotencykey SET working_until = now() WHERE key = %s", key
        )
