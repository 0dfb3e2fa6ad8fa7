"""PAYBACK is never called while a database transaction is open."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from interfaces.choices import ProbeState
from interfaces.payback import call, transport
from tests.factories import DeliveryFactory
from tests.interfaces.connection.asking import ask, carry_out, type_in
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess
from transactions.choices import State
from transactions.models import Delivery
from transactions.sending import send_delivery


class CalledInsideTransaction(AssertionError):
    """The guard: the database would be kept waiting for PAYBACK."""


@pytest.fixture
def payback(tmp_path: Path) -> Iterator[SimulatorProcess]:
    """The pretend PAYBACK as a real process."""
    with SimulatorProcess(tmp_path / "simulator.sqlite3") as process:
        yield process
    transport.close_sessions()


@pytest.fixture
def guarded_calls(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a transaction was open, for every exchange; the exchange itself is the real one."""
    seen: list[bool] = []

    def exchange(*args: Any, **options: Any) -> Any:
        seen.append(connection.in_atomic_block)
        if connection.in_atomic_block:
            raise CalledInsideTransaction
        return transport.exchange(*args, **options)

    monkeypatch.setattr(call, "exchange", exchange)
    return seen


def make_due(payback: SimulatorProcess) -> Delivery:
    """A delivery the simulator books."""
    return DeliveryFactory.create(
        transaction__interface__host=payback.url,
        transaction__interface__partner_short_name=PARTNER,
        transaction__interface__username=USERNAME,
        transaction__interface__password=PASSWORD,
    )


def send(delivery: Delivery) -> int:
    return send_delivery(delivery_id=delivery.pk, clock=lambda: datetime.now(UTC))


@pytest.mark.django_db(transaction=True)
class TestSendingADelivery:
    def test_calls_payback_outside_of_every_transaction(
        self, payback: SimulatorProcess, guarded_calls: list[bool]
    ) -> None:
        delivery = make_due(payback)

        send(delivery)

        assert guarded_calls == [False]
        assert Delivery.objects.get(pk=delivery.pk).state == State.BOOKED
        assert len(payback.ledger()) == 1

    def test_would_be_caught_inside_one(
        self, payback: SimulatorProcess, guarded_calls: list[bool]
    ) -> None:
        delivery = make_due(payback)

        with pytest.raises(CalledInsideTransaction), transaction.atomic():
            send(delivery)

        assert guarded_calls == [True]
        assert payback.calls() == []


@pytest.mark.django_db(transaction=True)
class TestAConnectionTest:
    def test_calls_payback_outside_of_every_transaction(
        self, payback: SimulatorProcess, guarded_calls: list[bool]
    ) -> None:
        test = ask(type_in(payback.url))

        assert carry_out(test).state == ProbeState.PASSED
        assert guarded_calls == [False]
