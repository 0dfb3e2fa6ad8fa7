"""How much happens in one run, and what goes wrong meanwhile."""

from dataclasses import dataclass
from typing import Any

TROUBLED_SHARE = 0.20
TROUBLES: tuple[dict[str, Any], ...] = (
    {"trouble": "delay", "seconds": 4.0, "when": "before"},
    {"trouble": "delay", "seconds": 4.0, "when": "after"},
    {"trouble": "http_500", "when": "before"},
    {"trouble": "http_500", "when": "after"},
    {"trouble": "garbage", "when": "after"},
    {"trouble": "soap_fault", "when": "before"},
    {"trouble": "close_after_request"},
    {"trouble": "cut_answer"},
    {"trouble": "drop_before_booking", "how": "reset"},
    {"trouble": "drop_after_booking", "how": "reset"},
)
"""What the pretend PAYBACK does to calls, each with the same chance."""

DOOMED_AT = ("before_insert", "after_insert", "after_commit", "before_answer", "after_last_byte")
"""Where the web servers die that some of the tills' requests go to."""

DYING_AT = ("after_claim", "after_started", "before_first_byte", "after_last_byte", "after_record")
"""Where a worker dies that was started to die."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One run. The same seed gives the same customers and the same blows, at no fixed moments."""

    seed: int
    transactions: int
    blows: int
    tills: int = 16
    empty_seconds: float = 10.0
    broker_stops: int = 1
    database_stops: int = 0
    doomed_at: tuple[str, ...] = DOOMED_AT

    @property
    def trouble_chance(self) -> float:
        """For each of `TROUBLES`, so that together they befall `TROUBLED_SHARE` of the calls."""
        return 1.0 - float((1 - TROUBLED_SHARE) ** (1 / len(TROUBLES)))
