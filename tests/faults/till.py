"""A till that posts over real HTTP, and what the whole stack knows about its sales."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from tests.faults.database import Database
from tests.faults.waiting import wait_until
from tests.simulator_process import PARTNER, SimulatorProcess

ANSWER_SECONDS = 20.0
OUTCOME_SECONDS = 40.0
POINTS = 249
_receipts = itertools.count(1)


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


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a till reaches or is looked at through."""

    url: Callable[[], str]
    database: Database
    simulator: SimulatorProcess
    keep: Callable[[requests.Response], None]


class Till:
    """One computer of a place; every sale is over 249.90 and has a receipt number of its own."""

    def __init__(self, place: Place, around: Surroundings, *, number: int = 1) -> None:
        """Stand at `place`, as its till number 1 or 2."""
        self.place = place
        self._around = around
        self._token = place.tokens[number - 1]

    def neighbour(self) -> "Till":
        """The other till of the same branch."""
        return Till(self.place, self._around, number=2)

    def write_receipt(self) -> dict[str, Any]:
        """The body of a new sale."""
        line = {"description": "Rayban RB3025", "group": "RAYBAN", "amount": "249.90"}
        return {
            "receipt_number": f"BON-{self.place.branch_code}-{next(_receipts):05d}",
            "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "card": self.place.card,
            "total": "249.90",
            "lines": [line],
        }

    def post(
        self,
        receipt: dict[str, Any] | None = None,
        *,
        key: str | None = None,
        url: str | None = None,
        wait: int = 0,
    ) -> requests.Response:
        """Post a collect, a new one if none is given; whatever is answered comes back."""
        body = receipt or self.write_receipt()
        headers = {"Idempotency-Key": key or body["receipt_number"], "Prefer": f"wait={wait}"}
        return self._send("POST", f"{url or self._around.url()}/api/v1/collects", headers, body)

    def sell(self) -> str:
        """Post a new sale that must be accepted; the transaction's id."""
        answer = self.post()
        assert answer.status_code in {201, 202}, answer.text
        found: str = answer.json()["id"]
        return found

    def measure(self) -> float:
        """Seconds that accepting a new sale takes, from the till's side."""
        body = self.write_receipt()
        begin = time.monotonic()
        answer = self.post(body)
        seconds = time.monotonic() - begin
        assert answer.status_code in {201, 202}, answer.text
        return seconds

    def read(self, transaction: str) -> dict[str, Any]:
        """What the API says about it now."""
        url = f"{self._around.url()}/api/v1/transactions/{transaction}"
        found: dict[str, Any] = self._send("GET", url, {}, None).json()
        return found

    def wait_for(self, state: str, transaction: str, *, seconds: float = OUTCOME_SECONDS) -> None:
        """Return when the row stands at `state`."""
        wait_until(
            lambda: self.row(transaction)["state"] == state or None,
            seconds=seconds,
            what=f"{transaction} is {state}",
        )

    def row(self, transaction: str) -> dict[str, Any]:
        """The delivery as the database has it."""
        (row,) = self._around.database.read(
            "SELECT d.*, t.payback_receipt_number FROM transactions_delivery d"
            " JOIN transactions_transaction t ON t.id = d.transaction_id WHERE t.id = %s",
            transaction,
        )
        return row

    def list_sales(self, receipt: dict[str, Any]) -> list[str]:
        """The transactions of the receipt that the database has, each with its delivery."""
        rows = self._around.database.read(
            "SELECT t.id::text FROM transactions_delivery d"
            " JOIN transactions_transaction t ON t.id = d.transaction_id"
            " JOIN transactions_receipt r ON r.id = t.receipt_id"
            " WHERE r.receipt_number = %s",
            receipt["receipt_number"],
        )
        return [row["id"] for row in rows]

    def end_work_time(self, receipt: dict[str, Any]) -> None:
        """Let the time be over in which the first request of this receipt may still be at work."""
        self._around.database.change(
            "UPDATE transactions_idempotencykey SET working_until = now() WHERE key = %s",
            receipt["receipt_number"],
        )

    def attempts(self, transaction: str) -> list[str]:
        """The verdicts of its attempts, oldest first."""
        rows = self._around.database.read(
            "SELECT a.verdict FROM transactions_attempt a"
            " JOIN transactions_delivery d ON d.id = a.delivery_id"
            " WHERE d.transaction_id = %s ORDER BY a.id",
            transaction,
        )
        return [row["verdict"] for row in rows]

    def wait_for_attempt(self, transaction: str) -> None:
        """Return when a call for it has ended, however it did."""
        wait_until(
            lambda: self.attempts(transaction), seconds=OUTCOME_SECONDS, what="a call has ended"
        )

    def wait_for_pause(self) -> None:
        """Return when the breaker of this place's interface is open and no call is on its way."""
        wait_until(
            lambda: self._around.database.read_value(
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
        self._around.database.change(
            "UPDATE transactions_gate SET closed_until = now() WHERE interface_id = %s",
            self.place.interface_id,
        )

    def longest_call(self, transaction: str) -> float:
        """Seconds that the longest call for it took, from our side."""
        found = self._around.database.read_value(
            "SELECT max(a.duration_ms) FROM transactions_attempt a"
            " JOIN transactions_delivery d ON d.id = a.delivery_id WHERE d.transaction_id = %s",
            transaction,
        )
        return int(found) / 1000

    def calls(self, transaction: str) -> list[dict[str, Any]]:
        """The calls that reached PAYBACK for it, oldest first."""
        number = self.row(transaction)["payback_receipt_number"]
        return self._around.simulator.calls(receipt_number=number)

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
            for entry in self._around.simulator.ledger(card=self.place.card)
        ]

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

    def _send(
        self, method: str, url: str, headers: dict[str, str], body: dict[str, Any] | None
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._token}", **headers}
        answer = requests.request(method, url, headers=headers, json=body, timeout=ANSWER_SECONDS)
        self._around.keep(answer)
        return answer


def assert_booked_once(till: Till, *transactions: str, points: int | None = POINTS) -> None:
    """Each is booked, once, for the right party and amount, and nothing else is on the card.

    `points` is what the till is told; None where PAYBACK's answer with them was lost.
    """
    told = [till.read(transaction) for transaction in transactions]
    expected = [till.expect_booking(transaction) for transaction in transactions]
    assert [(one["outcome"], one["points"]) for one in told] == [("booked", points)] * len(told)
    assert sorted(till.bookings(), key=repr) == sorted(expected, key=repr)
