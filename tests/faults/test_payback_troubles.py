"""PAYBACK answers badly, late or not at all; the sale is booked, once."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once
from tests.faults.witness import POINTS

CLIENT_PATIENCE_SECONDS = 10.0
LONG_LEASE_SECONDS = "15"

NOT_BOOKED: Mapping[str, dict[str, Any]] = {
    "closes before booking": {"trouble": "drop_before_booking"},
    "resets before booking": {"trouble": "drop_before_booking", "how": "reset"},
    "answers 500 before booking": {"trouble": "http_500", "when": "before"},
    "answers garbage before booking": {"trouble": "garbage", "when": "before"},
    "answers a soap fault before booking": {"trouble": "soap_fault", "when": "before"},
    "answers that something failed": {"trouble": "fault_message", "code": "LMS_00002"},
}
BOOKED: Mapping[str, dict[str, Any]] = {
    "closes after booking": {"trouble": "drop_after_booking"},
    "resets after booking": {"trouble": "drop_after_booking", "how": "reset"},
    "answers 500 after booking": {"trouble": "http_500", "when": "after"},
    "answers garbage after booking": {"trouble": "garbage", "when": "after"},
    "answers a soap fault after booking": {"trouble": "soap_fault", "when": "after"},
    "cuts the answer": {"trouble": "cut_answer"},
}
HARMLESS: Mapping[str, dict[str, Any]] = {
    "is slow": {"trouble": "delay", "seconds": 1.0},
    "closes after the answer": {"trouble": "close_after_request"},
}
LATE: Mapping[str, dict[str, Any]] = {
    "books at once": {"trouble": "delay", "seconds": 11.0, "when": "after"},
    "books while nobody asks": {"trouble": "delay", "seconds": 11.0, "when": "before"},
    "books after the repeat": {"trouble": "delay", "seconds": 17.0, "when": "before"},
}

Sales = Mapping[str, tuple[Till, str]]


def sell_in(stack: Stack, troubles: Mapping[str, dict[str, Any]]) -> Sales:
    """One sale for each trouble, at a place and with a card of its own, all at the same time."""
    sales = {}
    for name, trouble in troubles.items():
        till = stack.take_till()
        stack.simulator.trouble(**trouble, card=till.place.card)
        sales[name] = till, till.sell()
    for till, sale in sales.values():
        till.witness.wait_for("booked", sale)
    return sales


@pytest.fixture(scope="class")
def sales(running_stack: Stack) -> Sales:
    """One sale for each trouble, booked by now."""
    running_stack.restore()
    return sell_in(running_stack, {**NOT_BOOKED, **BOOKED, **HARMLESS})


@pytest.fixture(scope="class")
def late_sales(running_stack: Stack) -> Sales:
    """One sale for each way of being late, booked by now, and PAYBACK done with all of them."""
    stack = running_stack
    stack.restore()
    stack.kill("worker")
    stack.start("worker", LEASE_SECONDS=LONG_LEASE_SECONDS)
    sales = sell_in(stack, LATE)
    stack.wait_for_quiet_simulator()
    return sales


class TestPaybackThat:
    @pytest.mark.parametrize("trouble", NOT_BOOKED)
    def test_does_not_book_is_asked_again(self, sales: Sales, trouble: str) -> None:
        till, sale = sales[trouble]

        assert_booked_once(till, sale)
        assert till.witness.attempts(sale) == ["unknown", "booked"]

    @pytest.mark.parametrize("trouble", BOOKED)
    def test_books_and_does_not_say_so_is_asked_again(self, sales: Sales, trouble: str) -> None:
        till, sale = sales[trouble]

        assert_booked_once(till, sale, points=None)
        assert till.witness.attempts(sale) == ["unknown", "duplicate"]

    @pytest.mark.parametrize("trouble", HARMLESS)
    def test_is_only_odd_is_asked_once(self, sales: Sales, trouble: str) -> None:
        till, sale = sales[trouble]

        assert_booked_once(till, sale)
        assert till.witness.attempts(sale) == ["booked"]

    @pytest.mark.parametrize("trouble", [*NOT_BOOKED, *BOOKED])
    def test_is_asked_again_hears_the_same_bytes(self, sales: Sales, trouble: str) -> None:
        till, sale = sales[trouble]

        first, second = (call["request_digest"] for call in till.witness.calls(sale))
        assert first == second


class TestPaybackBeyondOurPatience:
    @pytest.mark.parametrize(
        ("lateness", "points"),
        [
            ("books at once", None),
            ("books while nobody asks", None),
            ("books after the repeat", POINTS),
        ],
    )
    def test_has_booked_once_in_the_end(
        self, late_sales: Sales, lateness: str, points: int | None
    ) -> None:
        till, sale = late_sales[lateness]

        assert_booked_once(till, sale, points=points)
        assert till.witness.attempts(sale)[0] == "unknown"
        assert till.witness.longest_call(sale) >= CLIENT_PATIENCE_SECONDS


class TestUnreachablePayback:
    def test_that_refuses_a_connection_is_asked_again(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("refuse_connection")

        sale = till.sell()

        till.witness.wait_for("booked", sale)
        assert_booked_once(till, sale)

    def test_that_is_gone_gets_everything_when_it_is_back(self, stack: Stack, till: Till) -> None:
        stack.simulator.kill()
        sales = [till.sell() for _ in range(3)]
        for sale in sales:
            till.witness.wait_for_attempt(sale)

        stack.simulator.start()

        till.witness.wait_for("booked", *sales)
        assert_booked_once(till, *sales)
        assert till.witness.attempts(sales[0])[0] == "not_sent"
