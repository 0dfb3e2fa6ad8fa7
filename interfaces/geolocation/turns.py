"""One question at a time to a map service, and a second's rest after each, over all workers."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Func, Q

from interfaces.geolocation.errors import (
    GeocoderDown,
    GeocoderRefuses,
    GeocoderResting,
    TurnMissed,
)
from interfaces.models import GeocoderTurn

PAUSE = timedelta(seconds=1)
LEASE = timedelta(seconds=20)
"""When a worker died with the turn in its hand the next one waits this long.

Far longer than a question may take, so that a slow holder is never overtaken.
"""
PATIENCE_SECONDS = 20.0
RESTS = tuple(timedelta(seconds=seconds) for seconds in (0, 30, 60, 300, 900))
LONGEST_REST = timedelta(hours=1)
_POLL_SECONDS = 0.1


class DatabaseClock(Func):
    """The database's wall clock, also within a statement that had to wait."""

    function = "clock_timestamp"
    output_field = DateTimeField()


@contextmanager
def take_turn(*, service: str) -> Iterator[None]:
    """Waits for the turn, and ends it with the pause that follows.

    The pause counts from the end of the question, so that two questions also arrive a second apart
    when the first one was slow on its way. After failures in a row the service rests for a
    growing time, or as long as it asked for.

    :raises GeocoderResting: the service is being left alone.
    :raises TurnMissed: no turn within `PATIENCE_SECONDS`.
    """
    holder = _wait_for_turn(service)
    failure: GeocoderDown | GeocoderRefuses | None = None
    try:
        yield
    except (GeocoderDown, GeocoderRefuses) as error:
        failure = error
        raise
    finally:
        _end_turn(service, holder, failure)


def _wait_for_turn(service: str) -> uuid.UUID:
    GeocoderTurn.objects.get_or_create(service=service)
    holder, end = uuid.uuid4(), time.monotonic() + PATIENCE_SECONDS
    while not _try_to_take(service, holder):
        resting_until = _find_rest(service)
        if resting_until is not None:
            raise GeocoderResting(resting_until)
        if time.monotonic() > end:
            raise TurnMissed
        time.sleep(_POLL_SECONDS)
    return holder


def _try_to_take(service: str, holder: uuid.UUID) -> bool:
    free = GeocoderTurn.objects.filter(
        Q(next_allowed_at=None) | Q(next_allowed_at__lte=DatabaseClock()),
        Q(resting_until=None) | Q(resting_until__lte=DatabaseClock()),
        service=service,
    )
    return bool(free.update(next_allowed_at=DatabaseClock() + LEASE, holder=holder))


def _find_rest(service: str) -> datetime | None:
    resting = GeocoderTurn.objects.filter(service=service, resting_until__gt=DatabaseClock())
    return resting.values_list("resting_until", flat=True).first()


def _end_turn(
    service: str, holder: uuid.UUID, failure: GeocoderDown | GeocoderRefuses | None
) -> None:
    turn = GeocoderTurn.objects.get(service=service)
    failures = turn.failures + 1 if failure else 0
    rest = _choose_rest(failures, failure)
    GeocoderTurn.objects.filter(service=service, holder=holder).update(
        next_allowed_at=DatabaseClock() + PAUSE,
        holder=None,
        failures=failures,
        resting_until=DatabaseClock() + rest if rest else None,
    )


def _choose_rest(failures: int, failure: GeocoderDown | GeocoderRefuses | None) -> timedelta:
    if failure is None:
        return timedelta()
    asked_for = timedelta(seconds=getattr(failure, "retry_after_seconds", None) or 0)
    grown = RESTS[min(failures, len(RESTS)) - 1]
    return min(max(asked_for, grown), LONGEST_REST)
