"""Branches take turns: neither a backlog nor a row that always fails keeps another waiting."""

import uuid
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from pytest_django import Settings

from interfaces.models import Chain, Interface
from tests.factories import BranchFactory, DeliveryFactory, InterfaceFactory, WorkstationFactory
from tests.factories.transactions import NOW
from tests.transactions.sending.rows import make_beside, reread
from transactions.choices import State
from transactions.models import Delivery
from transactions.sending.claim import CANDIDATES, claim_next
from transactions.sending.sweep import sweep

SWEEP = import_module("transactions.sending.sweep")
SECOND = timedelta(seconds=1)
OVERDUE = NOW - timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def interface() -> Interface:
    """One for a whole chain."""
    return InterfaceFactory.create()


def make_waiting(
    interface: Interface, chain: Chain, *, age: int, count: int = 1, **values: Any
) -> Delivery:
    """The oldest of `count` rows of a new branch, due `age` and fewer seconds before `OVERDUE`."""
    first = DeliveryFactory.create(
        transaction__workstation=WorkstationFactory.create(
            branch=BranchFactory.create(chain=chain)
        ),
        transaction__interface=interface,
        due_at=OVERDUE - age * SECOND,
        **values,
    )
    for younger in range(1, count):
        make_beside(first, due_at=OVERDUE - (age - younger) * SECOND)
    return first


def take(interface: Interface, after: Delivery | None) -> Delivery:
    """What is claimed next, when the branch of `after` had its turn."""
    branch = None if after is None else after.branch_id
    found = claim_next(interface=interface, after=branch, now=NOW)
    assert found is not None
    return found.delivery


class TestClaimNext:
    def test_takes_another_branch_after_each_row_of_a_backlog(self, interface: Interface) -> None:
        backlog = make_waiting(interface, interface.chain, age=100, count=3 * CANDIDATES)
        other = make_waiting(interface, interface.chain, age=0)

        assert take(interface, backlog) == other

    def test_comes_back_to_the_oldest_row_of_the_backlog(self, interface: Interface) -> None:
        backlog = make_waiting(interface, interface.chain, age=100, count=3)
        other = make_waiting(interface, interface.chain, age=0)

        assert take(interface, other) == backlog

    def test_gives_every_branch_one_turn_before_any_has_its_second(
        self, interface: Interface, settings: Settings
    ) -> None:
        settings.PAYBACK_CALLS_AT_ONCE = 100
        firsts = [
            make_waiting(interface, interface.chain, age=10 * number, count=3)
            for number in range(3)
        ]

        first = take(interface, None)
        second = take(interface, first)
        third = take(interface, second)

        assert {first, second, third} == set(firsts)

    def test_passes_over_a_row_that_cannot_go(self, interface: Interface) -> None:
        poison = make_waiting(
            interface, interface.chain, age=100, transaction__partner_short_name="OTHER"
        )
        other = make_waiting(interface, interface.chain, age=0)

        assert take(interface, other) == other
        assert reread(poison).state == State.HELD

    def test_goes_on_with_one_branch_when_no_other_waits(self, interface: Interface) -> None:
        only = make_waiting(interface, interface.chain, age=10, count=2)

        assert take(interface, only) == only


class TestSweep:
    def test_rings_for_every_branch_before_the_second_row_of_any(
        self, interface: Interface, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rung: list[uuid.UUID] = []

        def ring(delivery_id: uuid.UUID) -> bool:
            rung.append(delivery_id)
            return True

        monkeypatch.setattr(SWEEP, "wake_worker", ring)
        monkeypatch.setattr(SWEEP, "ROWS_PER_SWEEP", 3)
        backlog = make_waiting(interface, interface.chain, age=100, count=5)
        other = make_waiting(interface, interface.chain, age=0)
        elsewhere = InterfaceFactory.create()
        foreign = make_waiting(elsewhere, elsewhere.chain, age=0)

        sweep(now=NOW)

        assert set(rung) == {backlog.pk, other.pk, foreign.pk}
