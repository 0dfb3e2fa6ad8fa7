"""A house whose tables and whose PAYBACK know the same: every kind, and every legitimate oddity."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from interfaces.models import Interface
from tests.simulator_process import SimulatorProcess
from tests.transactions.kinds.till import collect, read, redeem, refund, reverse
from tests.transactions.ledger.planting import LedgerFile
from tests.transactions.till import CARD, Till
from transactions.choices import Reason, State
from transactions.models import Delivery, Transaction
from transactions.sending import send_delivery, send_redemption

NOW = timezone.now().replace(microsecond=0)
PIN = "1234"
DISABLED_CARD = "9040193103187932"
LOST_ANSWERS = ("drop_before_booking", "drop_after_booking")
UNREACHABLE_HOST = "127.0.0.1:9"


@dataclass(slots=True)
class Scene:
    """Books through the services and real calls; the time moves on by an hour a step."""

    till: Till
    simulator: SimulatorProcess
    ledger: LedgerFile
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _steps: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def fill(self) -> "Scene":
        """Let everything happen once that leaves both sides in agreement."""
        self.simulator.put_member(CARD, balance=100_000, pin=PIN)
        for _ in range(2):
            self.return_in_part(self.sell())
            self.undo(self.return_in_part(self.sell()))
            self.undo(self.sell())
            self.pay()
            self.undo_payment(self.pay())
        self.sell(card=DISABLED_CARD)
        self.lose_answers()
        self.undo_by_somebody_else(self.sell())
        self.meet_a_taken_number()
        self.leave_waiting()
        return self

    def lose_answers(self) -> None:
        """Answers that never came: the sale is repeated, the redemption undone."""
        for trouble in LOST_ANSWERS:
            self.simulator.trouble(trouble)
            self.send(self.sell())
            self.simulator.trouble(trouble)
            reversal = self.pay().followers.get()
            self.send(reversal)
            self.send(reversal)

    def sell(self, **changes: Any) -> Transaction:
        """A sale over 249.90, sent once."""
        number = f"BON-{next(self._numbers):04d}"
        return self.send(collect(self.till, NOW, receipt_number=number, **changes).transaction)

    def pay(self) -> Transaction:
        """A redemption of 1000 points, sent once."""
        delivery = redeem(self.till, NOW, receipt_number=f"EIN-{next(self._numbers):04d}")
        send_redemption(delivery_id=delivery.pk, pin=PIN, clock=self._move_on())
        return delivery.transaction

    def return_in_part(self, sale: Transaction) -> Transaction:
        """Goods for 100.00 come back; the sale."""
        number = sale.receipt.receipt_number
        row = refund(
            self.till,
            NOW,
            receipt_number=f"R-{number}",
            original_receipt_number=number,
            amount="100.00",
        )
        self.send(row)
        return sale

    def undo(self, sale: Transaction) -> Transaction:
        """The sale never happened."""
        return self.send(reverse(self.till, NOW, transaction_id=str(sale.pk)))

    def undo_payment(self, paid: Transaction) -> Transaction:
        """The redemption is undone, as when nobody confirms it."""
        return self.undo(paid)

    def undo_by_somebody_else(self, sale: Transaction) -> None:
        """PAYBACK undid it already, under a number of its own; our reversal is told so."""
        entry = self.ledger.read(sale.payback_receipt_number)
        self.ledger.insert(
            entry,
            operation="ReverseCollectEvent",
            receipt_number="PAYBACK-1",
            points=-entry["points"],
            reference_receipt_number=sale.payback_receipt_number,
        )
        self.undo(sale)

    def meet_a_taken_number(self) -> None:
        """Somebody else's booking stands under the number of a sale of ours."""
        row = collect(self.till, NOW, receipt_number="BON-TAKEN").transaction
        booked = Delivery.objects.filter(state=State.BOOKED, transaction__kind="collect").first()
        assert booked is not None
        entry = self.ledger.read(booked.transaction.payback_receipt_number)
        self.ledger.insert(
            entry, receipt_number=row.payback_receipt_number, legal_amount="1.00", points=1
        )
        self.send(row)
        assert read(row).reason == Reason.RECEIPT_NUMBER_TAKEN

    def leave_waiting(self) -> None:
        """What is not decided, booked or not, and what certainly never arrived."""
        for trouble in LOST_ANSWERS:
            self.simulator.trouble(trouble)
            self.sell()
        for trouble in LOST_ANSWERS:
            self.simulator.trouble(trouble)
            self.pay()
        collect(self.till, NOW, receipt_number="BON-DUE")
        collect(
            self.till, NOW, receipt_number="BON-OLD", occurred_at=_write(NOW - timedelta(days=30))
        )
        interface = Interface.objects.filter(pk=self.till.interface.pk)
        host = self.till.interface.host
        interface.update(host=UNREACHABLE_HOST)
        self.pay()
        interface.update(host=host)

    def send(self, row: Transaction) -> Transaction:
        """The row after it was sent, if it is due; others that wait go with it."""
        send_delivery(delivery_id=read(row).pk, clock=self._move_on())
        return row

    def _move_on(self) -> Any:
        moment: datetime = NOW + timedelta(hours=next(self._steps))
        return lambda: moment


def _write(moment: datetime) -> str:
    return moment.isoformat()
