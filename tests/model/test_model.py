"""Hypothesis drives till, workers, faults and time against a small model of the rules.

The long form, 2,000 runs of 50 steps, tells at its end what it met with:
`THOROUGH=1 SEED=1 .venv/bin/python -m pytest tests/model`. `RUNS=500` makes fewer.
"""

import os
import secrets
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.house import House
from tests.model.machine import Opticians
from tests.thorough import choose, tell

RUNS = choose(short=8, long=int(os.environ.get("RUNS", "2000")))
STEPS = 50
SEED = int(os.environ.get("SEED") or secrets.randbelow(2**32))


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
        Opticians.decisions.clear()
        seed(SEED)(Opticians)
        limits = settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )

        # Without it, runs put together from earlier ones would end early.
        run_state_machine_as_test(Opticians, settings=limits, _min_steps=STEPS - 1)

        met = [*sorted(Opticians.ends.items()), *sorted(Opticians.decisions.items())]
        tell(
            pytestconfig,
            *(f"{' '.join(words)}: {number}" for words, number in met),
            f"seed {SEED}: {Opticians.runs} runs, {Opticians.steps} steps looked at",
        )
        assert Opticians.runs >= RUNS
