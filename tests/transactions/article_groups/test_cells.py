"""Cells a spreadsheet takes for text, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transactions.article_groups.cells import defuse, restore

FORMULAS = [
    "=1+1",
    "+43 1 234",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]
HARMLESS = ["Rayban", "1=1", "'Rayban'", "", "'", "''", "O'Neill", " =1", "A-B"]


class TestDefuse:
    @pytest.mark.parametrize("text", FORMULAS, ids=ascii)
    def test_puts_a_mark_before_a_formula(self, text: str) -> None:
        assert defuse(text) == f"'{text}"

    @pytest.mark.parametrize("text", HARMLESS, ids=ascii)
    def test_leaves_other_text_alone(self, text: str) -> None:
        assert defuse(text) == text

    @pytest.mark.parametrize("marks", ["'", "''"])
    def test_keeps_marks_that_were_there(self, marks: str) -> None:
        assert defuse(f"{marks}=1") == f"'{marks}=1"


class TestRestore:
    @given(st.text(alphabet=st.sampled_from("'=+-@\t ＝ab"), max_size=6))
    def test_undoes_it_whatever_the_text(self, text: str) -> None:
        assert restore(defuse(text)) == text

    @pytest.mark.parametrize("text", [*HARMLESS, "=1"], ids=ascii)
    def test_leaves_alone_what_carries_no_mark_of_ours(self, text: str) -> None:
        assert restore(text) == text
