"""Refunds and reversals while things break: after their original, and once."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.faults.paying import write_refund, write_reversal
from tests.faults.stack import Stack
from tests.faults.test_payback_troubles import BOOKED, NOT_BOOKED
from tests.faults.till import Till
from tests.faults.witness import POINTS

NOTHING_ARRIVED = ("after_claim", "after_started")
MAY_HAVE_ARRIVED = ("after_last_byte", "before_record")
COMMITTED = ("after_commit", "before_answer")


@dataclass(frozen=True)
class Way:
    """One kind: how it is asked for, and what is left on the card afterwards."""

    path: str
    operation: str
    write: Callable[[dict[str, Any]], dict[str, Any]]
    left: int


WAYS = {
    "refund": Way("refunds", "RefundPurchaseEvent", write_refund, POINTS - 100),
    "reversal": Way("reversals", "ReverseCollectEvent", write_reversal, 0),
}
KINDS = pytest.mark.parametrize("kind", WAYS)


@dataclass(frozen=True)
class Return:
    """A sale that was booked, and what was asked about it afterwards."""

    till: Till
    way: Way
    body: dict[str, Any]
    key: str

    def post(self, *, url: str = "") -> requests.Response:
        """Ask for it, or ask again."""
        return self.till.ask(self.way.path, self.body, key=self.key, url=url)

    def assert_done_once(self, transaction: str) -> None:
        """It is booked, once, and the card has what it should have."""
        self.till.witness.wait_for("booked", transaction)
        assert self.till.witness.net() == self.way.left
        assert len(self.till.witness.bookings()) == 2


def prepare(stack: Stack, kind: str) -> Return:
    """A booked sale, and its return not asked for yet."""
    till, way = stack.take_till(), WAYS[kind]
    receipt = till.write_receipt()
    till.witness.wait_for("booked", till.post(receipt).json()["id"])
    return Return(till, way, way.write(receipt), f"{kind}-{receipt['receipt_number']}")


Cases = Mapping[tuple[str, str], tuple[Return, str]]


@pytest.fixture(scope="class")
def troubled(running_stack: Stack) -> Cases:
    """One return of each kind for each trouble, all at the same time."""
    stack = running_stack
    stack.restore()
    cases = {}
    for kind, way in WAYS.items():
        for name, trouble in {**NOT_BOOKED, **BOOKED}.items():
            case = prepare(stack, kind)
            card = case.till.place.card
            stack.simulator.trouble(**trouble, card=card, operation=way.operation)
            cases[kind, name] = case, case.post().json()["id"]
    return cases


@KINDS
class TestPaybackThat:
    @pytest.mark.parametrize("trouble", [*NOT_BOOKED, *BOOKED])
    def test_gives_no_certain_answer_is_asked_again(
        self, troubled: Cases, kind: str, trouble: str
    ) -> None:
        case, asked = troubled[kind, trouble]

        case.assert_done_once(asked)

        first, second = (call["request_digest"] for call in case.till.witness.calls(asked))
        assert first == second


@pytest.fixture(scope="class")
def victims(running_stack: Stack) -> Cases:
    """One return of each kind for every place where its worker was killed."""
    stack = running_stack
    stack.restore()
    prepared = {
        (kind, point): prepare(stack, kind)
        for kind in WAYS
        for point in (*NOTHING_ARRIVED, *MAY_HAVE_ARRIVED)
    }
    stack.kill("worker", "beat")
    stack.broker.empty()
    cases = {}
    for (kind, point), case in prepared.items():
        stack.start("worker-doomed", CRASH_POINT=point)
        cases[kind, point] = case, case.post().json()["id"]
        assert stack.wait_for_end("worker-doomed") == -signal.SIGKILL
    stack.start("worker")
    stack.start("beat")
    return cases


@KINDS
class TestWorkerKilled:
    @pytest.mark.parametrize("point", [*NOTHING_ARRIVED, *MAY_HAVE_ARRIVED])
    def test_anywhere_has_it_done_once(self, victims: Cases, kind: str, point: str) -> None:
        case, asked = victims[kind, point]

        case.assert_done_once(asked)

        calls = [call["verdict"] for call in case.till.witness.calls(asked)]
        assert calls == ["booked", "duplicate"][: 2 if point in MAY_HAVE_ARRIVED else 1]


@KINDS
class TestWebKilled:
    @pytest.mark.parametrize("point", COMMITTED)
    def test_after_the_commit_does_it_all_the_same_and_answers_the_repeat(
        self, stack: Stack, kind: str, point: str
    ) -> None:
        case = prepare(stack, kind)
        stack.start("web-doomed", CRASH_POINT=point)
        with pytest.raises(requests.ConnectionError):
            case.post(url=stack.url_of("web-doomed"))
        stack.kill("web-doomed")
        case.till.witness.end_work_time(case.key)

        repeat = case.post()

        assert repeat.status_code in {201, 202}
        case.assert_done_once(repeat.json()["id"])


@KINDS
class TestBroker:
    def test_that_is_emptied_loses_nothing(self, stack: Stack, kind: str) -> None:
        case = prepare(stack, kind)
        stack.kill("worker")
        asked = case.post().json()["id"]

        stack.broker.empty()

        stack.start("worker")
        case.assert_done_once(asked)

    def test_that_is_down_delays_it_only(self, stack: Stack, kind: str) -> None:
        case = prepare(stack, kind)
        stack.broker.kill()
        asked = case.post().json()["id"]

        stack.broker.start()

        case.assert_done_once(asked)


@KINDS
class TestUndecidedOriginal:
    def test_is_sent_first(self, stack: Stack, kind: str) -> None:
        till, way = stack.take_till(), WAYS[kind]
        stack.simulator.trouble("drop_before_booking", card=till.place.card, calls=2)
        receipt = till.write_receipt()
        sale = till.post(receipt).json()["id"]
        till.witness.wait_for_attempt(sale)
        case = Return(till, way, way.write(receipt), f"{kind}-{receipt['receipt_number']}")

        asked = case.post().json()

        assert (asked["state"], asked["reason"]["code"]) == ("held", "original_pending")
        case.assert_done_once(asked["id"])
        numbers = [booking.receipt_number[0] for booking in till.witness.bookings()]
        assert numbers == ["C", "R" if kind == "refund" else "S"]
