"""Machines whose clocks are apart; the database's clock is the one that counts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.faults.cases import EVERY_KIND, Asked, prepare, prepare_all
from tests.faults.paying import redeem, take_payer, write_redemption
from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once

SHIFTED_CLOCK = """
import datetime, os, time_machine
shift = datetime.timedelta(seconds=int(os.environ["CLOCK_SHIFT_SECONDS"]))
time_machine.travel(datetime.datetime.now(datetime.UTC) + shift, tick=True).start()
"""
BEHIND, AHEAD = "-240", "240"
WRONG = (timedelta(days=-8), timedelta(minutes=15))


def write_moment(shift: timedelta) -> str:
    """What a clock shows that is wrong by so much."""
    return (datetime.now(UTC) + shift).isoformat(timespec="seconds")


def shift_clock(folder: Path, seconds: str) -> dict[str, str]:
    """The environment of a Python process whose clock is so many seconds ahead."""
    (folder / "sitecustomize.py").write_text(SHIFTED_CLOCK)
    return {"PYTHONPATH": str(folder), "CLOCK_SHIFT_SECONDS": seconds}


class TestClock:
    def test_of_beat_that_is_behind_does_not_end_the_sweeping(
        self, stack: Stack, till: Till, tmp_path: Path
    ) -> None:
        stack.kill("worker", "beat")
        sale = till.sell()
        stack.broker.empty()
        stack.start("beat", **shift_clock(tmp_path, BEHIND))

        stack.start("worker")

        till.witness.wait_for("booked", sale)
        assert_booked_once(till, sale)

    def test_of_a_beat_that_was_ahead_leaves_nothing_behind(
        self, stack: Stack, till: Till, tmp_path: Path
    ) -> None:
        stack.kill("worker", "beat")
        stack.broker.empty()
        stack.start("beat", **shift_clock(tmp_path, AHEAD))
        stack.broker.wait_for_message()
        stack.kill("beat")
        sale = till.sell()
        stack.broker.empty()

        stack.start("beat")

        stack.start("worker")
        till.witness.wait_for("booked", sale)
        assert_booked_once(till, sale)


@pytest.fixture(scope="class")
def answered_ahead(
    running_stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Mapping[str, Asked], Mapping[str, Any]]:
    """One of each kind, asked of a web server whose clock is ahead, and what a payer heard."""
    stack = running_stack
    stack.restore()
    cases, payer = prepare_all(stack), take_payer(stack)
    stack.start("web-ahead", **shift_clock(tmp_path_factory.mktemp("ahead"), AHEAD))
    url = stack.url_of("web-ahead")
    asked = {kind: (case, case.ask(url=url)) for kind, case in cases.items()}
    return asked, redeem(payer, url=url).json()


class TestClockOfTheWebServer:
    @EVERY_KIND
    def test_that_is_ahead_delays_nothing(
        self, answered_ahead: tuple[Mapping[str, Asked], Mapping[str, Any]], kind: str
    ) -> None:
        case, asked = answered_ahead[0][kind]

        case.assert_done_once(asked)

    def test_that_is_ahead_keeps_nobody_from_paying(
        self, answered_ahead: tuple[Mapping[str, Asked], Mapping[str, Any]]
    ) -> None:
        assert answered_ahead[1]["outcome"] == "booked"


class TestClockOfTheTill:
    @pytest.mark.parametrize("kind", ["collect", "refund"])
    @pytest.mark.parametrize("wrong", WRONG, ids=["behind", "ahead"])
    def test_that_is_wrong_leaves_it_to_a_person(
        self, stack: Stack, kind: str, wrong: timedelta
    ) -> None:
        case = prepare(stack, kind)

        asked = case.change(occurred_at=write_moment(wrong)).ask()

        told = case.till.read(asked)
        assert (told["state"], told["reason"]["code"]) == ("attention", "clock")
        assert case.verdicts(asked) == []

    @pytest.mark.parametrize("kind", ["reversal", "undo"])
    def test_that_is_wrong_keeps_nothing_from_being_undone(self, stack: Stack, kind: str) -> None:
        case = prepare(stack, kind)

        asked = case.change(occurred_at=write_moment(WRONG[0])).ask()

        case.assert_done_once(asked)

    def test_that_is_wrong_lets_nobody_pay(self, stack: Stack) -> None:
        till = take_payer(stack)

        told = redeem(till, write_redemption(till, occurred_at=write_moment(WRONG[0]))).json()

        assert (told["outcome"], told["reason"]["code"]) == ("refused", "clock")
        assert till.witness.bookings() == []
