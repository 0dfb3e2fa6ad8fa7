"""The names of the places where the fault suite kills."""

import re
from itertools import chain

from tests.payback_site.programs import ROOT
from transactions.crash_points import POINTS

NAMED = re.compile(r'\b(?:reach|observe)\("(\w+)"\)')


def list_named() -> list[str]:
    """Every place in the code that can be named, as often as it stands there."""
    files = chain.from_iterable(
        (ROOT / app).rglob("*.py") for app in ("interfaces", "transactions")
    )
    return [name for file in files for name in NAMED.findall(file.read_text())]


class TestPoints:
    def test_are_those_that_the_code_passes_each_at_one_place(self) -> None:
        assert sorted(list_named()) == sorted(POINTS)
