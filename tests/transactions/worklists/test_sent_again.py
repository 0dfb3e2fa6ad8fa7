"""What a person has sent again reaches PAYBACK, under a new attempt number, and is booked once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from interfaces.clock import get_database_time
from tests.simulator_process import SimulatorProcess
from tests.transactions.kinds.till import collect
from tests.transactions.sending.pretend import KNOWN_ALREADY, YES, PretendClient
from tests.transactions.till import Till
from tests.transactions.worklists.deciding import (
    LATER,
    ask_about,
    decide,
    decide_seen,
    look,
    read_attempts,
    reread,
)
from transactions.choices import Reason, State, Verdict
from transactions.models import Attempt, Delivery
from transactions.sending import send_delivery
from transactions.worklists import Action

pytestmark = pytest.mark.django_db
NO_MEMBER = {"trouble": "fault_message", "code": "LMS_00003"}


def send(row: Delivery, at: datetime) -> int:
    return send_delivery(delivery_id=row.pk, clock=lambda: at)


def sell(till: Till) -> Delivery:
    """A sale of just now, not sent yet."""
    return collect(till, get_database_time())


def fail_twice(till: Till, payback: SimulatorProcess, first: str) -> Delivery:
    """A sale whose first call got no answer, and whose second one PAYBACK refused."""
    row = sell(till)
    now = get_database_time()
    payback.trouble(first)
    send(row, now)
    payback.trouble(**NO_MEMBER)
    send(row, now + timedelta(hours=1))
    assert (reread(row).state, reread(row).reason) == (
        State.ATTENTION,
        Reason.REFUSED_AFTER_UNKNOWN,
    )
    return row


def count_bookings(payback: SimulatorProcess, row: Delivery) -> int:
    return len(payback.ledger(receipt_number=row.transaction.payback_receipt_number))


class TestARetry:
    @pytest.mark.parametrize("first", ["drop_before_booking", "drop_after_booking"])
    def test_is_a_new_attempt_and_books_once(
        self, paying: Till, payback: SimulatorProcess, first: str
    ) -> None:
        row = fail_twice(paying, payback, first)
        before = read_attempts(row)

        decide(Action.RETRY, row)
        calls = send(row, LATER + timedelta(days=3))

        stored = reread(row)
        assert (calls, stored.state, stored.attempt_number) == (1, State.BOOKED, 3)
        assert count_bookings(payback, row) == 1
        assert read_attempts(row)[:2] == before
        assert [one.number for one in Attempt.objects.order_by("id")] == [1, 2, 3]

    def test_sends_what_was_never_sent(self, paying: Till, payback: SimulatorProcess) -> None:
        row = collect(paying, get_database_time(), occurred_at="2025-01-02T10:00:00+01:00")
        assert (row.state, row.reason) == (State.ATTENTION, Reason.CLOCK)

        decide(Action.RETRY, row)
        send(row, get_database_time())

        assert (reread(row).state, reread(row).attempt_number) == (State.BOOKED, 1)
        assert count_bookings(payback, row) == 1

    def test_decided_twice_is_sent_once(self, paying: Till, payback: SimulatorProcess) -> None:
        row = fail_twice(paying, payback, "drop_after_booking")
        seen = {row.pk: look(row)}
        decide_seen(Action.RETRY, seen)
        send(row, LATER + timedelta(days=3))

        decide_seen(Action.RETRY, seen)
        calls = send(row, LATER + timedelta(days=4))

        assert (calls, reread(row).state) == (0, State.BOOKED)
        assert count_bookings(payback, row) == 1


class TestARefusedCall:
    @pytest.mark.parametrize(
        ("arrivals", "end"),
        [
            (1, (State.ATTENTION, Reason.RECEIPT_NUMBER_TAKEN)),
            (2, (State.BOOKED, Reason.NONE)),
        ],
        ids=["only the refused one", "an unanswered one too"],
    )
    def test_is_never_taken_for_the_call_that_booked(
        self, client: PretendClient, arrivals: int, end: Any
    ) -> None:
        row = ask_about(Reason.COUPON, arrivals)
        client.end = KNOWN_ALREADY

        decide(Action.RETRY, row)
        send(row, LATER)

        assert (reread(row).state, reread(row).reason) == end


class TestAHeldRow:
    def test_is_sent_when_it_is_released(self, paying: Till, payback: SimulatorProcess) -> None:
        row = sell(paying)
        payback.trouble("credentials_rejected")
        send(row, get_database_time())
        assert (reread(row).state, reread(row).reason) == (State.HELD, Reason.CREDENTIALS)

        decide(Action.RELEASE, row)
        send(row, get_database_time())

        verdicts = list(Attempt.objects.order_by("id").values_list("verdict", flat=True))
        assert verdicts == [Verdict.MISCONFIGURED, Verdict.BOOKED]
        assert count_bookings(payback, row) == 1


class TestAClaimedRow:
    def test_is_not_brought_forward_under_the_worker(self, client: PretendClient) -> None:
        row = ask_about(Reason.CLOCK)
        decide(Action.RETRY, row)
        seen = {row.pk: look(row)}
        client.end = YES
        client.meanwhile = lambda: decide_seen(Action.WRITE_OFF, seen)

        send(row, LATER)

        assert reread(row).state == State.BOOKED
