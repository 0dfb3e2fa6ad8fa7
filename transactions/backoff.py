"""How long to wait before the next try."""

import random
from datetime import timedelta

JITTER = 0.2


def get_retry_pause(*, failures: int, first_seconds: int, cap_seconds: int) -> timedelta:
    """Doubles with every failure from `first_seconds` up to `cap_seconds`, give or take a fifth.

    The spread keeps many rows that failed together from coming back together.
    """
    exponent = min(max(failures - 1, 0), 20)
    spread = 1 + random.uniform(-JITTER, JITTER)  # noqa: S311  (spreads load, protects nothing)
    return timedelta(seconds=min(first_seconds << exponent, cap_seconds) * spread)
