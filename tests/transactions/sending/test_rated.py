"""Points that we rated, on their way to the pretend PAYBACK and back to the till."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from interfaces.choices import Rating
from interfaces.models import Branch, Chain
from tests.simulator_process import SimulatorProcess
from tests.transactions.api.payback import payback, payback_process, paying
from tests.transactions.kinds.till import collect, read, refund, reverse
from tests.transactions.till import CARD, Till, build_body
from transactions.choices import State
from transactions.models import Attempt, Delivery, Transaction
from transactions.sending.carry import send_delivery

__all__ = ["payback", "payback_process", "paying"]

SALE = "BON-W1-0001-26"


@pytest.fixture
def rating(paying: Till) -> Till:
    """A till whose chain rates two and a half points per euro; its branch one and a half."""
    Chain.objects.update(rating=Rating.PARTNER, points_per_euro=Decimal("2.5"))
    Branch.objects.update(points_per_euro=Decimal("1.5"))
    paying.workstation.refresh_from_db()
    return paying


def send(row: Transaction) -> Delivery:
    """The delivery after one call, or after none where it had to wait."""
    Delivery.objects.filter(transaction=row, state=State.DUE).update(due_at=timezone.now())
    send_delivery(delivery_id=read(row).pk, clock=timezone.now)
    return read(row)


def sell(till: Till, **changes: Any) -> Delivery:
    """A sale that PAYBACK has booked."""
    return send(collect(till, now(), **changes).transaction)


def now() -> datetime:
    return timezone.now().replace(microsecond=0)


def read_points(payback: SimulatorProcess) -> list[list[int]]:
    """The points of every booking in the ledger, base points first."""
    return [[one["points"] for one in entry["transactions"]] for entry in payback.ledger()]


class TestRatedSale:
    def test_is_booked_with_our_points(self, rating: Till, payback: SimulatorProcess) -> None:
        delivery = sell(rating)

        assert (delivery.state, delivery.points) == (State.BOOKED, 374)
        assert read_points(payback) == [[374]]
        assert payback.balance(CARD) == 1320 + 374

    def test_is_promised_while_it_is_queued_and_no_longer(
        self, rating: Till, payback: SimulatorProcess
    ) -> None:
        told = rating.collect(build_body()).json()
        path = f"/api/v1/receipts/{SALE}"
        before = rating.get(path).json()
        send(Transaction.objects.get())
        after = rating.get(path).json()

        assert (told["points"], told["expected_points"]) == (None, 374)
        assert told["receipt_lines"][-1] == "Voraussichtlich 374 Punkte"
        assert "Voraussichtlich 374 Punkte" in before["text"]
        assert after["transactions"][0]["expected_points"] is None
        assert after["transactions"][0]["points"] == 374
        assert "Voraussichtlich" not in after["text"]
        assert len(payback.ledger()) == 1

    def test_is_booked_as_it_was_rated_when_the_rate_changes_before_it_is_sent(
        self, rating: Till, payback: SimulatorProcess
    ) -> None:
        row = collect(rating, now()).transaction
        Branch.objects.update(points_per_euro=Decimal(9))

        send(row)

        assert read_points(payback) == [[374]]

    def test_is_repeated_to_the_letter_when_the_rate_changes_in_between(
        self, rating: Till, payback: SimulatorProcess
    ) -> None:
        payback.trouble("drop_after_booking")
        row = collect(rating, now()).transaction
        assert send(row).state == State.UNKNOWN
        Chain.objects.update(rating=Rating.PAYBACK)
        Branch.objects.update(points_per_euro=Decimal(9))
        Delivery.objects.update(due_at=timezone.now())

        delivery = send(row)

        first, second = Attempt.objects.order_by("number").values_list("request_masked", flat=True)
        assert first == second
        assert "374" in first
        assert delivery.state == State.BOOKED
        assert read_points(payback) == [[374]]

    def test_leaves_coupons_to_payback(self, rating: Till, payback: SimulatorProcess) -> None:
        delivery = sell(rating, coupons=["DEMO-PLUS100"])

        assert delivery.points == 474
        assert read_points(payback) == [[374, 100]]


class TestReturnOfARatedSale:
    def test_takes_its_part_and_then_the_rest(
        self, rating: Till, payback: SimulatorProcess
    ) -> None:
        sell(rating)

        first = send(refund(rating, now(), amount="100.00"))
        rest = send(refund(rating, now(), receipt_number="BON-R-2", amount="149.90"))

        assert (first.points, rest.points) == (-149, -225)
        assert read_points(payback) == [[374], [-149], [-225]]
        assert payback.balance(CARD) == 1320

    def test_expects_to_lose_points_while_it_is_queued(self, rating: Till) -> None:
        sell(rating)
        body = {
            "receipt_number": "BON-R-1",
            "original_receipt_number": SALE,
            "occurred_at": now().isoformat(),
            "amount": "100.00",
        }

        told = rating.send("refunds", body, Idempotency_Key="key-r").json()

        assert (told["outcome"], told["expected_points"]) == ("queued", -149)

    def test_by_storno_takes_what_is_left(self, rating: Till, payback: SimulatorProcess) -> None:
        sell(rating, coupons=["DEMO-PLUS100"])

        send(reverse(rating, now()))

        assert read_points(payback) == [[374, 100], [-374, -100]]
        assert payback.balance(CARD) == 1320


class TestSaleThatPaybackRates:
    def test_promises_nothing(self, paying: Till) -> None:
        told = paying.collect(build_body()).json()

        assert told["expected_points"] is None
        assert len(told["receipt_lines"]) == 2
