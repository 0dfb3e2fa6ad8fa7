"""Receipts as customers hold them, in both languages and widths, to the letter."""

import pytest

from tests.transactions.receipts.golden import LANGUAGES, WIDTHS, locate, print_samples


class TestGoldenReceipts:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("width", WIDTHS)
    def test_are_printed_to_the_letter(self, language: str, width: int) -> None:
        expected = locate(language, width).read_text(encoding="utf-8")

        assert print_samples(language, width) == expected

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("width", WIDTHS)
    def test_fit_the_paper(self, language: str, width: int) -> None:
        lines = locate(language, width).read_text(encoding="utf-8").split("\n")

        assert max(map(len, lines)) == width
