"""The checker: silent when both sides agree, and never when they do not."""

import itertools
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.simulator_process import SimulatorProcess
from tests.transactions.ledger.differences import PLANTS, Expected, undone_afterwards
from tests.transactions.ledger.scene import Scene
from tests.transactions.till import CARD
from transactions.ledger import Sort, compare, list_rows, read_entries

DIFFERENCES = 100
SEED = 20_261_126


def find_alarms(scene: Scene) -> list[Expected]:
    """What the checker says of both sides as they are."""
    report = compare(list_rows(), read_entries(scene.simulator.url))
    return [(finding.sort, finding.number) for finding in report.alarms]


def plant_and_look(scene: Scene, count: int) -> tuple[list[Expected], list[list[Expected]]]:
    """One difference after the other, each on the clean state: planted, and what was found."""
    choice = random.Random(SEED)  # noqa: S311  (a test that can be run again)
    planted, found = [], []
    for plant in itertools.islice(itertools.cycle(PLANTS), count):
        with undone_afterwards(scene):
            planted.append(plant(scene, choice))
            found.append(find_alarms(scene))
    return planted, found


class TestCompare:
    def test_finds_each_planted_difference_and_nothing_besides(self, scene: Scene) -> None:
        planted, found = plant_and_look(scene, DIFFERENCES)

        assert found == [[expected] for expected in planted]
        assert {sort for sort, _ in planted} == set(Sort) - {Sort.UNDECIDED}
        assert find_alarms(scene) == []


class TestCheckLedger:
    def test_raises_no_alarm_where_both_sides_agree(self, scene: Scene) -> None:
        written = StringIO()

        call_command("check_ledger", url=scene.simulator.url, stdout=written)

        lines = written.getvalue().splitlines()
        assert lines[1:7] == [
            "lost: 0",
            "doubled: 0",
            "unexpected: 0",
            "wrong amount: 0",
            "wrong party: 0",
            "undecided: 8",
        ]
        assert sum("redeem EIN-" in line and line.endswith(": unknown") for line in lines) == 2
        assert any(line.endswith("attention (receipt_number_taken)") for line in lines)
        assert CARD not in written.getvalue()

    def test_names_what_must_not_be_and_fails(
        self, simulator: SimulatorProcess, scene: Scene
    ) -> None:
        booked = next(row for row in list_rows() if row.points is not None)
        scene.ledger.change(booked.number, legal_amount="1.00")
        written = StringIO()

        with pytest.raises(CommandError, match=r"^Differences: 1\.$"):
            call_command("check_ledger", url=simulator.url, stdout=written)

        assert "wrong amount: 1" in written.getvalue()
        assert (
            f"wrong amount: collect {booked.receipt_number} ({booked.number}) of DEMOOPTIK,"
            " card 904019******7692: 1.00 and 249.90 EUR in the ledger"
        ) in written.getvalue()

    def test_says_so_where_there_is_no_ledger(self) -> None:
        with pytest.raises(CommandError, match=r"^No ledger at http://127\.0\.0\.1:9\."):
            call_command("check_ledger", url="http://127.0.0.1:9")
