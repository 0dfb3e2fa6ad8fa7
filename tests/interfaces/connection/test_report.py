"""What a person sees of a test: every stage in words, and a sentence that says what to do."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from interfaces.choices import ProbeObstacle, ProbeState
from interfaces.connection import Report, build_report, find_last_test
from interfaces.connection.sentences import SENTENCES
from interfaces.models import ConnectionTest
from interfaces.payback.causes import Cause
from interfaces.payback.stages import Reason, Stage
from tests.interfaces.connection.asking import (
    NOW,
    NOWHERE,
    SECOND,
    ask,
    end_as_rejected,
    make_interface,
    type_in,
)

REASONS = [str(reason) for reason in (*Cause, *Reason)]


def describe(*stages: tuple[str, str, int], **values: Any) -> Report:
    """A test with these stages over: name, state, duration; the last one for the reason."""
    reason = values.pop("why", "")
    rows = [
        {"stage": name, "state": state, "duration_ms": duration, "reason": "", "code": ""}
        for name, state, duration in stages
    ]
    if reason:
        rows[-1] |= {"reason": reason, "code": "LMS_4711"}
    return build_report(ConnectionTest(requested_at=NOW, stages=rows, reason=reason, **values))


def read_words(report: Report) -> list[str]:
    return [line.word for line in report.lines]


class TestTheLines:
    def test_wait_before_it_begins(self) -> None:
        report = describe(state=ProbeState.WAITING)

        assert [line.stage for line in report.lines] == [stage.value for stage in Stage]
        assert read_words(report) == ["ausstehend"] * 6
        assert (report.is_ended, report.headline) == (False, "")

    def test_tell_which_one_is_being_tried(self) -> None:
        report = describe(("name", "passed", 12), state=ProbeState.RUNNING)

        assert read_words(report) == ["in Ordnung", "läuft", *["ausstehend"] * 4]

    def test_tell_what_was_not_tried_any_more(self) -> None:
        report = describe(("name", "failed", 12), state=ProbeState.FAILED, why="name_unknown")

        assert read_words(report) == ["fehlgeschlagen", *["nicht geprüft"] * 5]

    @pytest.mark.parametrize(
        ("milliseconds", "text"),
        [(0, "unter 1 ms"), (1, "1 ms"), (999, "999 ms"), (1000, "1,0 s"), (12_345, "12,3 s")],
    )
    def test_show_how_long_it_took(self, milliseconds: int, text: str) -> None:
        report = describe(("name", "passed", milliseconds), state=ProbeState.RUNNING)

        assert report.lines[0].duration == text

    def test_show_no_time_for_what_there_is_not(self) -> None:
        report = describe(
            *(("name", "passed", 1), ("connection", "passed", 1), ("tls", "skipped", 0)),
            state=ProbeState.RUNNING,
        )

        assert (report.lines[2].word, report.lines[2].duration) == ("entfällt", "")


class TestTheHeadline:
    @pytest.mark.parametrize("reason", REASONS)
    def test_says_for_every_reason_what_to_do(self, reason: str) -> None:
        headline = describe(("name", "failed", 1), state=ProbeState.FAILED, why=reason).headline

        assert "itte" in headline
        assert headline.endswith(".")
        assert "%" not in headline

    @pytest.mark.parametrize("obstacle", ProbeObstacle)
    def test_says_for_every_obstacle_what_to_do(self, obstacle: ProbeObstacle) -> None:
        report = build_report(
            ConnectionTest(requested_at=NOW, state=ProbeState.LOST, reason=obstacle.value)
        )

        assert "itte" in report.headline

    def test_shows_the_code_of_payback(self) -> None:
        report = describe(("partner", "failed", 0), state=ProbeState.FAILED, why="partner_fault")

        assert "LMS_4711" in report.headline

    def test_knows_no_other_reasons(self) -> None:
        assert sorted(SENTENCES) == sorted(REASONS)

    def test_says_that_all_is_well(self) -> None:
        report = describe(("partner", "passed", 0), state=ProbeState.PASSED)

        assert report.headline.startswith("Die Verbindung ist in Ordnung.")


class TestTheSummary:
    def test_says_how_it_ended_when_and_by_whom(self) -> None:
        report = build_report(
            ConnectionTest(
                requested_at=NOW,
                ended_at=NOW + SECOND,
                state=ProbeState.PASSED,
                requested_by=User(username="filialleitung"),
            )
        )

        assert report.summary == "bestanden am 23.11.2026, 10:15, getestet von filialleitung"


@pytest.mark.django_db
class TestTheLastTest:
    def test_is_the_latest_that_has_ended(self) -> None:
        interface = make_interface(NOWHERE)
        first, second, _running = [
            ask(type_in(NOWHERE), interface=interface, at=NOW + number * SECOND)
            for number in range(3)
        ]
        end_as_rejected(first, at=NOW + SECOND)
        end_as_rejected(second, at=NOW + 2 * SECOND)

        assert find_last_test(interface=interface) == second

    def test_is_not_that_of_another_interface(self) -> None:
        end_as_rejected(ask(type_in(NOWHERE), interface=make_interface(NOWHERE)), at=NOW)

        assert find_last_test(interface=make_interface(NOWHERE)) is None
