"""Every outcome has its sentence."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from interfaces.geolocation.choices import Doubt, LocatingOutcome, LocationPrecision
from interfaces.geolocation.wording import describe_doubt, describe_result, format_point
from interfaces.models import GeolocationResult

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def describe(outcome: str, **details: object) -> str:
    return describe_result(GeolocationResult(settled_at=NOW, outcome=outcome, **details))


class TestDescribeResult:
    @pytest.mark.parametrize("outcome", LocatingOutcome.values)
    def test_has_a_whole_sentence_for_every_outcome(self, outcome: str) -> None:
        sentence = describe(outcome, precision="address", doubt="far", distance_km=Decimal(31))

        assert sentence.endswith(".")
        assert len(sentence) > 20

    @pytest.mark.parametrize(
        ("precision", "words"),
        [("address", "auf die Adresse genau"), ("street", "Straße"), ("postcode", "Mitte des")],
    )
    def test_says_how_exact_a_place_is(self, precision: str, words: str) -> None:
        assert words in describe("located", precision=LocationPrecision(precision))

    def test_says_what_becomes_of_it_when_nobody_answers(self) -> None:
        assert describe("unreachable") == (
            "Der Kartendienst antwortet gerade nicht. Die bisherige Lage bleibt; in der Nacht "
            "wird es von selbst erneut versucht."
        )

    @pytest.mark.parametrize(("claimed_at", "text"), [(None, "Wartet."), (NOW, "Wird gesucht …")])
    def test_says_what_is_going_on(self, claimed_at: datetime | None, text: str) -> None:
        assert describe_result(GeolocationResult(claimed_at=claimed_at)) == text


class TestDescribeDoubt:
    @pytest.mark.parametrize(
        ("doubt", "distance", "words"),
        [
            (Doubt.FAR, "312.4", "ist 312 km von der Postleitzahl entfernt"),
            (Doubt.FAR, "20.6", "ist 21 km von der Postleitzahl entfernt"),
            (Doubt.OUTSIDE, "1.4", "liegt 1,4 km außerhalb Österreichs"),
            (Doubt.OUTSIDE, "1234.5", "liegt 1.234 km außerhalb Österreichs"),
            (Doubt.OUTSIDE, "0", "liegt außerhalb Österreichs"),
            (Doubt.COARSER, None, "ungenauer als die bisherige Lage"),
        ],
    )
    def test_says_how_far(self, doubt: Doubt, distance: str | None, words: str) -> None:
        assert words in describe_doubt(doubt, Decimal(distance) if distance else None)


class TestFormatPoint:
    @pytest.mark.parametrize(
        ("language", "text"),
        [("de", "47,0707° N, 15,4396° O"), ("en", "47.0707° N, 15.4396° ")],
    )
    def test_writes_degrees_as_people_do(self, language: str, text: str) -> None:
        with translation.override(language):
            point = format_point(Decimal("47.070700"), Decimal("15.439555"))

        assert point.startswith(text)
