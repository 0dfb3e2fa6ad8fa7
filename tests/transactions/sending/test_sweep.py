"""Taking up what is due and what a dead worker left behind."""

import uuid
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from cryptography.fernet import Fernet, MultiFernet
from pytest_django import Settings

from interfaces.models import Interface
from tests.factories import DeliveryFactory
from tests.factories.transactions import NOW
from tests.transactions.sending.rows import make_beside, make_gate, reread
from transactions.choices import Reason, State, Verdict
from transactions.models import Attempt, Delivery, StateChange
from transactions.sending.sweep import recover_lease, release_held, sweep

MODULE = import_module("transactions.sending.sweep")  # the package shows the function of that name
SECOND = timedelta(seconds=1)
OVERDUE = NOW - timedelta(minutes=1)

pytestmark = pytest.mark.django_db


class Doorbell:
    """Notes who was rung for; broken after `works_for` rings."""

    def __init__(self) -> None:
        self.rung: list[uuid.UUID] = []
        self.works_for = 1000

    def ring(self, delivery_id: uuid.UUID) -> bool:
        """What the sweep takes for `wake_worker`."""
        self.rung.append(delivery_id)
        return len(self.rung) <= self.works_for


@pytest.fixture(autouse=True)
def doorbell(monkeypatch: pytest.MonkeyPatch) -> Doorbell:
    """The broker's place."""
    bell = Doorbell()
    monkeypatch.setattr(MODULE, "wake_worker", bell.ring)
    return bell


def make_held(reason: Reason = Reason.CREDENTIALS, **values: Any) -> Delivery:
    """A row held under the settings its interface has now."""
    delivery = DeliveryFactory.create(held=True, reason=reason, **values)
    fingerprint = delivery.interface.settings_fingerprint
    Delivery.objects.filter(pk=delivery.pk).update(settings_fingerprint=fingerprint)
    return reread(delivery)


def make_held_beside(first: Delivery, **values: Any) -> Delivery:
    """One more row held at the same till, under the same settings."""
    return make_beside(
        first,
        **{"held": True, "settings_fingerprint": first.settings_fingerprint, **values},
    )


def correct_password(interface: Interface) -> None:
    fresh = Interface.objects.get(pk=interface.pk)
    fresh.password = "berichtigt"
    fresh.save()


class TestAnExpiredLease:
    def test_gives_a_claimed_row_back_as_due(self) -> None:
        delivery = DeliveryFactory.create(claimed=True, lease_until=NOW - SECOND)

        sweep(now=NOW)

        stored = reread(delivery)
        assert (stored.state, stored.lease_until) == (State.DUE, None)
        assert stored.due_at > NOW
        assert not Attempt.objects.filter(delivery=delivery).exists()

    def test_makes_a_started_row_unknown_and_writes_the_lost_attempt(self) -> None:
        delivery = DeliveryFactory.create(started=True, lease_until=NOW - SECOND)

        sweep(now=NOW)

        stored = reread(delivery)
        assert (stored.state, stored.possible_arrivals) == (State.UNKNOWN, 1)
        row = Attempt.objects.get(delivery=delivery)
        assert (row.number, row.verdict, row.recorded_at) == (1, Verdict.WORKER_LOST, NOW)

    def test_keeps_a_claimed_repeat_unknown(self) -> None:
        delivery = DeliveryFactory.create(
            claimed=True, possible_arrivals=1, lease_until=NOW - SECOND
        )

        sweep(now=NOW)

        assert reread(delivery).state == State.UNKNOWN

    def test_is_respected_until_its_last_moment(self) -> None:
        delivery = DeliveryFactory.create(started=True, lease_until=NOW)

        sweep(now=NOW)

        assert reread(delivery).state == State.STARTED

    def test_leaves_nothing_behind_when_the_worker_was_faster(self) -> None:
        seen = DeliveryFactory.create(started=True, lease_until=NOW - SECOND)
        reread(seen).move(to=State.BOOKED, at=NOW, points=249)

        recovered = recover_lease(seen, now=NOW)

        assert recovered is False
        assert reread(seen).state == State.BOOKED
        assert not Attempt.objects.filter(delivery=seen).exists()
        assert StateChange.objects.filter(delivery=seen).count() == 1


class TestAHeldRow:
    def test_goes_on_when_the_settings_change(self) -> None:
        delivery = make_held()
        correct_password(delivery.interface)

        sweep(now=NOW)

        stored = reread(delivery)
        assert (stored.state, stored.reason, stored.due_at) == (State.DUE, Reason.NONE, NOW)

    def test_goes_on_as_unknown_when_it_may_have_arrived_before(self) -> None:
        delivery = make_held(possible_arrivals=1)
        correct_password(delivery.interface)

        sweep(now=NOW)

        assert reread(delivery).state == State.UNKNOWN

    def test_waits_while_the_rejected_credentials_stay(self) -> None:
        delivery = make_held()

        sweep(now=NOW)

        assert reread(delivery).state == State.HELD

    def test_waits_while_no_interface_carries_its_partner(self) -> None:
        delivery = make_held(Reason.PARTNER_CHANGED)
        Interface.objects.filter(pk=delivery.interface.pk).update(partner_short_name="OTHER")

        assert release_held(delivery, now=NOW) is False

    def test_goes_on_when_a_missing_key_is_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        delivery = make_held(Reason.CONFIGURATION)
        password = Interface._meta.get_field("password")
        with monkeypatch.context() as without_key:
            other_keys = MultiFernet([Fernet(Fernet.generate_key())])
            without_key.setattr(password, "fernet", other_keys)
            before = release_held(reread(delivery), now=NOW)

        after = release_held(reread(delivery), now=NOW)

        assert (before, after) == (False, True)

    def test_goes_on_when_its_host_is_allowed_again(self, settings: Settings) -> None:
        delivery = make_held(Reason.CONFIGURATION)
        allowed, settings.PAYBACK_ALLOWED_HOSTS = settings.PAYBACK_ALLOWED_HOSTS, ["*.payback.at"]
        before = release_held(reread(delivery), now=NOW)

        settings.PAYBACK_ALLOWED_HOSTS = allowed
        after = release_held(reread(delivery), now=NOW)

        assert (before, after) == (False, True)

    def test_is_left_to_whoever_released_it_first(self) -> None:
        seen = make_held()
        correct_password(seen.interface)
        first = release_held(reread(seen), now=NOW)

        second = release_held(seen, now=NOW)

        assert (first, second) == (True, False)
        assert StateChange.objects.filter(delivery=seen).count() == 1


class TestAnOverdueRow:
    @pytest.mark.parametrize("trait", ["unknown", "refused"])
    def test_is_rung_for_when_it_waits(self, trait: str, doorbell: Doorbell) -> None:
        delivery = DeliveryFactory.create(**{trait: True}, due_at=OVERDUE)

        rung = sweep(now=NOW)

        expected = [delivery.pk] if trait == "unknown" else []
        assert (doorbell.rung, rung) == (expected, len(expected))

    def test_is_left_alone_while_it_may_have_rung_for_itself(self, doorbell: Doorbell) -> None:
        DeliveryFactory.create(due_at=NOW - SECOND)

        sweep(now=NOW)

        assert doorbell.rung == []

    def test_comes_before_a_younger_one(self, doorbell: Doorbell) -> None:
        younger = DeliveryFactory.create(due_at=OVERDUE)
        older = make_beside(younger, due_at=OVERDUE - SECOND)

        sweep(now=NOW)

        assert doorbell.rung == [older.pk, younger.pk]

    def test_waits_while_its_interface_rests(self, doorbell: Doorbell) -> None:
        delivery = DeliveryFactory.create(due_at=OVERDUE)
        make_gate(delivery.interface, failures=5, closed_until=NOW + SECOND)

        sweep(now=NOW)

        assert doorbell.rung == []

    def test_is_rung_for_when_the_pause_is_over(self, doorbell: Doorbell) -> None:
        delivery = DeliveryFactory.create(due_at=OVERDUE)
        make_gate(delivery.interface, failures=5, closed_until=NOW)

        sweep(now=NOW)

        assert doorbell.rung == [delivery.pk]

    def test_is_not_rung_for_after_a_ring_the_broker_did_not_take(self, doorbell: Doorbell) -> None:
        doorbell.works_for = 1
        first = DeliveryFactory.create(due_at=OVERDUE)
        make_beside(first, due_at=OVERDUE)
        make_beside(first, due_at=OVERDUE)

        rung = sweep(now=NOW)

        assert (rung, len(doorbell.rung)) == (1, 2)


class TestManyHeldRows:
    def test_do_not_keep_a_later_one_from_going_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(MODULE, "ROWS_PER_SWEEP", 2)
        stuck = [make_held() for _ in range(2)]
        freed = make_held()
        correct_password(freed.interface)

        sweep(now=NOW)

        assert reread(freed).state == State.DUE
        assert [reread(row).state for row in stuck] == [State.HELD, State.HELD]

    def test_all_go_on_when_what_held_them_is_mended(self) -> None:
        first = make_held()
        others = [make_held_beside(first) for _ in range(3)]
        correct_password(first.interface)

        sweep(now=NOW)

        assert {reread(row).state for row in [first, *others]} == {State.DUE}

    def test_go_on_apart_when_one_till_is_held_for_two_reasons(self) -> None:
        rejected = make_held()
        incomplete = make_held_beside(rejected, reason=Reason.CONFIGURATION)

        sweep(now=NOW)

        assert reread(rejected).state == State.HELD
        assert reread(incomplete).state == State.DUE


class TestThePauseAfterALostWorker:
    def test_is_that_of_any_other_failure(self, settings: Settings) -> None:
        settings.RETRY_FIRST_SECONDS, settings.RETRY_CAP_SECONDS = 10, 900
        delivery = DeliveryFactory.create(started=True, attempt_number=3, lease_until=NOW - SECOND)

        recover_lease(delivery, now=NOW)

        pause = reread(delivery).due_at - NOW
        assert timedelta(seconds=32) <= pause <= timedelta(seconds=48)
