"""Whose turn it is to ask a map service: one at a time, and a second apart, over all workers."""

import json
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from interfaces.geolocation import turns
from interfaces.geolocation.errors import (
    GeocoderDown,
    GeocoderRefuses,
    GeocoderResting,
    TurnMissed,
)
from interfaces.geolocation.turns import LEASE, PAUSE, take_turn
from interfaces.models import GeocoderTurn
from tests.interfaces.geolocation.map_service import MapService
from tests.interfaces.geolocation.processes import start_python
from tests.transactions.at_once import run_at_once

SERVICE = "nominatim https://maps.example"
WORKER = """
import json, sys
import django
django.setup()
from interfaces.geolocation.addresses import Address
from interfaces.geolocation.answers import find_place
from django.utils import timezone
for street in json.loads(sys.argv[1]):
    find_place(address=Address(street, "8010", "Graz"), now=timezone.now())
"""


def get_turn() -> GeocoderTurn:
    return GeocoderTurn.objects.get(service=SERVICE)


def read_clock() -> datetime:
    """The database's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def fail(error: Exception) -> float:
    """A question that went wrong, whatever the pause before it; the rest that follows."""
    GeocoderTurn.objects.filter(service=SERVICE).update(next_allowed_at=None, resting_until=None)
    with suppress(type(error)), take_turn(service=SERVICE):
        raise error
    return measure_rest()


def measure_rest() -> float:
    """Seconds until the service may be asked again; 0: it does not rest."""
    until = get_turn().resting_until
    return 0 if until is None else (until - read_clock()).total_seconds()


@pytest.mark.django_db(transaction=True)
class TestOverProcesses:
    def test_requests_arrive_a_second_apart(self, map_service: MapService) -> None:
        map_service.say([])
        streets = [["Herrengasse 1", "Herrengasse 2"], ["Sporgasse 1"], ["Murgasse 1"]]

        with ExitStack() as stack:
            workers = [
                stack.enter_context(start_python(map_service, "-c", WORKER, json.dumps(some)))
                for some in streets
            ]
            ends = [worker.wait(60) for worker in workers]

        arrivals = [question.arrived_at for question in map_service.questions]
        asked = {question.parameters["street"] for question in map_service.questions}
        assert ends == [0, 0, 0]
        assert asked == {street for some in streets for street in some}
        assert min(later - sooner for sooner, later in pairwise(arrivals)) >= 1


@pytest.mark.django_db(transaction=True)
class TestInARace:
    def test_two_never_hold_the_turn_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(turns, "PAUSE", timedelta(milliseconds=1))
        monkeypatch.setattr(turns, "_POLL_SECONDS", 0.005)
        holders: list[int] = []

        def ask() -> int:
            with take_turn(service=SERVICE):
                holders.append(1)
                inside = len(holders)
                read_clock()
                holders.pop()
            return inside

        assert run_at_once([ask] * 8) == [1] * 8


@pytest.mark.django_db
class TestTakeTurn:
    def test_pauses_for_a_second_from_the_end_of_the_question(self) -> None:
        with take_turn(service=SERVICE):
            ended_after = read_clock()

        turn = get_turn()
        assert timedelta(seconds=1) == PAUSE
        assert turn.next_allowed_at is not None
        assert ended_after + PAUSE <= turn.next_allowed_at <= read_clock() + PAUSE
        assert (turn.holder, turn.failures, turn.resting_until) == (None, 0, None)

    def test_waits_for_the_pause(self, monkeypatch: pytest.MonkeyPatch) -> None:
        slept: list[float] = []

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            GeocoderTurn.objects.update(next_allowed_at=read_clock())

        monkeypatch.setattr(time, "sleep", sleep)
        with take_turn(service=SERVICE):
            pass
        with take_turn(service=SERVICE):
            pass

        assert len(slept) == 1

    def test_lets_other_services_be(self) -> None:
        with take_turn(service=SERVICE), take_turn(service="photon https://other.example"):
            assert GeocoderTurn.objects.exclude(holder=None).count() == 2

    def test_gives_up_after_a_while(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(turns, "PATIENCE_SECONDS", -1.0)

        with take_turn(service=SERVICE), pytest.raises(TurnMissed), take_turn(service=SERVICE):
            pass

    def test_is_given_back_by_nobody_else(self) -> None:
        """A holder that was taken for dead does not shorten its successor's turn."""
        with take_turn(service=SERVICE):
            GeocoderTurn.objects.update(next_allowed_at=None)
            with take_turn(service=SERVICE):
                pass
            successor = GeocoderTurn.objects.get().next_allowed_at

        assert GeocoderTurn.objects.get().next_allowed_at == successor

    def test_is_free_again_some_time_after_its_holder_died(self) -> None:
        with take_turn(service=SERVICE):
            taken = get_turn()

        assert taken.next_allowed_at is not None
        assert taken.holder is not None
        lease = taken.next_allowed_at - read_clock()
        assert LEASE - timedelta(seconds=5) < lease <= LEASE

    def test_ends_with_a_pause_when_something_else_goes_wrong(self) -> None:
        with pytest.raises(ZeroDivisionError), take_turn(service=SERVICE):
            _ = 1 / 0

        turn = get_turn()
        assert (turn.holder, turn.failures) == (None, 0)


@pytest.mark.django_db
class TestRest:
    def test_grows_with_every_failure_in_a_row(self) -> None:
        rests = [(fail(GeocoderDown("timeout")), round(measure_rest()))[1] for _number in range(6)]

        assert rests == [0, 30, 60, 300, 900, 900]

    def test_follows_refusals_too(self) -> None:
        fail(GeocoderRefuses("403"))
        fail(GeocoderRefuses("403"))

        assert round(measure_rest()) == 30

    def test_is_as_long_as_the_service_asked_for(self) -> None:
        fail(GeocoderDown("slow down", retry_after_seconds=120))

        assert round(measure_rest()) == 120

    def test_is_never_longer_than_an_hour(self) -> None:
        fail(GeocoderDown("slow down", retry_after_seconds=10**9))

        assert round(measure_rest()) == 3600

    def test_keeps_everybody_away(self) -> None:
        fail(GeocoderDown("slow down", retry_after_seconds=120))
        GeocoderTurn.objects.update(next_allowed_at=None)

        with pytest.raises(GeocoderResting) as caught, take_turn(service=SERVICE):
            pass

        assert caught.value.until == get_turn().resting_until

    def test_ends(self) -> None:
        fail(GeocoderDown("slow down", retry_after_seconds=120))
        GeocoderTurn.objects.update(
            next_allowed_at=None, resting_until=datetime(2026, 1, 1, tzinfo=UTC)
        )

        with take_turn(service=SERVICE):
            pass

        assert (get_turn().failures, get_turn().resting_until) == (0, None)


def test_pauses_and_leases_fit_together(settings: Any) -> None:
    """A lease outlasts the slowest question; waiting and asking fit into a task's time."""
    from interfaces.geolocation.adapter import TOTAL_TIMEOUT_SECONDS  # noqa: PLC0415
    from interfaces.geolocation.runs import BUDGET_SECONDS  # noqa: PLC0415

    slowest = BUDGET_SECONDS + turns.PATIENCE_SECONDS + TOTAL_TIMEOUT_SECONDS

    assert LEASE.total_seconds() > 2 * TOTAL_TIMEOUT_SECONDS
    assert slowest < settings.CELERY_TASK_TIME_LIMIT
