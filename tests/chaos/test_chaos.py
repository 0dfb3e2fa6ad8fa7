"""The short form of the chaos run; `make chaos` has the long one."""

from pathlib import Path

import pytest

from tests.chaos.plan import Plan
from tests.chaos.run import Result, run_chaos
from tests.faults.stack import Stack

PLAN = Plan(
    seed=20261126,
    transactions=500,
    blows=26,
    empty_seconds=5.0,
    doomed_at=("after_insert", "after_commit", "before_answer"),
)
pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What 500 transactions came to."""
    folder: Path = tmp_path_factory.mktemp("chaos")
    with Stack(folder, preloads=True) as stack:
        return run_chaos(stack, PLAN, stop_database=lambda: None)


class TestChaos:
    def test_leaves_nothing_lost_doubled_or_otherwise_wrong(self, result: Result) -> None:
        assert result.has_no_difference, result.write()
        assert "undecided: 0" in result.checked, result.write()

    def test_keeps_every_promise_to_a_till(self, result: Result) -> None:
        assert result.broken == [], result.write()

    def test_was_worth_the_name(self, result: Result) -> None:
        assert result.kills >= 20
        assert result.struck["broker"] >= 1
        assert result.struck["empty"] >= 1
        assert result.asked >= 500
