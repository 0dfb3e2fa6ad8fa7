"""The trace one call leaves behind: readable, and free of secrets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What was sent and answered, fit for an attempt row.

    Card numbers show their first 6 and last 4 digits; user, password, PIN and the Authorization
    header show as ``***``. ``http_status`` is None where no status line was read.
    """

    operation: str
    origin: str
    request_masked: str
    answer_masked: str
    http_status: int | None
    duration_ms: int
