"""Named places where the fault suite lets a process die as a power cut would."""

import os
import signal

from django.conf import settings

NOWHERE = "none"
POINTS = frozenset(
    {
        "before_insert",
        "after_insert",
        "after_commit",
        "before_doorbell",
        "after_doorbell",
        "before_answer",
        "after_claim",
        "after_started",
        "before_first_byte",
        "after_last_byte",
        "after_answer",
        "before_record",
        "after_record",
    }
)


def reach(point: str) -> None:
    """Kills this process with SIGKILL when CRASH_POINT names the place.

    CRASH_POINT is read by the demo and test settings only, which know no other names than POINTS;
    production's start-up check refuses it.
    """
    if point == settings.CRASH_POINT:
        os.kill(os.getpid(), signal.SIGKILL)
