"""One value, one spelling on the wire."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from interfaces.payback.messages import MessageUnfit
from interfaces.payback.profile import LIMITS
from interfaces.payback.wording import (
    write_amount,
    write_identifier,
    write_moment,
    write_quantity,
    write_words,
)


class TestWriteAmount:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("0", "0.00"),
            ("-0", "0.00"),
            ("249.9", "249.90"),
            ("249.900", "249.90"),
            ("0.125", "0.125"),
            ("-12.5", "-12.50"),
            ("1E+3", "1000.00"),
            ("999999999999999999.999", "999999999999999999.999"),
        ],
    )
    def test_writes(self, value: str, text: str) -> None:
        assert write_amount("total", Decimal(value)) == text

    @pytest.mark.parametrize("value", ["0.0001", "NaN", "Infinity", "1E+18", "-1E+18", "1E-40"])
    def test_refuses(self, value: str) -> None:
        with pytest.raises(MessageUnfit, match="total: amount"):
            write_amount("total", Decimal(value))


class TestWriteQuantity:
    @pytest.mark.parametrize(
        ("value", "text"),
        [("1", "1"), ("10", "10"), ("2.50", "2.5"), ("0.125", "0.125"), ("0", "0"), ("-1", "-1")],
    )
    def test_writes(self, value: str, text: str) -> None:
        assert write_quantity("quantity", Decimal(value)) == text

    def test_refuses_more_than_nine_digits(self) -> None:
        with pytest.raises(MessageUnfit):
            write_quantity("quantity", Decimal(10) ** 9)


class TestWriteMoment:
    def test_writes_the_same_for_the_same_moment_in_another_zone(self) -> None:
        moment = datetime(2026, 7, 1, 8, 0, 0, 999, tzinfo=UTC)

        text = write_moment("occurred_at", moment, "Europe/Vienna")

        assert text == "2026-07-01T10:00:00+02:00"

    def test_refuses_a_moment_without_offset(self) -> None:
        naive = datetime(2026, 7, 1, 8, tzinfo=UTC).replace(tzinfo=None)

        with pytest.raises(MessageUnfit, match="occurred_at: moment"):
            write_moment("occurred_at", naive, "Europe/Vienna")


class TestWriteIdentifier:
    @pytest.mark.parametrize(
        ("value", "code"),
        [("", "empty"), ("X" * 37, "length"), ("A\nB", "characters"), ("A\ud800", "characters")],
    )
    def test_refuses_rather_than_changes(self, value: str, code: str) -> None:
        with pytest.raises(MessageUnfit) as refusal:
            write_identifier("receipt_number", value, LIMITS)

        assert (refusal.value.field, refusal.value.code) == ("receipt_number", code)


class TestWriteWords:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, None),
            ("  ", None),
            (" Größe 52 ", "Größe 52"),
            ("A\x00B\tC", "A B C"),
            ("Ä" * 61, "Ä" * 60),
            ("X" * 59 + " Y", "X" * 59),
        ],
    )
    def test_cleans_and_cuts(self, value: str | None, text: str | None) -> None:
        assert write_words("description", value, LIMITS) == text
