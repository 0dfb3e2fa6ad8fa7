"""How long to wait before the next try."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transactions.backoff import JITTER, get_retry_pause

FIRST = st.integers(1, 300)
CAP = st.integers(5, 86_400)


class TestGetRetryPause:
    @given(failures=st.integers(0, 2**31), first=FIRST, cap=CAP)
    def test_never_leaves_its_bounds(self, failures: int, first: int, cap: int) -> None:
        pause = get_retry_pause(failures=failures, first_seconds=first, cap_seconds=cap)

        least = timedelta(seconds=min(first, cap)) * (1 - JITTER)
        most = timedelta(seconds=cap) * (1 + JITTER)
        assert least <= pause <= most

    @pytest.mark.parametrize(
        ("failures", "seconds"),
        [(0, 5), (1, 5), (2, 10), (3, 20), (4, 40), (8, 640), (9, 900), (10_000, 900)],
    )
    def test_doubles_up_to_the_cap(self, failures: int, seconds: int) -> None:
        pause = get_retry_pause(failures=failures, first_seconds=5, cap_seconds=900)

        share = pause / timedelta(seconds=seconds)
        assert 1 - JITTER <= share <= 1 + JITTER

    @pytest.mark.parametrize("failures", [1, 100])
    def test_parts_rows_that_failed_together(self, failures: int) -> None:
        pauses = {
            get_retry_pause(failures=failures, first_seconds=5, cap_seconds=900) for _ in range(100)
        }

        assert len(pauses) > 90
