"""Hypothesis drives till, workers, faults and time against a small model of the rules.

`make thorough` is the long form: 2,000 runs of 50 steps.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.house import House
from tests.model.machine import Opticians
from tests.thorough import choose, tell

RUNS = choose(short=25, long=int(os.environ.get("RUNS", 2_000)))
STEPS = 50


@pytest.fixture
def house(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Open for business."""
    house = House(monkeypatch)
    yield house
    house.stage.end()


class TestEveryOrderOfEvents:
    def test_keeps_the_rules(self, house: House, pytestconfig: pytest.Config) -> None:
        Opticians.house, Opticians.runs, Opticians.steps = house, 0, 0
        Opticians.ends.clear()
        limits = settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )

        # Without it, runs put together from earlier ones would end early.
        run_state_machine_as_test(Opticians, settings=limits, _min_steps=STEPS - 1)

        ends = sorted(Opticians.ends.items())
        tell(
            pytestconfig,
            *(f"{kind} {state} {reason}: {number}" for (kind, state, reason), number in ends),
            f"{Opticians.runs} runs, {Opticians.steps} steps looked at",
        )
        assert Opticians.runs >= RUNS
