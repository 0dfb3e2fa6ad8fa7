"""Tables in the documentation that repeat a table in the code."""

import re

from tests.architecture.tree import ROOT
from transactions.api.problems import PROBLEMS
from transactions.choices import LEGAL_MOVES

_MOVES = re.compile(r"^\| `(\w+)` \|([^|]*)\|[^|]+\|$", re.MULTILINE)
_PROBLEM = re.compile(r"^\| `(\w+)` \| (\d{3}) \|", re.MULTILINE)


def read_section(page: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


class TestTheTableOfStates:
    def test_tells_every_legal_move_and_no_other(self) -> None:
        rows = _MOVES.findall(read_section("architecture.md", "States and moves"))

        told = {state: set(re.findall(r"`(\w+)`", moves)) for state, moves in rows}
        legal = {state.value: {to.value for to in moves} for state, moves in LEGAL_MOVES.items()}
        assert told == legal


class TestTheTableOfProblems:
    def test_tells_every_code_with_its_status(self) -> None:
        told = _PROBLEM.findall(read_section("till-api.md", "Errors"))

        assert dict(told) == {code: str(kind.status) for code, kind in PROBLEMS.items()}
