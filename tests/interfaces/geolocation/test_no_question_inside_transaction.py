"""Map services are never asked, nor waited for, while a database transaction is open."""

import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from interfaces.deeds import NOBODY
from interfaces.geolocation.adapter import BoundedAdapter
from interfaces.geolocation.runs import request_run, work_on_run
from interfaces.models import BranchLocation, GeolocationRun
from tests.factories import BranchFactory
from tests.interfaces.geolocation.map_service import GRAZ, MapService

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a transaction was open, for every question and every wait for a turn."""
    noted: list[bool] = []
    fetch = BoundedAdapter.get_text

    def get_text(self: BoundedAdapter, *args: Any, **options: Any) -> str:
        noted.append(connection.in_atomic_block)
        text: str = fetch(self, *args, **options)
        return text

    def sleep(_seconds: float) -> None:
        noted.append(connection.in_atomic_block)

    monkeypatch.setattr(BoundedAdapter, "get_text", get_text)
    monkeypatch.setattr(time, "sleep", sleep)
    return noted


@pytest.fixture
def run(map_service: MapService, monkeypatch: pytest.MonkeyPatch) -> GeolocationRun:
    """A search for two branches; the second one has to wait for its turn."""
    monkeypatch.setattr("interfaces.geolocation.turns.PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("interfaces.geolocation.runs.wake_worker", lambda _run: True)
    map_service.say_place(GRAZ)
    branches = [
        BranchFactory.create(in_graz=True),
        BranchFactory.create(in_graz=True, street="Sporgasse 1"),
    ]
    return request_run(about=None, branches=branches, actor=NOBODY, now=timezone.now())


class TestASearch:
    def test_asks_and_waits_outside_of_every_transaction(
        self, run: GeolocationRun, seen: list[bool]
    ) -> None:
        work_on_run(run_id=run.pk, clock=timezone.now)

        assert len(seen) > 1
        assert set(seen) == {False}
        assert BranchLocation.objects.exclude(latitude=None).count() == 1

    def test_would_be_caught_inside_one(self, run: GeolocationRun, seen: list[bool]) -> None:
        with transaction.atomic():
            work_on_run(run_id=run.pk, clock=timezone.now)

        assert set(seen) == {True}
