"""A till that posts over real HTTP."""

import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests

from tests.faults.waiting import wait_until
from tests.faults.witness import POINTS, Place, Witness

ANSWER_SECONDS = 20.0
UNAVAILABLE = 503
_receipts = itertools.count(1)


class Till:
    """One computer of a place; every sale is over 249.90 and has a receipt number of its own."""

    def __init__(
        self,
        witness: Witness,
        *,
        url: Callable[[], str],
        keep: Callable[[requests.Response], None],
        number: int = 1,
    ) -> None:
        """Stand at the witness's place as its till number 1 or 2; `keep` gets every answer."""
        self.witness = witness
        self._url = url
        self._keep = keep
        self._token = witness.place.tokens[number - 1]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.witness.place

    def neighbour(self) -> "Till":
        """The other till of the same branch."""
        return Till(self.witness, url=self._url, keep=self._keep, number=2)

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

    def post(self, receipt: dict[str, Any], *, url: str = "") -> requests.Response:
        """Post a collect, its receipt number as its key; whatever is answered comes back."""
        headers = {"Idempotency-Key": receipt["receipt_number"]}
        return self._send("POST", f"{url or self._url()}/api/v1/collects", headers, receipt)

    def ask(
        self, path: str, body: dict[str, Any], *, key: str = "", url: str = ""
    ) -> requests.Response:
        """Post anything else below /api/v1/; whatever is answered comes back."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._send("POST", f"{url or self._url()}/api/v1/{path}", headers, body)

    def sell(self, *, url: str = "") -> str:
        """Post a new sale that must be accepted; the transaction's id."""
        answer = self.post(self.write_receipt(), url=url)
        assert answer.status_code in {201, 202}, answer.text
        found: str = answer.json()["id"]
        return found

    def measure(self) -> float:
        """Seconds that accepting a new sale takes, from the till's side."""
        begin = time.monotonic()
        self.sell()
        return time.monotonic() - begin

    def read(self, transaction: str) -> dict[str, Any]:
        """What the API says about it, asked again while it says that it is not available."""
        url = f"{self._url()}/api/v1/transactions/{transaction}"
        answer = wait_until(
            lambda: self._send("GET", url, {}, None),
            seconds=ANSWER_SECONDS,
            what=f"{url} is available",
            enough=lambda answer: answer.status_code != UNAVAILABLE,
        )
        found: dict[str, Any] = answer.json()
        return found

    def _send(
        self, method: str, url: str, headers: dict[str, str], body: dict[str, Any] | None
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._token}", **headers}
        answer = requests.request(method, url, headers=headers, json=body, timeout=ANSWER_SECONDS)
        self._keep(answer)
        return answer


def assert_booked_once(till: Till, *transactions: str, points: int | None = POINTS) -> None:
    """Each is booked, once, for the right party and amount, and nothing else is on the card.

    `points` is what the till is told; None where PAYBACK's answer with them was lost.
    """
    told = [till.read(transaction) for transaction in transactions]
    expected = [till.witness.expect_booking(transaction) for transaction in transactions]
    assert [(one["outcome"], one["points"]) for one in told] == [("booked", points)] * len(told)
    assert sorted(till.witness.bookings(), key=repr) == sorted(expected, key=repr)
