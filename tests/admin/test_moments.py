"""Moments as people say them."""

from datetime import UTC, datetime, timedelta

import pytest

from interfaces.admin.badges import SIGNS, Tone, show_badge
from interfaces.admin.moments import say_distance, show_moment

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


class TestSayDistance:
    @pytest.mark.parametrize(
        ("passed", "said"),
        [
            (timedelta(seconds=0), "gerade eben"),
            (timedelta(seconds=59), "gerade eben"),
            (timedelta(seconds=60), "vor 1 Minute"),
            (timedelta(minutes=3, seconds=59), "vor 3 Minuten"),
            (timedelta(minutes=60), "vor 1 Stunde"),
            (timedelta(hours=23, minutes=59), "vor 23 Stunden"),
            (timedelta(hours=24), "vor 1 Tag"),
            (timedelta(days=13, hours=23), "vor 13 Tagen"),
            (timedelta(days=14), "09.11.2026"),
            (timedelta(seconds=-30), "gleich"),
            (timedelta(minutes=-1), "in 1 Minute"),
            (timedelta(minutes=-5), "in 5 Minuten"),
            (timedelta(hours=-1), "in 1 Stunde"),
            (timedelta(hours=-7), "in 7 Stunden"),
            (timedelta(days=-1), "in 1 Tag"),
            (timedelta(days=-3), "in 3 Tagen"),
            (timedelta(days=-20), "13.12.2026"),
        ],
        ids=str,
    )
    def test_says(self, passed: timedelta, said: str) -> None:
        assert say_distance(NOW - passed, now=NOW) == said


class TestShowMoment:
    def test_keeps_the_exact_time_by_the_clock_on_the_wall(self) -> None:
        shown = show_moment(NOW - timedelta(minutes=3), now=NOW)

        assert shown == (
            '<time datetime="2026-11-23T09:12:00+00:00" title="23.11.2026, 10:12">'
            "vor 3 Minuten</time>"
        )


class TestShowBadge:
    def test_escapes_the_word(self) -> None:
        assert "&lt;b&gt;" in show_badge(Tone.BOOKED, "<b>")

    def test_has_a_sign_of_its_own_for_every_tone(self) -> None:
        assert set(SIGNS) == set(Tone)
        assert len(set(SIGNS.values())) == len(SIGNS)
