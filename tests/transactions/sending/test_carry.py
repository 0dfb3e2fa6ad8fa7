"""One delivery on its way: claimed, started, called, recorded."""

import uuid
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from tests.factories import DeliveryFactory
from tests.factories.transactions import CARD, NOW
from tests.transactions.sending.pretend import REJECTED, SILENCE, UNREACHABLE, PretendClient
from tests.transactions.sending.rows import claim, make_beside, reread
from transactions.choices import Reason, State, Verdict
from transactions.models import Attempt, Delivery, Gate, StateChange
from transactions.sending.carry import carry, send_delivery
from transactions.sending.sweep import recover_lease, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("client")]


def read_clock() -> datetime:
    return NOW


def send(delivery: Delivery) -> int:
    return send_delivery(delivery_id=delivery.pk, clock=read_clock)


class TestSendDelivery:
    def test_books_a_due_row(self) -> None:
        delivery = DeliveryFactory.create()

        calls = send(delivery)

        assert calls == 1
        stored = reread(delivery)
        assert (stored.state, stored.points, stored.possible_arrivals) == (State.BOOKED, 249, 1)
        trail = StateChange.objects.filter(delivery=delivery).values_list("to_state", flat=True)
        assert list(trail) == [State.CLAIMED, State.STARTED, State.BOOKED]

    def test_sends_what_was_frozen_with_todays_credentials(self, client: PretendClient) -> None:
        delivery = DeliveryFactory.create()

        send(delivery)

        purchase = client.purchases[0]
        assert purchase.card == CARD
        assert purchase.receipt_number == delivery.transaction.payback_receipt_number
        assert client.credentials[0].password == delivery.interface.password
        assert client.endpoints[0] == delivery.interface.endpoint

    def test_has_committed_to_started_when_the_call_is_made(self, client: PretendClient) -> None:
        delivery = DeliveryFactory.create()
        seen: list[tuple[str, int]] = []
        client.meanwhile = lambda: seen.append(
            (reread(delivery).state, reread(delivery).possible_arrivals)
        )

        send(delivery)

        assert seen == [(State.STARTED, 1)]

    def test_repeats_an_unanswered_call_with_the_same_message(self, client: PretendClient) -> None:
        delivery = DeliveryFactory.create()
        client.end = SILENCE
        send(delivery)
        Delivery.objects.filter(pk=delivery.pk).update(due_at=NOW)

        send(delivery)

        assert client.purchases[0] == client.purchases[1]
        assert reread(delivery).possible_arrivals == 2

    def test_makes_no_call_for_a_row_that_is_not_due(self, client: PretendClient) -> None:
        delivery = DeliveryFactory.create(due_at=NOW + timedelta(seconds=1))

        assert send(delivery) == 0
        assert client.purchases == []

    def test_makes_no_call_for_a_row_another_worker_has(self, client: PretendClient) -> None:
        delivery = DeliveryFactory.create(started=True)

        assert send(delivery) == 0
        assert client.purchases == []

    def test_carries_what_waits_behind_it(self) -> None:
        first = DeliveryFactory.create()
        others = [make_beside(first), make_beside(first)]

        calls = send(first)

        assert calls == 3
        assert {reread(row).state for row in others} == {State.BOOKED}

    def test_ends_after_a_fair_share(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("transactions.sending.carry.ROWS_PER_RING", 2)
        first = DeliveryFactory.create()
        make_beside(first)
        make_beside(first)

        assert send(first) == 2

    def test_rings_for_the_next_row_after_its_share(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rung: list[uuid.UUID] = []
        monkeypatch.setattr("transactions.sending.carry.ROWS_PER_RING", 1)
        monkeypatch.setattr("transactions.sending.carry.wake_worker", rung.append)
        first = DeliveryFactory.create()
        second = make_beside(first)

        send(first)
        send(second)

        assert rung == [second.pk]

    def test_stops_calling_after_three_rejected_sign_ins(self, client: PretendClient) -> None:
        client.end = REJECTED
        first = DeliveryFactory.create()
        rows = [first, *(make_beside(first) for _ in range(5))]

        send(first)

        assert len(client.purchases) == 3
        assert Gate.objects.get().is_stopped
        assert {reread(row).state for row in rows} <= {State.HELD, State.DUE}
        assert (reread(first).state, reread(first).reason) == (State.HELD, Reason.CREDENTIALS)

    def test_stops_calling_when_payback_does_not_answer_five_times(
        self, client: PretendClient
    ) -> None:
        client.end = UNREACHABLE
        first = DeliveryFactory.create()
        rows = [first, *(make_beside(first) for _ in range(7))]

        send(first)

        assert len(client.purchases) == 5
        assert {reread(row).state for row in rows} == {State.DUE}
        assert Gate.objects.get().is_closed(at=NOW)


class TestCarry:
    def test_makes_no_call_when_the_claim_was_lost(self, client: PretendClient) -> None:
        claimed = claim(DeliveryFactory.create())
        recover_lease(reread(claimed.delivery), now=NOW)

        called = carry(claimed, read_clock)

        assert called is False
        assert client.purchases == []

    def test_renews_the_lease_when_it_starts(
        self, client: PretendClient, settings: Settings
    ) -> None:
        settings.LEASE_SECONDS = 30
        claimed = claim(DeliveryFactory.create())
        leases: list[datetime | None] = []
        client.meanwhile = lambda: leases.append(reread(claimed.delivery).lease_until)

        carry(claimed, lambda: NOW + timedelta(seconds=20))

        assert leases == [NOW + timedelta(seconds=50)]

    def test_comes_too_late_when_the_sweep_gave_the_row_away(self, client: PretendClient) -> None:
        delivery = DeliveryFactory.create()
        client.meanwhile = lambda: recover_lease(reread(delivery), now=NOW)

        carry(claim(delivery), read_clock)

        assert reread(delivery).state == State.UNKNOWN
        verdicts = list(Attempt.objects.values_list("verdict", flat=True))
        assert verdicts == [Verdict.WORKER_LOST, Verdict.BOOKED]


class TestALostWorker:
    def test_is_made_up_for_by_a_repeat_that_payback_knows(self, client: PretendClient) -> None:
        delivery = DeliveryFactory.create()
        client.meanwhile = die
        with pytest.raises(SystemExit):
            send(delivery)
        sweep(now=NOW + timedelta(minutes=5))

        client.meanwhile = lambda: None
        send_delivery(delivery_id=delivery.pk, clock=lambda: NOW + timedelta(hours=1))

        stored = reread(delivery)
        assert (stored.state, stored.attempt_number) == (State.BOOKED, 2)
        assert client.purchases[0] == client.purchases[1]


def die() -> None:
    raise SystemExit
