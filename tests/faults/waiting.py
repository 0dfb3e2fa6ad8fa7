"""Waiting for what other processes do: by looking, never by sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

GLANCE_SECONDS = 0.05
Seen = TypeVar("Seen")


def wait_until(
    look: Callable[[], Seen],
    *,
    seconds: float,
    what: str,
    enough: Callable[[Seen], bool] = bool,
) -> Seen:
    """The first value that `look` returns and that is `enough`; without saying so: truthy.

    :raises AssertionError: none came within `seconds`; names `what` was waited for and what was
        seen last.
    """
    end = time.monotonic() + seconds
    while not enough(seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"Not within {seconds:.0f} s: {what}. Seen last: {seen!r}")
        time.sleep(GLANCE_SECONDS)
    return seen
