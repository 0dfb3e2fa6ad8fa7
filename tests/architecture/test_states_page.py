"""The table of states in docs/architecture.md is the one in the code."""

import re

from tests.architecture.tree import ROOT
from transactions.choices import LEGAL_MOVES

_ROW = re.compile(r"^\| `(\w+)` \|([^|]*)\|[^|]+\|$", re.MULTILINE)


def read_moves(text: str) -> dict[str, set[str]]:
    """Moves by state, as the page's table tells them."""
    section = text.partition("## States and moves")[2].partition("\n## ")[0]
    return {state: set(re.findall(r"`(\w+)`", moves)) for state, moves in _ROW.findall(section)}


class TestTheTableOfStates:
    def test_tells_every_legal_move_and_no_other(self) -> None:
        told = read_moves((ROOT / "docs/architecture.md").read_text(encoding="utf-8"))

        legal = {state.value: {to.value for to in moves} for state, moves in LEGAL_MOVES.items()}
        assert told == legal
