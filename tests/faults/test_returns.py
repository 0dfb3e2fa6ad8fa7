"""Refunds and reversals while things break: after their original, and once."""

from collections.abc import Callable, Mapping

import pytest

from tests.faults.broker import Broker
from tests.faults.cases import EVERY_RETURN, RETURNS, WAYS, Asked, Case, prepare, prepare_all
from tests.faults.stack import Stack
from tests.faults.test_payback_troubles import BOOKED, NOT_BOOKED

Cases = Mapping[tuple[str, str], Asked]
OUTAGES: Mapping[str, tuple[Callable[[Broker], None], Callable[[Broker], None]]] = {
    "down": (Broker.kill, Broker.start),
    "hanging": (Broker.hang, Broker.go_on),
}
EMPTIED = "emptied"


@pytest.fixture(scope="module")
def troubled(running_stack: Stack) -> Cases:
    """One return of each kind for each trouble, all at the same time."""
    stack = running_stack
    stack.restore()
    cases = {}
    for kind in RETURNS:
        for name, trouble in {**NOT_BOOKED, **BOOKED}.items():
            case = prepare(stack, kind)
            case.meet(stack, **trouble)
            cases[kind, name] = case, case.ask()
    return cases


@EVERY_RETURN
class TestPaybackThat:
    @pytest.mark.parametrize("trouble", [*NOT_BOOKED, *BOOKED])
    def test_gives_no_certain_answer_is_asked_again(
        self, troubled: Cases, kind: str, trouble: str
    ) -> None:
        case, asked = troubled[kind, trouble]

        case.assert_done_once(asked)

        first, second = (call["request_digest"] for call in case.till.witness.calls(asked))
        assert first == second


@pytest.fixture(scope="module")
def unheard(running_stack: Stack) -> Cases:
    """One return of each kind for each way in which its doorbell may go unheard."""
    stack = running_stack
    stack.restore()
    cases = {name: prepare_all(stack, RETURNS) for name in (*OUTAGES, EMPTIED)}
    found: dict[tuple[str, str], Asked] = {}
    for name, (begin, end) in OUTAGES.items():
        begin(stack.broker)
        found |= {(kind, name): (case, case.ask()) for kind, case in cases[name].items()}
        end(stack.broker)
    stack.kill("worker")
    found |= {(kind, EMPTIED): (case, case.ask()) for kind, case in cases[EMPTIED].items()}
    stack.broker.empty()
    stack.start("worker")
    return found


@EVERY_RETURN
class TestBroker:
    @pytest.mark.parametrize("outage", [*OUTAGES, EMPTIED])
    def test_that_hears_no_bell_costs_nothing(self, unheard: Cases, kind: str, outage: str) -> None:
        case, asked = unheard[kind, outage]

        case.assert_done_once(asked)


@pytest.mark.parametrize("kind", ["refund", "reversal"])
class TestUndecidedOriginal:
    def test_is_sent_first(self, stack: Stack, kind: str) -> None:
        till = stack.take_till()
        stack.simulator.trouble("drop_before_booking", card=till.place.card, calls=2)
        receipt = till.write_receipt()
        sale = till.post(receipt).json()["id"]
        till.witness.wait_for_attempt(sale)
        case = Case(kind, till, WAYS[kind].write(receipt))

        asked = case.post().json()

        assert (asked["state"], asked["reason"]["code"]) == ("held", "original_pending")
        case.assert_done_once(asked["id"])
        numbers = [booking.receipt_number[0] for booking in till.witness.bookings()]
        assert numbers == ["C", "R" if kind == "refund" else "S"]
