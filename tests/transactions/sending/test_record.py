"""Writing down how a call ended."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from interfaces.models import Interface
from interfaces.payback.errors import PaybackError
from tests.factories import DeliveryFactory
from tests.factories.transactions import NOW
from tests.transactions.sending.pretend import (
    KNOWN_ALREADY,
    NO_MEMBER,
    RECORD,
    REJECTED,
    SILENCE,
    UNREACHABLE,
    YES,
)
from tests.transactions.sending.rows import claim, make_gate, reread
from transactions.choices import Kind, Reason, State, Verdict
from transactions.models import Attempt, Delivery, Gate, Transaction
from transactions.sending.claim import Claim
from transactions.sending.record import record_result
from transactions.sending.sweep import recover_lease
from transactions.sending.verdict import CallResult, read_answer, read_error

LATER = NOW + timedelta(seconds=1)
BOOKED = read_answer(YES, RECORD, row=Transaction(kind=Kind.COLLECT))

pytestmark = pytest.mark.django_db


def start(delivery: Delivery) -> Claim:
    """The row claimed and started, as it is when PAYBACK is called."""
    found = claim(delivery)
    found.delivery.move(
        to=State.STARTED,
        at=NOW,
        lease_until=NOW + timedelta(seconds=30),
        possible_arrivals=found.delivery.possible_arrivals + 1,
    )
    return found


def end_with(result: CallResult | PaybackError, delivery: Delivery) -> Delivery:
    """The row after one call that ended so."""
    known = read_error(result) if isinstance(result, PaybackError) else result
    record_result(claim=start(delivery), result=known, now=LATER)
    return reread(delivery)


class TestTheAttempt:
    def test_keeps_the_masked_trace_of_the_call(self) -> None:
        delivery = DeliveryFactory.create()

        end_with(NO_MEMBER, delivery)

        row = Attempt.objects.get(delivery=delivery)
        assert (row.number, row.verdict, row.code) == (1, Verdict.REFUSED, "LMS_00003")
        assert (row.request_masked, row.answer_masked) == ("<request/>", "<answer/>")
        assert (row.http_status, row.duration_ms, row.recorded_at) == (200, 12, LATER)
        assert (row.origin, row.interface) == ("https://payback.example:443", delivery.interface)


class TestTheDelivery:
    def test_keeps_points_balance_and_coupons_of_a_booking(self) -> None:
        stored = end_with(BOOKED, DeliveryFactory.create())

        assert stored.state == State.BOOKED
        assert (stored.points, stored.balance) == (249, 1569)
        assert stored.applied_coupons == ["DEMO-X3"]

    def test_does_not_know_the_points_of_a_booking_seen_only_by_its_repeat(self) -> None:
        stored = end_with(KNOWN_ALREADY, DeliveryFactory.create(unknown=True))

        assert (stored.state, stored.points, stored.balance) == (State.BOOKED, None, None)

    def test_asks_for_a_person_when_a_fresh_number_is_known_already(self) -> None:
        stored = end_with(KNOWN_ALREADY, DeliveryFactory.create())

        assert (stored.state, stored.reason) == (State.ATTENTION, Reason.RECEIPT_NUMBER_TAKEN)

    @pytest.mark.parametrize(
        ("end", "arrivals"),
        [(SILENCE, 1), (NO_MEMBER, 1), (UNREACHABLE, 0), (REJECTED, 0)],
    )
    def test_counts_the_calls_that_may_have_arrived(self, end: PaybackError, arrivals: int) -> None:
        assert end_with(end, DeliveryFactory.create()).possible_arrivals == arrivals

    def test_stays_unknown_when_a_repeat_is_not_sent(self) -> None:
        stored = end_with(UNREACHABLE, DeliveryFactory.create(unknown=True))

        assert (stored.state, stored.possible_arrivals) == (State.UNKNOWN, 1)

    @pytest.mark.parametrize("end", [SILENCE, UNREACHABLE])
    def test_is_due_again_after_a_pause(self, end: PaybackError, settings: Settings) -> None:
        settings.RETRY_FIRST_SECONDS, settings.RETRY_CAP_SECONDS = 10, 900

        stored = end_with(end, DeliveryFactory.create())

        pause = stored.due_at - LATER
        assert timedelta(seconds=8) <= pause <= timedelta(seconds=12)

    def test_pauses_longer_with_every_attempt(self, settings: Settings) -> None:
        settings.RETRY_FIRST_SECONDS, settings.RETRY_CAP_SECONDS = 10, 900

        stored = end_with(SILENCE, DeliveryFactory.create(attempt_number=3))

        pause = stored.due_at - LATER
        assert timedelta(seconds=64) <= pause <= timedelta(seconds=96)


class TestALateWorker:
    def test_writes_its_attempt_and_leaves_the_state_alone(self) -> None:
        delivery = DeliveryFactory.create()
        late = start(delivery)
        recover_lease(reread(delivery), now=NOW)

        recorded = record_result(claim=late, result=BOOKED, now=LATER)

        assert recorded is False
        stored = reread(delivery)
        assert (stored.state, stored.points) == (State.UNKNOWN, None)
        verdicts = list(Attempt.objects.filter(delivery=delivery).values_list("number", "verdict"))
        assert verdicts == [(1, Verdict.WORKER_LOST), (1, Verdict.BOOKED)]

    def test_does_not_disturb_the_worker_that_took_over(self) -> None:
        delivery = DeliveryFactory.create()
        late = start(delivery)
        recover_lease(reread(delivery), now=NOW - timedelta(hours=1))
        second = start(delivery)

        record_result(claim=late, result=read_error(NO_MEMBER), now=LATER)
        recorded = record_result(claim=second, result=read_error(KNOWN_ALREADY), now=LATER)

        assert recorded is True
        stored = reread(delivery)
        assert (stored.state, stored.attempt_number) == (State.BOOKED, 2)


class TestTheGate:
    @pytest.mark.parametrize(
        ("end", "failures", "rejections"),
        [(UNREACHABLE, 3, 0), (SILENCE, 3, 0), (REJECTED, 0, 1), (NO_MEMBER, 0, 0)],
    )
    def test_counts_what_the_end_says_about_the_interface(
        self, end: PaybackError, failures: int, rejections: int
    ) -> None:
        delivery = DeliveryFactory.create()
        make_gate(delivery.interface, failures=2)

        end_with(end, delivery)

        gate = Gate.objects.get(interface=delivery.interface)
        assert (gate.failures, gate.rejections) == (failures, rejections)

    def test_learns_nothing_from_a_message_that_could_not_be_built(self) -> None:
        delivery = DeliveryFactory.create()
        make_gate(delivery.interface, failures=2)

        end_with(CallResult(verdict=Verdict.UNFIT, record=RECORD), delivery)

        assert Gate.objects.get(interface=delivery.interface).failures == 2

    def test_does_not_count_a_call_made_with_settings_that_changed_meanwhile(self) -> None:
        delivery = DeliveryFactory.create()
        late = start(delivery)
        Interface.objects.filter(pk=delivery.interface.pk).update(username="neu")
        fresh = Interface.objects.get(pk=delivery.interface.pk)
        Gate.objects.filter(interface=fresh).update(
            settings_fingerprint=fresh.settings_fingerprint, rejections=2, rejected_at=NOW
        )

        record_result(claim=late, result=read_error(REJECTED), now=LATER)

        gate = Gate.objects.get(interface=fresh)
        assert gate.settings_fingerprint == fresh.settings_fingerprint
        assert gate.rejections == 2


class TestRejectedCredentials:
    def test_hold_the_row_under_the_settings_that_were_rejected(self) -> None:
        delivery = DeliveryFactory.create()

        stored = end_with(REJECTED, delivery)

        assert (stored.state, stored.reason) == (State.HELD, Reason.CREDENTIALS)
        assert stored.settings_fingerprint == delivery.interface.settings_fingerprint
