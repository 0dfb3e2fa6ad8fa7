"""More than one worker: whoever is late finds the row moved on."""

import signal
from collections.abc import Mapping

import pytest

from tests.faults.cases import EVERY_KIND, Asked, prepare_all
from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once
from tests.faults.waiting import wait_until

SALES = 10
RINGS = 8
SLOW_SECONDS = 1.0


@pytest.fixture(scope="class")
def rung(running_stack: Stack) -> tuple[Mapping[str, Asked], Till, list[str]]:
    """One of each kind and a till's sales, of which two workers heard eight times as many bells."""
    stack = running_stack
    stack.restore()
    till = stack.take_till()
    cases = prepare_all(stack)
    stack.kill("worker")
    asked = {kind: (case, case.ask()) for kind, case in cases.items()}
    sales = [till.sell() for _ in range(SALES)]
    stack.broker.multiply_messages(RINGS)
    stack.start("worker")
    stack.start("worker-second")
    till.witness.wait_for("booked", *sales)
    wait_until(lambda: not stack.broker.count_messages(), seconds=20, what="all bells rung")
    return asked, till, sales


class TestTwoWorkers:
    def test_send_every_sale_of_a_till_once_however_often_the_bell_rings(
        self, rung: tuple[Mapping[str, Asked], Till, list[str]]
    ) -> None:
        _cases, till, sales = rung

        assert_booked_once(till, *sales)
        assert [len(till.witness.calls(sale)) for sale in sales] == [1] * SALES

    @EVERY_KIND
    def test_send_every_kind_once_however_often_the_bell_rings(
        self, rung: tuple[Mapping[str, Asked], Till, list[str]], kind: str
    ) -> None:
        case, asked = rung[0][kind]

        case.assert_done_once(asked)
        assert case.verdicts(asked) == ["booked"]


class TestLateWorker:
    def test_leaves_the_state_alone_and_logs_its_attempt(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("delay", card=till.place.card, seconds=SLOW_SECONDS)
        sale = till.sell()
        till.witness.wait_for_call(sale)
        stack.signal("worker", signal.SIGSTOP)
        stack.start("worker-second")
        till.witness.wait_for("booked", sale)
        before = till.witness.row(sale)

        stack.signal("worker", signal.SIGCONT)

        stack.wait_for_words("worker", "late_worker")
        assert till.witness.row(sale) == before
        assert till.witness.attempts(sale) == ["worker_lost", "duplicate", "booked"]
        assert_booked_once(till, sale, points=None)
