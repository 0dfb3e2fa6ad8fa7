"""Taking a due row: exactly one worker, and only while the interface may be called."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from interfaces.models import Interface
from tests.factories import DeliveryFactory
from tests.factories.transactions import NOW
from tests.transactions.sending.rows import claim, make_beside, make_gate, reread
from transactions.choices import Reason, State
from transactions.models import Gate, StateChange
from transactions.models.gate import BREAKER_THRESHOLD
from transactions.sending.claim import claim_delivery, claim_next

SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


class TestClaimDelivery:
    def test_takes_a_due_row_with_a_lease_and_the_next_number(self, settings: Settings) -> None:
        settings.LEASE_SECONDS = 30
        delivery = DeliveryFactory.create(attempt_number=2)

        found = claim_delivery(delivery_id=delivery.pk, now=NOW)

        assert found is not None
        stored = reread(delivery)
        assert (stored.state, stored.attempt_number) == (State.CLAIMED, 3)
        assert stored.lease_until == NOW + timedelta(seconds=30)
        assert stored.settings_fingerprint == delivery.interface.settings_fingerprint

    def test_takes_an_unknown_row(self) -> None:
        delivery = DeliveryFactory.create(unknown=True)

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is not None

    def test_leaves_a_row_whose_time_has_not_come(self) -> None:
        delivery = DeliveryFactory.create(due_at=NOW + SECOND)

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is None
        assert reread(delivery).state == State.DUE

    @pytest.mark.parametrize(
        "trait", ["claimed", "started", "booked", "refused", "held", "attention"]
    )
    def test_leaves_a_row_that_does_not_wait(self, trait: str) -> None:
        delivery = DeliveryFactory.create(**{trait: True})

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is None
        assert reread(delivery).state == delivery.state

    def test_lets_one_of_two_workers_have_the_row(self) -> None:
        delivery = DeliveryFactory.create()

        first = claim_delivery(delivery_id=delivery.pk, now=NOW)
        second = claim_delivery(delivery_id=delivery.pk, now=NOW)

        assert first is not None
        assert second is None
        assert StateChange.objects.filter(delivery=delivery).count() == 1

    def test_loses_to_a_worker_who_claimed_between_reading_and_writing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivery = DeliveryFactory.create()
        lease = NOW + timedelta(seconds=30)

        def claim_meanwhile(_gate: Gate, _now: object) -> bool:
            return reread(delivery).move(
                to=State.CLAIMED, at=NOW, attempt_number=1, lease_until=lease
            )

        monkeypatch.setattr("transactions.sending.claim.has_free_slot", claim_meanwhile)

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is None
        assert reread(delivery).attempt_number == 1


class TestClaimDeliveryAtTheGate:
    def test_holds_the_row_when_credentials_were_rejected_too_often(self) -> None:
        delivery = DeliveryFactory.create()
        make_gate(delivery.interface, rejections=3, rejected_at=NOW)

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is None
        stored = reread(delivery)
        assert (stored.state, stored.reason) == (State.HELD, Reason.CREDENTIALS)
        assert stored.settings_fingerprint == delivery.interface.settings_fingerprint

    def test_stays_stopped_however_long_ago_the_rejections_were(self) -> None:
        delivery = DeliveryFactory.create()
        make_gate(delivery.interface, rejections=3, rejected_at=NOW - timedelta(days=9))

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is None

    def test_begins_anew_after_the_settings_changed(self) -> None:
        delivery = DeliveryFactory.create()
        gate = make_gate(delivery.interface, rejections=3, rejected_at=NOW, failures=9)
        change_password(delivery.interface)

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is not None
        gate.refresh_from_db()
        assert (gate.rejections, gate.rejected_at, gate.failures) == (0, None, 0)

    def test_leaves_the_row_while_the_breaker_is_open(self) -> None:
        delivery = DeliveryFactory.create()
        make_gate(delivery.interface, failures=BREAKER_THRESHOLD, closed_until=NOW + SECOND)

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is None
        assert reread(delivery).state == State.DUE

    def test_probes_with_a_single_call_after_the_pause(self) -> None:
        first = DeliveryFactory.create()
        second = make_beside(first)
        make_gate(first.interface, failures=BREAKER_THRESHOLD, closed_until=NOW)

        found = [claim_delivery(delivery_id=row.pk, now=NOW) for row in (first, second)]

        assert [bool(one) for one in found] == [True, False]

    @pytest.mark.parametrize(
        ("calls_at_once", "rejections", "claimed"),
        [(3, 0, 3), (3, 1, 2), (3, 2, 1), (2, 0, 2), (1, 1, 1)],
    )
    def test_takes_no_more_rows_than_slots_are_free(
        self, settings: Settings, calls_at_once: int, rejections: int, claimed: int
    ) -> None:
        settings.PAYBACK_CALLS_AT_ONCE = calls_at_once
        first = DeliveryFactory.create()
        rows = [first, *(make_beside(first) for _ in range(4))]
        make_gate(first.interface, rejections=rejections, rejected_at=NOW)

        found = [claim_delivery(delivery_id=row.pk, now=NOW) for row in rows]

        assert len([one for one in found if one]) == claimed

    def test_makes_at_most_three_calls_at_once_unless_told_otherwise(self) -> None:
        first = DeliveryFactory.create()
        rows = [first, *(make_beside(first) for _ in range(5))]

        found = [claim_delivery(delivery_id=row.pk, now=NOW) for row in rows]

        assert len([one for one in found if one]) == 3

    def test_counts_no_call_whose_lease_is_over(self, settings: Settings) -> None:
        settings.PAYBACK_CALLS_AT_ONCE = 1
        dead = DeliveryFactory.create(started=True, lease_until=NOW)

        assert claim_delivery(delivery_id=make_beside(dead).pk, now=NOW) is not None

    def test_does_not_touch_the_gate_where_every_slot_is_taken(self, settings: Settings) -> None:
        settings.PAYBACK_CALLS_AT_ONCE = 1
        row = make_beside(DeliveryFactory.create(started=True))

        with CaptureQueriesContext(connection) as seen:
            claim_delivery(delivery_id=row.pk, now=NOW)

        assert not [query for query in seen.captured_queries if "transactions_gate" in query["sql"]]

    def test_counts_no_call_of_another_interface(self, settings: Settings) -> None:
        settings.PAYBACK_CALLS_AT_ONCE = 1
        DeliveryFactory.create(started=True)

        assert claim_delivery(delivery_id=DeliveryFactory.create().pk, now=NOW) is not None


class TestClaimDeliveryWithoutARoute:
    @pytest.mark.parametrize(
        ("settings_now", "reason"),
        [
            ({"partner_short_name": "OTHER"}, Reason.PARTNER_CHANGED),
            ({"password": None}, Reason.CONFIGURATION),
        ],
    )
    def test_holds_the_row_and_says_why(self, settings_now: dict[str, Any], reason: Reason) -> None:
        delivery = DeliveryFactory.create()
        Interface.objects.filter(pk=delivery.interface.pk).update(**settings_now)

        assert claim_delivery(delivery_id=delivery.pk, now=NOW) is None
        stored = reread(delivery)
        assert (stored.state, stored.reason, stored.attempt_number) == (State.HELD, reason, 0)


class TestClaimNext:
    def test_takes_the_row_that_has_waited_longest(self) -> None:
        younger = DeliveryFactory.create(due_at=NOW - SECOND)
        older = make_beside(younger, due_at=NOW - 2 * SECOND)

        found = claim_next(interface=younger.interface, after=None, now=NOW)

        assert found is not None
        assert found.delivery == older

    def test_goes_on_when_a_row_is_lost_to_somebody_else(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lost = DeliveryFactory.create(due_at=NOW - SECOND)
        next_one = make_beside(lost)
        monkeypatch.setattr(
            "transactions.sending.claim.claim_delivery",
            lambda *, delivery_id, now: (
                None if delivery_id == lost.pk else claim_delivery(delivery_id=delivery_id, now=now)
            ),
        )

        found = claim_next(interface=lost.interface, after=None, now=NOW)

        assert found is not None
        assert found.delivery == next_one

    def test_leaves_rows_of_other_interfaces(self) -> None:
        DeliveryFactory.create()

        interface = DeliveryFactory.create(held=True).interface

        assert claim_next(interface=interface, after=None, now=NOW) is None


class TestClaim:
    def test_carries_the_password_for_one_call(self) -> None:
        delivery = DeliveryFactory.create()

        found = claim(delivery)

        assert found.interface == delivery.interface
        assert found.route.credentials.password == delivery.interface.password


def change_password(interface: Interface) -> None:
    fresh = Interface.objects.get(pk=interface.pk)
    fresh.password = "neues-geheimnis"
    fresh.save()
