"""PAYBACK answers badly, late or not at all; the sale is booked, once."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.faults.cases import EVERY_RETURN, RETURNS, Asked, prepare, prepare_all
from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once
from tests.faults.witness import POINTS

CLIENT_PATIENCE_SECONDS = 10.0
LONG_LEASE_SECONDS = "15"
MEMBER_UNKNOWN = "LMS_00003"
COUPON_REJECTED = "SIM_00005"

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
Returns = Mapping[tuple[str, str], Asked]


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
def late(running_stack: Stack) -> tuple[Sales, Returns]:
    """One of each kind for each way of being late, and PAYBACK done with all of them."""
    stack = running_stack
    stack.restore()
    stack.kill("worker")
    stack.start("worker", LEASE_SECONDS=LONG_LEASE_SECONDS)
    cases = {name: prepare_all(stack, RETURNS) for name in LATE}
    returns: dict[tuple[str, str], Asked] = {}
    for name, trouble in LATE.items():
        for kind, case in cases[name].items():
            case.meet(stack, **trouble)
            returns[kind, name] = case, case.ask()
    sales = sell_in(stack, LATE)
    stack.wait_for_quiet_simulator()
    return sales, returns


@pytest.fixture(scope="class")
def late_sales(late: tuple[Sales, Returns]) -> Sales:
    """The sales of `late`."""
    return late[0]


@pytest.fixture(scope="class")
def late_returns(late: tuple[Sales, Returns]) -> Returns:
    """The refunds and reversals of `late`."""
    return late[1]


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

    @EVERY_RETURN
    @pytest.mark.parametrize("lateness", LATE)
    def test_has_taken_back_once_in_the_end(
        self, late_returns: Returns, kind: str, lateness: str
    ) -> None:
        case, asked = late_returns[kind, lateness]

        case.assert_done_once(asked)
        assert case.till.witness.attempts(asked)[0] == "unknown"
        assert case.till.witness.longest_call(asked) >= CLIENT_PATIENCE_SECONDS


class TestPaybackThatRefuses:
    @pytest.mark.parametrize("kind", ["collect", "refund"])
    def test_is_asked_once_and_the_cashier_is_told_why(self, stack: Stack, kind: str) -> None:
        case = prepare(stack, kind)
        case.meet(stack, "fault_message", code=MEMBER_UNKNOWN)
        asked = case.ask()

        case.till.witness.wait_for("refused", asked)

        told = case.till.read(asked)
        assert (told["outcome"], told["reason"]["code"]) == ("refused", MEMBER_UNKNOWN)
        assert "PAYBACK kennt diese Karte nicht" in told["reason"]["message"]
        assert case.verdicts(asked) == ["refused"]
        assert len(case.till.witness.bookings()) == case.way.bookings - 1

    @pytest.mark.parametrize("kind", ["reversal", "undo"])
    def test_an_undoing_is_asked_until_it_agrees(self, stack: Stack, kind: str) -> None:
        case = prepare(stack, kind)
        case.meet(stack, "fault_message", code=MEMBER_UNKNOWN, calls=2)

        asked = case.ask()

        case.assert_done_once(asked)
        assert case.verdicts(asked) == ["refused", "refused", "booked"]

    def test_a_coupon_only_leaves_the_sale_to_a_person(self, stack: Stack) -> None:
        case = prepare(stack, "collect")
        case.meet(stack, "fault_message", code=COUPON_REJECTED)
        asked = case.change(coupons=["DEMO-USED"]).ask()

        case.till.witness.wait_for("attention", asked)

        told = case.till.read(asked)
        assert (told["outcome"], told["reason"]["code"]) == ("unknown", "coupon")
        assert case.verdicts(asked) == ["refused"]


@pytest.fixture(scope="class")
def gone(running_stack: Stack) -> tuple[Till, list[str], Mapping[str, Asked]]:
    """Three sales of a till and one return of each kind, asked for while PAYBACK was gone."""
    stack = running_stack
    stack.restore()
    till = stack.take_till()
    cases = prepare_all(stack, RETURNS)
    stack.simulator.kill()
    sales = [till.sell() for _ in range(3)]
    returns = {kind: (case, case.ask()) for kind, case in cases.items()}
    for sale in sales:
        till.witness.wait_for_attempt(sale)
    for case, asked in returns.values():
        case.till.witness.wait_for_attempt(asked)
    stack.simulator.start()
    till.witness.wait_for("booked", *sales)
    return till, sales, returns


class TestUnreachablePayback:
    def test_that_refuses_a_connection_is_asked_again(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("refuse_connection")

        sale = till.sell()

        till.witness.wait_for("booked", sale)
        assert_booked_once(till, sale)

    def test_that_is_gone_gets_every_sale_when_it_is_back(
        self, gone: tuple[Till, list[str], Mapping[str, Asked]]
    ) -> None:
        till, sales, _returns = gone

        assert_booked_once(till, *sales)
        assert till.witness.attempts(sales[0])[0] == "not_sent"

    @EVERY_RETURN
    def test_that_is_gone_gets_every_return_when_it_is_back(
        self, gone: tuple[Till, list[str], Mapping[str, Asked]], kind: str
    ) -> None:
        case, asked = gone[2][kind]

        case.assert_done_once(asked)
        assert case.till.witness.attempts(asked)[0] == "not_sent"
