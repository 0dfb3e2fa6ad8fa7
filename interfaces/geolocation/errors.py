"""Why a geocoder gave no answer."""

from datetime import datetime


class GeocoderDown(Exception):
    """The service is out of reach, too slow, out of order or asks for a pause.

    `retry_after_seconds` is the pause it asked for.
    """

    def __init__(self, reason: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class GeocoderResting(GeocoderDown):
    """After failures the service is left alone until `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"resting until {until.isoformat()}")
        self.until = until


class GeocoderRefuses(Exception):
    """The service is there and does not want us: blocked, not signed in, a wrong address."""


class TurnMissed(Exception):
    """Others were asking all the time that this worker could wait."""
