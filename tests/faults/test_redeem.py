"""Paying with points while things break: booked or undone, never twice, never without the till."""

import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.faults.broker import Broker
from tests.faults.paying import POINTS, redeem, take_payer, write_redemption
from tests.faults.stack import Stack
from tests.faults.test_payback_troubles import BOOKED, NOT_BOOKED
from tests.faults.till import Till

REDEMPTION = "ProcessDirectRedemptionEvent"
LATE: Mapping[str, dict[str, Any]] = {
    "books after our patience": {"trouble": "delay", "seconds": 4.0, "when": "before"},
    "answers after our patience": {"trouble": "delay", "seconds": 4.0, "when": "after"},
}

Ends = Mapping[str, tuple[Till, str]]


def count_redemptions(till: Till, sale: str) -> int:
    """How many calls of that redemption PAYBACK received."""
    return sum(call["operation"] == REDEMPTION for call in till.witness.calls(sale))


@pytest.fixture(scope="class")
def troubled(running_stack: Stack) -> Ends:
    """A redemption for each trouble PAYBACK can make, all at the same time."""
    stack = running_stack
    stack.restore()
    troubles = {**NOT_BOOKED, **BOOKED, **LATE}
    tills = {name: take_payer(stack) for name in troubles}
    for name, trouble in troubles.items():
        card = tills[name].place.card
        stack.simulator.trouble(**trouble, card=card, operation=REDEMPTION)
    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(redeem, tills.values()))
    assert {answer.json()["outcome"] for answer in answers} == {"unknown"}
    sales = [answer.json()["id"] for answer in answers]
    return dict(zip(tills, zip(tills.values(), sales, strict=True), strict=True))


class TestPaybackThat:
    @pytest.mark.parametrize("trouble", [*NOT_BOOKED, *BOOKED, *LATE])
    def test_gives_no_certain_answer_has_it_undone(self, troubled: Ends, trouble: str) -> None:
        till, sale = troubled[trouble]

        till.witness.wait_for("reversed", sale)

        assert till.witness.net() == 0
        assert count_redemptions(till, sale) == 1

    def test_cannot_be_reached_is_never_asked(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.simulator.kill()

        told = redeem(till).json()

        stack.simulator.start()
        assert (told["outcome"], told["state"]) == ("refused", "cancelled")
        assert till.witness.attempts(told["id"]) == ["not_sent"]

    def test_rejects_our_credentials_is_asked_once(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.simulator.trouble("credentials_rejected", card=till.place.card)

        told = redeem(till).json()

        assert (told["outcome"], told["reason"]["code"]) == ("refused", "credentials")
        assert count_redemptions(till, told["id"]) == 1

    def test_refuses_the_pin_is_asked_once(self, stack: Stack) -> None:
        till = take_payer(stack)

        told = redeem(till, write_redemption(till, pin="0000")).json()

        assert told["outcome"] == "refused"
        assert count_redemptions(till, told["id"]) == 1
        assert till.witness.net() == 0


class TestTill:
    def test_that_posts_five_times_at_once_pays_once(self, stack: Stack) -> None:
        till = take_payer(stack)
        body = write_redemption(till)

        with ThreadPoolExecutor(max_workers=5) as pool:
            answers = list(pool.map(lambda _time: redeem(till, body), range(5)))

        assert {answer.status_code for answer in answers} <= {201, 409}
        assert till.witness.net() == -POINTS

    def test_that_posts_again_later_hears_the_first_answer(self, stack: Stack) -> None:
        till = take_payer(stack)
        body = write_redemption(till)
        first = redeem(till, body)

        again = redeem(till, body)

        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert count_redemptions(till, first.json()["id"]) == 1
        assert till.witness.net() == -POINTS

    def test_that_asks_for_other_points_on_the_same_receipt_is_refused(self, stack: Stack) -> None:
        till = take_payer(stack)
        body = write_redemption(till)
        redeem(till, body)

        other = redeem(till.neighbour(), {**body, "points": POINTS + 500})

        assert (other.status_code, other.json()["code"]) == (409, "receipt_reused")
        assert till.witness.net() == -POINTS

    def test_that_confirms_keeps_the_redemption(self, stack: Stack) -> None:
        till = take_payer(stack)
        sale = redeem(till).json()["id"]
        till.ask(f"redemptions/{sale}/confirm", {})

        till.witness.end_confirm_time(sale)
        other = redeem(till).json()["id"]
        till.witness.end_confirm_time(other)

        till.witness.wait_for("reversed", other)
        assert till.witness.row(sale)["state"] == "booked"
        assert till.witness.net() == -POINTS


class TestOutage:
    @pytest.mark.parametrize("begin", [Broker.kill, Broker.hang], ids=["down", "hanging"])
    def test_of_the_broker_keeps_nobody_from_paying(
        self, stack: Stack, begin: Callable[[Broker], None]
    ) -> None:
        till = take_payer(stack)
        begin(stack.broker)

        told = redeem(till).json()

        assert told["outcome"] == "booked"

    def test_of_the_workers_keeps_nobody_from_paying(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.kill("worker", "beat")

        told = redeem(till).json()

        assert told["outcome"] == "booked"

    def test_of_the_worker_delays_the_undoing_only(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.simulator.trouble("drop_after_booking", card=till.place.card)
        sale = redeem(till).json()["id"]
        stack.signal("worker", signal.SIGKILL)
        stack.wait_for_end("worker")

        stack.start("worker")

        till.witness.wait_for("reversed", sale)
        assert till.witness.net() == 0
