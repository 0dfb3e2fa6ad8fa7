"""A worker dies by `kill -9` at every place of its way; the sale is booked, once."""

import signal
from collections.abc import Mapping

import pytest

from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once

NOTHING_ARRIVED = ("after_claim", "after_started", "before_first_byte")
MAY_HAVE_ARRIVED = ("after_last_byte", "after_answer", "before_record")
RECORDED = "after_record"
WHILE_PAYBACK_WORKS = "while_payback_works"
SLOW_SECONDS = 1.5

Victims = Mapping[str, tuple[Till, str]]


@pytest.fixture(scope="class")
def victims(running_stack: Stack) -> Victims:
    """A sale for every place where its worker was killed, each of them booked by now.

    Without beat nobody takes up a row before all the others have met their end.
    """
    stack = running_stack
    stack.restore()
    stack.kill("worker", "beat")
    stack.broker.empty()
    found = {
        point: kill_at(stack, point) for point in (*NOTHING_ARRIVED, *MAY_HAVE_ARRIVED, RECORDED)
    }
    found[WHILE_PAYBACK_WORKS] = kill_in_the_middle(stack)
    stack.start("worker")
    stack.start("beat")
    for till, sale in found.values():
        till.witness.wait_for("booked", sale)
    return found


def kill_at(stack: Stack, point: str) -> tuple[Till, str]:
    """A sale whose worker killed itself when it reached `point`."""
    till = stack.take_till()
    stack.start("worker-doomed", CRASH_POINT=point)
    sale = till.sell()
    assert stack.wait_for_end("worker-doomed") == -signal.SIGKILL
    return till, sale


def kill_in_the_middle(stack: Stack) -> tuple[Till, str]:
    """A sale whose worker was killed from outside while PAYBACK took its time."""
    till = stack.take_till()
    stack.simulator.trouble("delay", card=till.place.card, seconds=SLOW_SECONDS, when="before")
    stack.start("worker-doomed")
    sale = till.sell()
    till.witness.wait_for_call(sale)
    stack.kill("worker-doomed")
    return till, sale


class TestWorkerKilled:
    @pytest.mark.parametrize("point", NOTHING_ARRIVED)
    def test_before_the_call_has_its_row_sent_once(self, victims: Victims, point: str) -> None:
        till, sale = victims[point]

        assert_booked_once(till, sale)
        assert [call["verdict"] for call in till.witness.calls(sale)] == ["booked"]

    @pytest.mark.parametrize("point", [*MAY_HAVE_ARRIVED, WHILE_PAYBACK_WORKS])
    def test_after_the_call_has_its_row_cleared_up(self, victims: Victims, point: str) -> None:
        till, sale = victims[point]

        assert_booked_once(till, sale, points=None)
        assert [call["verdict"] for call in till.witness.calls(sale)] == ["booked", "duplicate"]
        assert till.witness.attempts(sale) == ["worker_lost", "duplicate"]

    @pytest.mark.parametrize("point", [*MAY_HAVE_ARRIVED, WHILE_PAYBACK_WORKS])
    def test_after_the_call_has_the_same_bytes_sent_again(
        self, victims: Victims, point: str
    ) -> None:
        till, sale = victims[point]

        first, second = (call["request_digest"] for call in till.witness.calls(sale))
        assert first == second

    @pytest.mark.parametrize("point", [*MAY_HAVE_ARRIVED, WHILE_PAYBACK_WORKS])
    def test_after_the_call_lets_no_receipt_say_0_points(
        self, victims: Victims, point: str
    ) -> None:
        till, sale = victims[point]

        printed = till.read(sale)["receipt_lines"]

        assert printed[1:] == ["Punkte gutgeschrieben"]

    def test_after_recording_changes_nothing(self, victims: Victims) -> None:
        till, sale = victims[RECORDED]

        assert_booked_once(till, sale)
        assert till.witness.attempts(sale) == ["booked"]


class TestWorkerToldToEnd:
    def test_finishes_its_call_first(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("delay", card=till.place.card, seconds=SLOW_SECONDS)
        sale = till.sell()
        till.witness.wait_for_call(sale)

        stack.signal("worker", signal.SIGTERM)

        assert stack.wait_for_end("worker") == 0
        assert_booked_once(till, sale)
        assert till.witness.attempts(sale) == ["booked"]
