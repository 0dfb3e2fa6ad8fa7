"""The page of all names and functions."""

import re

import pytest

from tests.architecture.tree import ROOT as FOLDER
from transactions.receipts.language import parse
from transactions.receipts.language.functions import FUNCTIONS
from transactions.receipts.language.reference import list_names, write_reference

PLACEHOLDER = re.compile(r"\$\{[^}\n]*\}")
EXAMPLES = sorted({line.example for line in list_names(german=True) if line.example})


class TestThePage:
    def test_is_written_from_the_code(self) -> None:
        page = (FOLDER / "docs" / "receipts.md").read_text(encoding="utf-8")

        assert page.endswith(f"\n\n{write_reference()}")

    def test_shows_only_placeholders_that_can_be_saved(self) -> None:
        page = (FOLDER / "docs" / "receipts.md").read_text(encoding="utf-8")
        placeholders = [one for one in PLACEHOLDER.findall(page) if one != "${path}"]

        assert parse("\n".join(placeholders)).lines
        assert len(placeholders) > 5

    def test_names_every_function(self) -> None:
        assert all(f"| `{one.usage}` |" in write_reference() for one in FUNCTIONS.values())

    def test_says_everything_in_both_languages(self) -> None:
        german, english = list_names(german=True), list_names(german=False)

        assert [one.path for one in german] == [one.path for one in english]
        assert all(one.meaning for one in (*german, *english))

    @pytest.mark.parametrize("example", EXAMPLES)
    def test_gives_examples_that_can_be_saved(self, example: str) -> None:
        assert parse(example, allows_full_numbers=True).lines
