"""What is stored when a collect is accepted."""

import re
from array import array
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from interfaces.models import Branch, Workstation
from interfaces.models.keys import new_key
from interfaces.secrets.card_hash import hash_card_number
from tests.transactions.till import CARD, Till, build_body, build_line
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery, Receipt, StateChange, Transaction
from transactions.outbox import derive_payback_receipt_number
from transactions.services import (
    NEWEST_SALE,
    OLDEST_SALE,
    Acceptance,
    Idempotency,
    accept_collect,
)
from transactions.validation import CollectRequest, build_collect

NUMBERS = 1_000_000


def accept(till: Till, *, now: datetime | None = None, **changes: Any) -> Acceptance:
    request = CollectRequest.model_validate(build_body(**changes))
    return accept_collect(
        workstation=till.workstation,
        command=build_collect(request=request, chain=till.workstation.branch.chain),
        idempotency=Idempotency(key="key-1", body_digest="0" * 64),
        now=now or timezone.now(),
    )


def read_sealed_card() -> bytes:
    """As it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT card FROM transactions_transaction")
        return bytes(cursor.fetchone()[0])


def read_row() -> bytes:
    """Every column as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM transactions_transaction")
        return b" ".join(
            cell if isinstance(cell, bytes) else str(cell).encode() for cell in cursor.fetchone()
        )


class TestAcceptCollect:
    def test_freezes_who_and_where(self, till: Till) -> None:
        till.workstation.branch.payback_short_name = "W1"
        till.workstation.branch.save()

        row = accept(till).transaction

        assert row.workstation == till.workstation
        assert row.interface == till.interface
        assert row.partner_short_name == till.interface.partner_short_name
        assert row.branch_short_name == "W1"
        assert row.device_id == till.workstation.computer_name

    def test_keeps_what_was_frozen_when_settings_change(self, till: Till) -> None:
        accept(till)
        till.interface.partner_short_name = "ANDERE"
        till.interface.save()

        assert Transaction.objects.get().partner_short_name == "DEMOOPTIK"

    def test_freezes_the_amounts(self, till: Till) -> None:
        lines = [
            build_line(amount="200.00", insurer_share="30.00", quantity="2"),
            {"article_number": "A-1", "ean": "4006381333931", "amount": "50.00"},
        ]

        accept(till, lines=lines, total="260.00")

        row = Transaction.objects.get()
        assert (row.total_cents, row.eligible_cents) == (26_000, 17_000)
        assert row.lines[0] == {
            "article_number": None,
            "ean": None,
            "description": "Rayban RB3025",
            "group": "RAYBAN",
            "group_name": "Rayban",
            "quantity": "2",
            "amount_cents": 20_000,
            "insurer_cents": 3_000,
            "eligible_cents": 17_000,
        }
        assert (row.lines[1]["article_number"], row.lines[1]["eligible_cents"]) == ("A-1", 0)

    def test_freezes_the_rest_of_the_receipt(self, till: Till) -> None:
        payments = [{"type": "debit", "amount": "249.90"}]

        accept(till, coupons=["4711", "4712"], payments=payments, late=True)

        row = Transaction.objects.get()
        assert row.coupons == ["4711", "4712"]
        assert row.payment_type == "debit"
        assert row.is_late is True
        assert row.kind == Kind.COLLECT

    def test_stores_the_card_sealed_hashed_and_masked_only(self, till: Till) -> None:
        accept(till)

        row = Transaction.objects.get()
        assert row.card == CARD
        assert row.card_hash == hash_card_number(CARD)
        assert row.card_masked == "904019******7692"
        assert CARD.encode() not in read_row()

    def test_makes_the_outbox_row_and_its_trail_together(self, till: Till) -> None:
        now = timezone.now()

        row = accept(till, now=now).transaction

        delivery = Delivery.objects.get()
        assert (delivery.transaction, delivery.branch) == (row, till.workstation.branch)
        assert (delivery.state, delivery.due_at, delivery.interface) == (
            State.DUE,
            now,
            till.interface,
        )
        trail = StateChange.objects.get()
        assert (trail.delivery, trail.from_state, trail.to_state) == (delivery, "", State.DUE)

    def test_makes_the_receipt(self, till: Till) -> None:
        row = accept(till, total="300.00").transaction

        receipt = Receipt.objects.get()
        assert (receipt, receipt.branch) == (row.receipt, till.workstation.branch)
        assert receipt.total_cents == 30_000

    @pytest.mark.parametrize(
        "lines",
        [
            [{"amount": "249.90"}],
            [build_line(amount="100.00", insurer_share="100.00")],
            [build_line(amount="0.00")],
        ],
    )
    def test_refuses_by_itself_what_earns_nothing(
        self, till: Till, lines: list[dict[str, str]]
    ) -> None:
        accept(till, lines=lines)

        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.reason) == (State.REFUSED, Reason.NOTHING_ELIGIBLE)
        assert StateChange.objects.get().to_state == State.REFUSED

    @pytest.mark.parametrize(
        ("shift", "state"),
        [
            (-OLDEST_SALE - timedelta(seconds=1), State.ATTENTION),
            (-OLDEST_SALE, State.DUE),
            (timedelta(0), State.DUE),
            (NEWEST_SALE, State.DUE),
            (NEWEST_SALE + timedelta(seconds=1), State.ATTENTION),
        ],
    )
    def test_asks_a_person_when_the_clock_cannot_be_right(
        self, till: Till, shift: timedelta, state: State
    ) -> None:
        now = timezone.now().replace(microsecond=0)

        accept(till, now=now, occurred_at=(now + shift).isoformat())

        delivery = Delivery.objects.get()
        assert delivery.state == state
        assert delivery.reason == (Reason.CLOCK if state == State.ATTENTION else "")

    def test_allows_seven_days_and_ten_minutes(self) -> None:
        assert (timedelta(days=7), timedelta(minutes=10)) == (OLDEST_SALE, NEWEST_SALE)

    def test_prefers_the_refusal_over_the_clock(self, till: Till) -> None:
        accept(till, lines=[{"amount": "1"}], occurred_at="2026-01-01T10:00:00+01:00")

        assert Delivery.objects.get().state == State.REFUSED


class TestPaybackReceiptNumber:
    @pytest.fixture
    def workstation(self) -> Workstation:
        return Workstation(id=new_key(), branch=Branch(id=new_key()))

    def derive(self, workstation: Workstation, **changes: Any) -> str:
        parts: dict[str, Any] = {
            "partner": "DEMOOPTIK",
            "receipt_number": "BON-1",
            "kind": Kind.COLLECT,
            "sequence": 0,
        }
        return derive_payback_receipt_number(workstation=workstation, **parts | changes)

    def test_is_stored_with_the_transaction(self, till: Till) -> None:
        row = accept(till).transaction

        assert row.payback_receipt_number == self.derive(
            till.workstation, receipt_number=row.receipt.receipt_number
        )

    @pytest.mark.parametrize(
        "receipt_number", ["1", "BON-1", "x" * 36, "Größe €", "\U0001f600" * 36]
    )
    def test_is_36_ascii_letters_and_digits(
        self, workstation: Workstation, receipt_number: str
    ) -> None:
        number = self.derive(workstation, receipt_number=receipt_number)

        assert re.fullmatch(r"C[A-Z2-7]{35}", number)

    def test_is_the_same_for_the_same_sale(self, workstation: Workstation) -> None:
        assert self.derive(workstation) == self.derive(workstation)

    @pytest.mark.parametrize(
        "changes",
        [
            {"partner": "DEMOOPTI"},
            {"receipt_number": "BON-10"},
            {"receipt_number": "bon-1"},
            {"receipt_number": "BON-1 "},
            {"sequence": 1},
        ],
    )
    def test_differs_in_every_part(self, workstation: Workstation, changes: dict[str, Any]) -> None:
        assert self.derive(workstation, **changes) != self.derive(workstation)

    def test_differs_by_workstation_and_branch(self, workstation: Workstation) -> None:
        neighbour = Workstation(id=new_key(), branch=workstation.branch)
        elsewhere = Workstation(id=workstation.pk, branch=Branch(id=new_key()))

        numbers = {self.derive(place) for place in (workstation, neighbour, elsewhere)}
        assert len(numbers) == 3

    def test_never_collides(self, workstation: Workstation) -> None:
        """A million numbers by 64 bits of each; ten million would take minutes."""
        tills = (workstation, Workstation(id=new_key(), branch=workstation.branch))
        fingerprints = array(
            "q",
            (
                hash(
                    derive_payback_receipt_number(
                        workstation=tills[number % 2],
                        partner="DEMOOPTIK",
                        receipt_number=f"BON-{number // 8}",
                        kind=Kind.COLLECT,
                        sequence=number // 2 % 4,
                    )
                )
                for number in range(NUMBERS)
            ),
        )

        assert len(set(fingerprints)) == NUMBERS
