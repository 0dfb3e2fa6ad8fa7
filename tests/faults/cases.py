"""One of everything that a worker sends, ready to be asked for, so that a test can meet each kind.

`undo` is the reversal of a redemption, a call of its own at PAYBACK; the redemption itself is sent
by nobody but the till's request and is in `tests.faults.paying`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests

from tests.faults.paying import redeem, take_payer, write_redemption, write_refund, write_reversal
from tests.faults.stack import Stack
from tests.faults.till import Till
from tests.faults.witness import POINTS

Body = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One kind: how it is asked for, what its call is, and what is on the card afterwards."""

    path: str
    stored_as: str
    operation: str
    write: Callable[[Body], Body]
    net: int
    bookings: int = 2


WAYS: Mapping[str, Way] = {
    "collect": Way("collects", "collect", "ProcessPurchaseEvent", dict, POINTS, bookings=1),
    "refund": Way("refunds", "refund", "RefundPurchaseEvent", write_refund, POINTS - 100),
    "reversal": Way("reversals", "reversal", "ReverseCollectEvent", write_reversal, 0),
    "undo": Way(
        "reversals",
        "reversal",
        "ReverseRedemptionEvent",
        lambda paid: write_reversal(paid, "redeem"),
        0,
    ),
}
RETURNS = ("refund", "reversal", "undo")
EVERY_KIND = pytest.mark.parametrize("kind", WAYS)
EVERY_RETURN = pytest.mark.parametrize("kind", RETURNS)


@dataclass(frozen=True)
class Case:
    """What is going to be asked, at a place of its own."""

    kind: str
    till: Till
    body: Body

    @property
    def way(self) -> Way:
        """What its kind is about."""
        return WAYS[self.kind]

    @property
    def key(self) -> str:
        """Its idempotency key."""
        named = self.body.get("receipt_number") or self.body["original_receipt_number"]
        return f"{self.kind}-{named}"

    def post(self, *, url: str = "") -> requests.Response:
        """Ask for it, or ask again."""
        return self.till.ask(self.way.path, self.body, key=self.key, url=url)

    def change(self, **changes: Any) -> "Case":
        """The same with something else in its body."""
        return replace(self, body={**self.body, **changes})

    def ask(self, *, url: str = "") -> str:
        """Ask for it, which must be accepted; the transaction's id."""
        answer = self.post(url=url)
        assert answer.status_code in {201, 202}, answer.text
        found: str = answer.json()["id"]
        return found

    def list_stored(self) -> list[str]:
        """The transactions that the database has of it."""
        named = self.body.get("receipt_number") or self.body["original_receipt_number"]
        return self.till.witness.list_sales(named, kind=self.way.stored_as)

    def meet(self, stack: Stack, trouble: str, **details: Any) -> None:
        """Its next call meets trouble."""
        card = self.till.place.card
        stack.simulator.trouble(trouble, card=card, operation=self.way.operation, **details)

    def assert_done_once(self, transaction: str) -> None:
        """It is booked, once, and the card has what it should have."""
        self.till.witness.wait_for("booked", transaction)
        assert self.till.witness.net() == self.way.net
        assert len(self.till.witness.bookings()) == self.way.bookings

    def verdicts(self, transaction: str) -> list[str]:
        """What PAYBACK made of the calls for it."""
        return [call["verdict"] for call in self.till.witness.calls(transaction)]


Asked = tuple[Case, str]


def prepare(stack: Stack, kind: str) -> Case:
    """Everything that comes before it is booked; it is not asked for yet."""
    if kind == "undo":
        till = take_payer(stack)
        before = write_redemption(till)
        assert redeem(till, before).json()["outcome"] == "booked"
    else:
        till = stack.take_till()
        before = till.write_receipt()
    if kind in {"refund", "reversal"}:
        till.witness.wait_for("booked", till.post(before).json()["id"])
    return Case(kind, till, WAYS[kind].write(before))


def prepare_all(stack: Stack, kinds: Iterable[str] = tuple(WAYS)) -> dict[str, Case]:
    """A case of each kind."""
    return {kind: prepare(stack, kind) for kind in kinds}
