"""The worker is woken after the commit, and a till never waits for a broker that is broken."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

import pytest
import redis
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from interfaces.models.keys import new_key
from payback_site.celery import app
from payback_site.embedded.programs import find_valkey
from tests.other_broker import broker_at
from tests.transactions.at_once import run_at_once
from tests.transactions.till import Till, build_body, build_till
from transactions.dispatch import SEND_TASK, wake_worker
from transactions.models import Delivery

RING_SECONDS = 0.4
LONG_TIMEOUT_SECONDS = 1.0  # long enough to tell waiting once from waiting in turns
REQUEST_SECONDS = 1.5
QUEUE = "payback"


@pytest.fixture
def _closed_port() -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with broker_at(f"redis://127.0.0.1:{port}/0"):
        yield


@pytest.fixture
def _silent_socket() -> Iterator[None]:
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    with server, broker_at(f"redis://127.0.0.1:{server.getsockname()[1]}/0"):
        yield


@pytest.fixture
def _frozen_broker() -> Iterator[None]:
    """A broker that took a ring, and then stops answering on the open connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    command = [find_valkey(), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    with process, broker_at(f"redis://127.0.0.1:{port}/0"):
        try:
            ring_until_heard()
            process.send_signal(signal.SIGSTOP)
            yield
        finally:
            process.kill()


@pytest.fixture
def queue() -> Iterator[Callable[[], int]]:
    """How many rings wait in the real broker."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        client.delete(QUEUE)
        yield lambda: int(client.llen(QUEUE))
        client.delete(QUEUE)


def ring_until_heard() -> None:
    deadline = time.monotonic() + 10
    while not wake_worker(new_key()) and time.monotonic() < deadline:
        time.sleep(0.05)


def measure_ring() -> tuple[bool, float]:
    started = time.monotonic()
    return wake_worker(new_key()), time.monotonic() - started


BROKEN = pytest.mark.parametrize("broken", ["_closed_port", "_silent_socket", "_frozen_broker"])


class TestBrokenBroker:
    @BROKEN
    def test_costs_a_ring_its_short_timeout_and_no_more(
        self, broken: str, request: pytest.FixtureRequest
    ) -> None:
        request.getfixturevalue(broken)

        rings = [measure_ring() for _ring in range(3)]

        assert [rang for rang, _seconds in rings] == [False] * 3
        assert max(seconds for _rang, seconds in rings) < RING_SECONDS

    def test_costs_32_rings_at_once_no_more_than_one(self) -> None:
        server = socket.create_server(("127.0.0.1", 0), backlog=64)
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"

        with server, broker_at(address, socket_timeout=LONG_TIMEOUT_SECONDS):
            rings = run_at_once([measure_ring] * 32)

        assert max(seconds for _rang, seconds in rings) < 2 * LONG_TIMEOUT_SECONDS

    @BROKEN
    @pytest.mark.django_db(transaction=True)
    def test_lets_a_collect_be_accepted(self, broken: str, request: pytest.FixtureRequest) -> None:
        till = build_till()
        request.getfixturevalue(broken)
        started = time.monotonic()

        answer = till.collect(build_body())

        assert time.monotonic() - started < REQUEST_SECONDS
        assert answer.status_code == 202
        assert answer.json()["outcome"] == "queued"
        assert Delivery.objects.count() == 1


class TestDoorbell:
    @pytest.mark.django_db(transaction=True)
    def test_is_rung_once_for_a_collect(self, queue: Callable[[], int]) -> None:
        till = build_till()

        till.collect(build_body())

        assert queue() == 1

    @pytest.mark.django_db(transaction=True)
    def test_is_not_rung_for_a_repeat(self, queue: Callable[[], int]) -> None:
        till = build_till()
        till.collect(build_body())

        till.collect(build_body())
        till.collect(build_body(), key="key-2")

        assert queue() == 1

    @pytest.mark.django_db(transaction=True)
    def test_finds_the_row_committed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        till, seen = build_till(), list[int]()

        def look(delivery_id: UUID) -> None:
            seen.extend(run_at_once([Delivery.objects.filter(pk=delivery_id).count]))

        monkeypatch.setattr("transactions.outbox.rows.wake_worker", look)
        till.collect(build_body())

        assert seen == [1]

    def test_waits_for_the_commit(
        self,
        till: Till,
        queue: Callable[[], int],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks() as rings:
            till.collect(build_body())

        assert queue() == 0
        assert [ring.func for ring in rings if isinstance(ring, partial)] == [wake_worker]

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(build_body(lines=[{"amount": "1.00"}]), id="nothing eligible"),
            pytest.param(
                build_body(occurred_at="2026-01-01T10:00:00+01:00"), id="outside of the window"
            ),
        ],
    )
    def test_is_not_rung_for_what_is_not_sent(
        self,
        till: Till,
        body: object,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks() as rings:
            till.collect(body)

        assert rings == []

    def test_names_a_task_that_exists(self) -> None:
        app.loader.import_default_modules()

        assert SEND_TASK in app.tasks
