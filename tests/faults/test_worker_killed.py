"""A worker dies by `kill -9` at every place of its way; everything it sends is booked, once."""

import signal
from collections.abc import Mapping

import pytest

from tests.faults.cases import EVERY_KIND, Asked, prepare_all
from tests.faults.processes import wait_for_deaths
from tests.faults.stack import DOOMED_CHILDREN, DOOMED_WORKER, Stack
from tests.faults.till import Till, assert_booked_once

NOTHING_ARRIVED = ("after_claim", "after_started", "before_first_byte")
MAY_HAVE_ARRIVED = ("after_last_byte", "after_answer", "before_record")
RECORDED = "after_record"
WHILE_PAYBACK_WORKS = "while_payback_works"
SLOW_SECONDS = 1.5

Victims = Mapping[tuple[str, str], Asked]


@pytest.fixture(scope="module")
def victims(running_stack: Stack) -> Victims:
    """One of each kind for every place where its worker was killed, all of them booked by now.

    Without beat nobody takes up a row before all the others have met their end.
    """
    stack = running_stack
    stack.restore()
    points = (*NOTHING_ARRIVED, *MAY_HAVE_ARRIVED, RECORDED)
    cases = {point: prepare_all(stack) for point in (*points, WHILE_PAYBACK_WORKS)}
    stack.kill("worker", "beat")
    stack.broker.empty()
    found: dict[tuple[str, str], Asked] = {}
    for point in points:
        stack.start(DOOMED_WORKER, CRASH_POINT=point)
        doomed = stack.wait_for_children(DOOMED_WORKER, DOOMED_CHILDREN)
        found |= {(kind, point): (case, case.ask()) for kind, case in cases[point].items()}
        wait_for_deaths(doomed)
        stack.kill(DOOMED_WORKER)
    stack.start("worker-slow")
    for kind, case in cases[WHILE_PAYBACK_WORKS].items():
        case.meet(stack, "delay", seconds=SLOW_SECONDS, when="before")
        found[kind, WHILE_PAYBACK_WORKS] = case, case.ask()
        case.till.witness.wait_for_call(found[kind, WHILE_PAYBACK_WORKS][1])
    stack.kill("worker-slow")
    stack.start("worker")
    stack.start("beat")
    for case, asked in found.values():
        case.till.witness.wait_for("booked", asked)
    return found


class TestWorkerKilled:
    @EVERY_KIND
    @pytest.mark.parametrize("point", NOTHING_ARRIVED)
    def test_before_the_call_has_its_row_sent_once(
        self, victims: Victims, kind: str, point: str
    ) -> None:
        case, asked = victims[kind, point]

        case.assert_done_once(asked)
        assert case.verdicts(asked) == ["booked"]

    @EVERY_KIND
    @pytest.mark.parametrize("point", [*MAY_HAVE_ARRIVED, WHILE_PAYBACK_WORKS])
    def test_after_the_call_has_its_row_cleared_up(
        self, victims: Victims, kind: str, point: str
    ) -> None:
        case, asked = victims[kind, point]

        case.assert_done_once(asked)
        assert case.verdicts(asked) == ["booked", "duplicate"]
        assert case.till.witness.attempts(asked) == ["worker_lost", "duplicate"]

    @EVERY_KIND
    @pytest.mark.parametrize("point", [*MAY_HAVE_ARRIVED, WHILE_PAYBACK_WORKS])
    def test_after_the_call_has_the_same_bytes_sent_again(
        self, victims: Victims, kind: str, point: str
    ) -> None:
        case, asked = victims[kind, point]

        first, second = (call["request_digest"] for call in case.till.witness.calls(asked))
        assert first == second

    @pytest.mark.parametrize("point", [*MAY_HAVE_ARRIVED, WHILE_PAYBACK_WORKS])
    def test_after_the_call_lets_no_receipt_say_0_points(
        self, victims: Victims, point: str
    ) -> None:
        case, sale = victims["collect", point]

        told = case.till.read(sale)

        assert told["receipt_lines"][1:] == ["Punkte gutgeschrieben"]
        assert_booked_once(case.till, sale, points=None)

    @EVERY_KIND
    def test_after_recording_changes_nothing(self, victims: Victims, kind: str) -> None:
        case, asked = victims[kind, RECORDED]

        case.assert_done_once(asked)
        assert case.till.witness.attempts(asked) == ["booked"]


class TestWorkerToldToEnd:
    def test_finishes_its_call_first(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("delay", card=till.place.card, seconds=SLOW_SECONDS)
        sale = till.sell()
        till.witness.wait_for_call(sale)

        stack.signal("worker", signal.SIGTERM)

        assert stack.wait_for_end("worker") == 0
        assert_booked_once(till, sale)
        assert till.witness.attempts(sale) == ["booked"]
