"""Machines whose clocks are apart; the database's clock is the one that counts."""

from pathlib import Path

from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once

SHIFTED_CLOCK = """
import datetime, os, time_machine
shift = datetime.timedelta(seconds=int(os.environ["CLOCK_SHIFT_SECONDS"]))
time_machine.travel(datetime.datetime.now(datetime.UTC) + shift, tick=True).start()
"""
BEHIND, AHEAD = "-240", "240"


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

    def test_of_a_web_server_that_is_ahead_delays_no_sale(
        self, stack: Stack, till: Till, tmp_path: Path
    ) -> None:
        stack.start("web-ahead", **shift_clock(tmp_path, AHEAD))

        sale = till.sell(url=stack.url_of("web-ahead"))

        till.witness.wait_for("booked", sale)
        assert_booked_once(till, sale)
