"""The simulator without the rest of the product, used as docs/simulator.md says."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator_process import ROOT, SimulatorProcess

PAGE = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8")
CHAPTER = PAGE.partition("## Alone")[2].partition("\n## ")[0]
BLOCKS = dict(re.findall(r"```(sh|python)\n(.*?)```", CHAPTER, re.DOTALL))
WRITTEN_ADDRESS = "http://127.0.0.1:8765"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SimulatorProcess]:
    """A simulator with a file of its own that knows nothing of a database or a broker."""
    with SimulatorProcess(tmp_path / "simulator.sqlite3") as process:
        yield process


def run_documented(language: str, simulator: SimulatorProcess) -> str:
    """Runs the chapter's one block of this language against the process; returns what it prints."""
    block = BLOCKS[language].replace(WRITTEN_ADDRESS, simulator.url)
    command = ["sh", "-c", block] if language == "sh" else [sys.executable, "-c", block]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


class TestSimulator:
    """The simulator alone…"""

    def test_is_what_make_starts_at_the_written_address(self) -> None:
        told = subprocess.run(
            ["make", "--no-print-directory", "-n", "simulator"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

        assert told.splitlines()[-1].endswith("python -m interfaces.simulator")
        assert 'add_argument("--port", type=int, default=8765' in (
            ROOT / "interfaces" / "simulator" / "__main__.py"
        ).read_text(encoding="utf-8")

    def test_books_what_the_page_sends_with_curl_and_with_zeep(
        self, simulator: SimulatorProcess
    ) -> None:
        by_curl = run_documented("sh", simulator)
        by_zeep = run_documented("python", simulator)

        assert "249" in re.findall(r"LoyaltyAmount>(\d+)<", by_curl)
        assert "TotalPointsAmount>1569<" in by_curl
        assert by_zeep == "120\n"
        assert [(row["receipt_number"], row["points"]) for row in simulator.ledger()] == [
            ("OPTIKMST-W1-0001-26-C", 249),
            ("ZEEP-1", 120),
        ]
