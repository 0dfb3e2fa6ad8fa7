"""`Prefer: wait`: holding the answer until the outcome is final."""

import time
from threading import Thread

import pytest
from django.test import RequestFactory
from django.utils import timezone

from tests.factories import DeliveryFactory
from tests.transactions.at_once import call_apart
from tests.transactions.till import Till, build_body, build_till
from transactions.api.headers import read_wait_seconds
from transactions.choices import State
from transactions.models import Delivery


class TestReadWaitSeconds:
    @pytest.mark.parametrize(
        ("header", "seconds"),
        [
            ("wait=0", 0),
            ("wait=5", 5),
            ("wait=05", 5),
            ('wait="5"', 5),
            ("Wait = 5", 5),
            ("wait=5; foo=bar", 5),
            ("respond-async, wait=5", 5),
            ("wait=5, respond-async", 5),
            ("wait=5, wait=9", 5),
            ("wait=15", 15),
            ("wait=16", 15),
            ("wait=99999999999999999999", 15),
            ("wait=" + "9" * 5000, 15),
            ("wait=-5", 7),
            ("wait=5.5", 7),
            ("wait=٥", 7),
            ("wait=", 7),
            ("wait", 7),
            ("await=5", 7),
            ("wait=5s", 7),
            ("", 7),
        ],
    )
    def test_reads_whole_seconds_up_to_15_or_else_the_default(
        self, header: str, seconds: int
    ) -> None:
        request = RequestFactory().get("/", headers={"Prefer": header})

        assert read_wait_seconds(request, default=7) == seconds

    def test_is_the_default_without_the_header(self) -> None:
        assert read_wait_seconds(RequestFactory().get("/"), default=8) == 8


class TestCollectThatDoesNotWait:
    def test_is_answered_at_once(self, till: Till) -> None:
        started = time.monotonic()

        answer = till.collect(build_body())

        assert time.monotonic() - started < 3
        assert "Preference-Applied" not in answer.headers


class TestCollectThatWaits:
    def test_is_answered_when_the_time_is_over(self, till: Till) -> None:
        started = time.monotonic()

        answer = till.collect(build_body(), Prefer="wait=1")

        assert 1 <= time.monotonic() - started < 5
        assert answer.status_code == 202
        assert answer.headers["Preference-Applied"] == "wait=1"

    def test_does_not_wait_for_what_is_final_already(self, till: Till) -> None:
        started = time.monotonic()

        answer = till.collect(build_body(lines=[{"amount": "1"}]), Prefer="wait=99")

        assert time.monotonic() - started < 5
        assert answer.status_code == 201
        assert answer.headers["Preference-Applied"] == "wait=15"


@pytest.mark.django_db(transaction=True)
class TestOutcomeThatBecomesFinalMeanwhile:
    def test_ends_the_wait_of_a_collect(self) -> None:
        till = build_till()
        worker = Thread(target=call_apart, args=[book_the_only_row])
        worker.start()
        started = time.monotonic()

        answer = till.collect(build_body(), Prefer="wait=10")

        worker.join()
        assert time.monotonic() - started < 8
        assert answer.status_code == 201
        assert answer.json()["outcome"] == "booked"
        assert answer.headers["Preference-Applied"] == "wait=10"

    def test_ends_the_wait_of_a_reader(self) -> None:
        till = build_till()
        delivery = DeliveryFactory.create(
            transaction__workstation=till.workstation, transaction__interface=till.interface
        )
        worker = Thread(target=call_apart, args=[book_the_only_row])
        worker.start()

        answer = till.get(f"/api/v1/transactions/{delivery.transaction_id}", Prefer="wait=10")

        worker.join()
        assert answer.json()["outcome"] == "booked"
        assert answer.headers["Preference-Applied"] == "wait=10"

    def test_is_the_stored_answer_of_the_key(self) -> None:
        till = build_till()
        worker = Thread(target=call_apart, args=[book_the_only_row])
        worker.start()
        first = till.collect(build_body(), Prefer="wait=10")
        worker.join()

        second = till.collect(build_body())

        assert second.status_code == 201
        assert second.content == first.content


def book_the_only_row() -> None:
    """As a worker does, a moment after the row is there."""
    deadline = time.monotonic() + 10
    while not Delivery.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    delivery, now = Delivery.objects.get(), timezone.now()
    delivery.move(to=State.CLAIMED, at=now, lease_until=now)
    delivery.move(to=State.STARTED, at=now, lease_until=now)
    delivery.move(to=State.BOOKED, at=now, points=249, balance=1320)
