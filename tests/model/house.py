"""Everything of ours, driven by hand: services, workers, sweep and doorbell on a model's clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from kombu.exceptions import OperationalError

from tests.factories import ArticleGroupFactory, InterfaceFactory, WorkstationFactory
from tests.model.rules import Payment, Sale
from tests.model.stage import Killed, Stage
from tests.model.trail import Trail
from tests.model.wire import Wire
from tests.simulator_process import PARTNER, PASSWORD, USERNAME
from transactions import sending, services
from transactions.api.collects import take_collect
from transactions.models import ChainRules, Delivery
from transactions.queries import get_chain_rules
from transactions.services import Acceptance, Idempotency
from transactions.validation import (
    CollectRequest,
    build_card,
    build_redemption,
    build_refund,
    build_reversal,
)
from transactions.validation.requests import RedemptionRequest, RefundRequest, ReversalRequest

START = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
RIGHT_PIN, WRONG_PIN = "Kanarienvogel-richtig", "Kanarienvogel-falsch"
CANARY = "Kanarienvogel"
CARDS = ("9040193103187692", "9040193103187775")
START_BALANCE = 5000
TABLES = (
    "statechange",
    "attempt",
    "idempotencykey",
    "capture",
    "delivery",
    "transaction",
    "receipt",
    "gate",
)


class House:
    """One branch with one till, its workers, and a clock that stands still until it is moved."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = START
        self.wire = Wire(self.read_clock)
        self.trail = Trail()
        self.stage = Stage(workers=3)
        self.bells: list[str] = []
        self.is_broker_down = False
        self.workstation = WorkstationFactory.create(branch__payback_short_name="W1")
        chain = self.workstation.branch.chain
        ArticleGroupFactory.create(chain=chain)
        self.interface = InterfaceFactory.create(
            chain=chain, partner_short_name=PARTNER, username=USERNAME, password=PASSWORD
        )
        patch.setattr("interfaces.payback.call.exchange", self.wire.exchange)
        patch.setattr("transactions.crash_points.reach", self.stage.reach)
        patch.setattr(
            "transactions.dispatch.current_app", SimpleNamespace(signature=self._make_bell)
        )
        patch.setattr(
            "transactions.sending.redeem.time",
            SimpleNamespace(monotonic=self._read_seconds, sleep=self.stage.sleep),
        )

    def read_clock(self) -> datetime:
        """The one time there is."""
        return self.now

    def reset(self, **rules: Any) -> None:
        """A new day: no sale yet, PAYBACK healthy, `rules` decided by the chain."""
        names = ", ".join(f"transactions_{table}" for table in TABLES)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {names}")
        chain = self.workstation.branch.chain
        ChainRules.objects.update_or_create(chain=chain, defaults=rules)
        self.now, self.bells, self.is_broker_down = START, [], False
        self.stage.deadly_point = ""
        self.trail = Trail()
        self.wire.reset()
        for card in CARDS:
            self.wire.open_account(card, pin=RIGHT_PIN, balance=START_BALANCE)

    def renew_password(self) -> None:
        """A person enters the password again."""
        self.interface.password = PASSWORD
        self.interface.save()
        self.trail.read_on()
        self.trail.change_settings()
        self.wire.rejected_at = []

    def die_at(self, point: str, act: Callable[[], Acceptance]) -> Acceptance | None:
        """What `act` returns, or None where the web process dies at `point` before that."""
        self.stage.deadly_point = point
        try:
            return act()
        except Killed:
            return None
        finally:
            self.stage.deadly_point = ""

    def collect(self, sale: Sale, key: Idempotency) -> Acceptance:
        """The till reports a sale; its clock may be wrong."""
        who = {"card": sale.card} if sale.order is None else {"order_number": sale.order}
        lines = [
            {"group": "RAYBAN", "description": "Fassung", "amount": _euros(sale.eligible)},
            {"description": "Gläser", "amount": _euros(sale.total - sale.eligible)},
        ]
        body = CollectRequest.model_validate(
            {
                **who,
                "receipt_number": sale.receipt_number,
                "occurred_at": (START + sale.clock_error).isoformat(),
                "total": _euros(sale.total),
                "lines": lines,
            }
        )
        return take_collect(self.workstation, body, key, self.now)

    def capture(self, order: str, card: str) -> None:
        """The till remembers a card for an order."""
        services.capture_order(
            workstation=self.workstation,
            order_number=order,
            card=build_card(scan=card, field_name="card"),
            coupons=(),
            now=self.now,
        )

    def refund(self, sale: Sale, number: str, cents: int, key: Idempotency) -> Acceptance:
        """Goods of a sale come back."""
        body = {
            "receipt_number": number,
            "original_receipt_number": sale.receipt_number,
            "occurred_at": self.now.isoformat(),
            "amount": _euros(cents),
        }
        return services.accept_refund(
            workstation=self.workstation,
            command=build_refund(request=RefundRequest.model_validate(body)),
            idempotency=key,
            now=self.now,
        )

    def reverse(self, transaction_id: str, key: Idempotency) -> Acceptance:
        """A sale or a payment never happened."""
        body = {
            "transaction_id": transaction_id,
            "reason": "Falscher Beleg",
            "occurred_at": self.now.isoformat(),
        }
        return services.accept_reversal(
            workstation=self.workstation,
            command=build_reversal(request=ReversalRequest.model_validate(body)),
            idempotency=key,
            now=self.now,
        )

    def accept_payment(self, number: str, card: str, points: int, key: Idempotency) -> Acceptance:
        """The first half of paying with points: the row is stored."""
        body = {
            "receipt_number": number,
            "occurred_at": START.isoformat(),
            "card": card,
            "pin": "1234",
            "total": "100.00",
            "points": points,
        }
        rules = get_chain_rules(chain=self.workstation.branch.chain_id)
        request = RedemptionRequest.model_validate(body)
        return services.accept_redemption(
            workstation=self.workstation,
            command=build_redemption(request=request, rules=rules),
            idempotency=key,
            now=self.now,
        )

    def send_payment(self, payment: Payment, pin: str) -> None:
        """The second half: the one call, and what the till is told."""
        delivery = Delivery.objects.get(transaction_id=payment.id)
        sending.send_redemption(delivery_id=delivery.pk, pin=pin, clock=self.read_clock)
        payment.told = Delivery.objects.select_related("transaction").get(pk=delivery.pk).outcome
        payment.told_at = self.now if payment.told == "booked" else None

    def confirm(self, payment: Payment) -> None:
        """The till closes the sale."""
        services.confirm_redemption(
            transaction_id=Delivery.objects.get(transaction_id=payment.id).transaction_id,
            workstation=self.workstation,
            now=self.now,
        )

    def answer_bell(self) -> Callable[[], Any]:
        """What a worker does about the bell that rang first."""
        delivery_id = self.bells.pop(0)
        return lambda: sending.send_delivery(delivery_id=_read(delivery_id), clock=self.read_clock)

    def sweep(self) -> None:
        """Beat's turn."""
        sending.sweep(now=self.now)

    def pass_time(self, seconds: int) -> None:
        """What is on its way arrives in time; then it is later."""
        self.wire.deliver_until(self.now + timedelta(seconds=seconds))
        self.now += timedelta(seconds=seconds)

    def come_to_rest(self) -> None:
        """All is well again, and everybody has had the time to finish."""
        self.wire.troubles, self.is_broker_down = [], False
        self.stage.run_out()
        self.renew_password()
        for _hour in range(30):
            self.pass_time(3600)
            self.sweep()
            while self.bells:
                self.stage.workers[0].begin(self.answer_bell())
                self.stage.run_out()
            if not self._is_anything_to_do():
                break

    def _is_anything_to_do(self) -> bool:
        undecided = Q(state__in=["due", "claimed", "started", "unknown"])
        unconfirmed = Q(state="booked", confirm_by__isnull=False, confirmed_at=None)
        return Delivery.objects.filter(undecided | unconfirmed).exists()

    def _make_bell(self, _task: str, args: list[str]) -> SimpleNamespace:
        return SimpleNamespace(apply_async=lambda: self._ring(args[0]))

    def _ring(self, delivery_id: str) -> None:
        if self.is_broker_down:
            raise OperationalError
        self.bells.append(delivery_id)

    def _read_seconds(self) -> float:
        return (self.now - START).total_seconds() + self.stage.count_slept()


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _read(delivery_id: str) -> Any:
    return Delivery.objects.only("pk").get(pk=delivery_id).pk
