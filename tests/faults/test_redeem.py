"""Paying with points while things break: booked or undone, never twice, never without the till."""

import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.faults.paying import POINTS, redeem, take_payer, write_redemption
from tests.faults.stack import Stack
from tests.faults.test_payback_troubles import BOOKED, NOT_BOOKED
from tests.faults.till import Till

REDEMPTION = "ProcessDirectRedemptionEvent"
NOT_COMMITTED = ("before_insert", "after_insert")
NOT_STARTED = ("after_commit", "after_claim")
NOTHING_ARRIVED = ("after_started", "before_first_byte")
MAY_HAVE_ARRIVED = ("after_last_byte", "after_answer", "before_record")
ANSWER_LOST = ("after_record", "before_answer")
LATE: Mapping[str, dict[str, Any]] = {
    "books after our patience": {"trouble": "delay", "seconds": 4.0, "when": "before"},
    "answers after our patience": {"trouble": "delay", "seconds": 4.0, "when": "after"},
}

Ends = Mapping[str, tuple[Till, str]]


def count_redemptions(till: Till, sale: str) -> int:
    """How many calls of that redemption PAYBACK received."""
    return sum(call["operation"] == REDEMPTION for call in till.witness.calls(sale))


@pytest.fixture(scope="class")
def victims(running_stack: Stack) -> Mapping[str, tuple[Till, list[str]]]:
    """A redemption for every place where its web server was killed."""
    stack = running_stack
    stack.restore()
    points = (*NOT_COMMITTED, *NOT_STARTED, *NOTHING_ARRIVED, *MAY_HAVE_ARRIVED, *ANSWER_LOST)
    return {point: kill_at(stack, point) for point in points}


def kill_at(stack: Stack, point: str) -> tuple[Till, list[str]]:
    """The till, and the transactions that its redemption left."""
    till = take_payer(stack)
    body = write_redemption(till)
    stack.start("web-doomed", CRASH_POINT=point)
    with pytest.raises(requests.ConnectionError):
        redeem(till, body, url=stack.url_of("web-doomed"))
    stack.kill("web-doomed")
    return till, till.witness.list_sales(body["receipt_number"])


class TestWebKilled:
    @pytest.mark.parametrize("point", NOT_COMMITTED)
    def test_before_the_commit_leaves_nothing(
        self, victims: Mapping[str, tuple[Till, list[str]]], point: str
    ) -> None:
        till, sales = victims[point]

        assert (sales, till.witness.bookings()) == ([], [])

    @pytest.mark.parametrize("point", NOT_STARTED)
    def test_before_the_call_has_it_cancelled_and_never_sent(
        self, victims: Mapping[str, tuple[Till, list[str]]], point: str
    ) -> None:
        till, (sale,) = victims[point]

        till.witness.wait_for("cancelled", sale)

        assert till.witness.calls(sale) == []

    @pytest.mark.parametrize("point", [*NOTHING_ARRIVED, *MAY_HAVE_ARRIVED])
    def test_in_the_call_has_it_undone(
        self, victims: Mapping[str, tuple[Till, list[str]]], point: str
    ) -> None:
        till, (sale,) = victims[point]

        till.witness.wait_for("reversed", sale)

        assert till.witness.net() == 0
        assert count_redemptions(till, sale) == (point in MAY_HAVE_ARRIVED)

    @pytest.mark.parametrize("point", ANSWER_LOST)
    def test_after_the_record_has_it_undone_for_want_of_a_confirmation(
        self, victims: Mapping[str, tuple[Till, list[str]]], point: str
    ) -> None:
        till, (sale,) = victims[point]
        assert till.witness.row(sale)["state"] == "booked"

        till.witness.end_confirm_time(sale)

        till.witness.wait_for("reversed", sale)
        assert till.witness.net() == 0


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
    def test_of_the_broker_keeps_nobody_from_paying(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.broker.kill()

        told = redeem(till).json()

        assert told["outcome"] == "booked"

    def test_of_the_workers_keeps_nobody_from_paying(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.kill("worker", "beat")

        told = redeem(till).json()

        assert told["outcome"] == "booked"

    def test_of_the_database_lets_nothing_reach_payback(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.database.shut_out()

        answer = redeem(till)

        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert till.witness.bookings() == []

    def test_of_the_worker_delays_the_undoing_only(self, stack: Stack) -> None:
        till = take_payer(stack)
        stack.simulator.trouble("drop_after_booking", card=till.place.card)
        sale = redeem(till).json()["id"]
        stack.signal("worker", signal.SIGKILL)
        stack.wait_for_end("worker")

        stack.start("worker")

        till.witness.wait_for("reversed", sale)
        assert till.witness.net() == 0
