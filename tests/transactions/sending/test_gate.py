"""The breaker, and the stop on rejected credentials."""

from datetime import timedelta

import pytest

from tests.factories import InterfaceFactory
from tests.factories.transactions import NOW
from tests.transactions.sending.rows import make_gate
from transactions.models import Gate
from transactions.models.gate import BREAKER_PAUSES, BREAKER_THRESHOLD

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> Gate:
    """A gate nothing was noted at."""
    return make_gate(InterfaceFactory.create())


def refresh(gate: Gate, *, after: timedelta) -> None:
    gate.refresh(settings_fingerprint=gate.settings_fingerprint, at=NOW + after)


class TestTheStopOnRejections:
    def test_comes_with_the_third_one(self, gate: Gate) -> None:
        stopped = []
        gate.note_rejection(at=NOW)
        gate.note_rejection(at=NOW)
        stopped.append(gate.is_stopped)
        gate.note_rejection(at=NOW)
        stopped.append(gate.is_stopped)

        assert stopped == [False, True]

    def test_forgets_fewer_than_three_after_a_quarter_of_an_hour(self, gate: Gate) -> None:
        gate.note_rejection(at=NOW)

        refresh(gate, after=15 * MINUTE + timedelta(seconds=1))

        assert (gate.rejections, gate.rejected_at) == (0, None)

    def test_remembers_them_for_a_quarter_of_an_hour(self, gate: Gate) -> None:
        gate.note_rejection(at=NOW)

        refresh(gate, after=15 * MINUTE)

        assert gate.rejections == 1

    def test_counts_the_quarter_of_an_hour_from_the_last_one(self, gate: Gate) -> None:
        gate.note_rejection(at=NOW)
        gate.note_rejection(at=NOW + 14 * MINUTE)

        refresh(gate, after=16 * MINUTE)

        assert gate.rejections == 2

    def test_never_forgets_three(self, gate: Gate) -> None:
        gate.rejections, gate.rejected_at = 3, NOW

        refresh(gate, after=24 * 60 * MINUTE)

        assert gate.is_stopped

    def test_ends_when_the_settings_change(self, gate: Gate) -> None:
        gate.rejections, gate.rejected_at = 3, NOW

        gate.refresh(settings_fingerprint="another", at=NOW)

        assert not Gate.objects.get(pk=gate.pk).is_stopped


class TestTheBreaker:
    def test_opens_with_the_fifth_failure_in_a_row(self, gate: Gate) -> None:
        gate.failures = BREAKER_THRESHOLD - 2
        gate.note_failure(at=NOW)
        before = gate.is_closed(at=NOW)
        gate.note_failure(at=NOW)

        assert (before, gate.is_closed(at=NOW)) == (False, True)

    @pytest.mark.parametrize(
        ("failures_before", "pause"),
        [
            (BREAKER_THRESHOLD - 1, BREAKER_PAUSES[0]),
            (BREAKER_THRESHOLD, BREAKER_PAUSES[1]),
            (BREAKER_THRESHOLD + 1, BREAKER_PAUSES[2]),
            (BREAKER_THRESHOLD + 2, BREAKER_PAUSES[3]),
            (BREAKER_THRESHOLD + 40, BREAKER_PAUSES[3]),
        ],
    )
    def test_rests_longer_with_every_probe_that_fails(
        self, gate: Gate, failures_before: int, pause: timedelta
    ) -> None:
        gate.failures = failures_before

        gate.note_failure(at=NOW)

        assert Gate.objects.get(pk=gate.pk).closed_until == NOW + pause

    def test_closes_with_any_answer(self, gate: Gate) -> None:
        gate.failures, gate.closed_until = 7, NOW + MINUTE

        gate.note_answer()

        assert (gate.failures, gate.is_closed(at=NOW)) == (0, False)

    def test_takes_a_rejection_for_an_answer(self, gate: Gate) -> None:
        gate.failures, gate.closed_until = 7, NOW + MINUTE

        gate.note_rejection(at=NOW)

        stored = Gate.objects.get(pk=gate.pk)
        assert (stored.failures, stored.closed_until, stored.rejections) == (0, None, 1)
