"""Every pair of states against the table of legal moves, and the race for one row."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import DeliveryFactory
from tests.factories.transactions import NOW
from transactions.choices import FINAL_STATES, LEGAL_MOVES, OUTCOMES, Kind, Outcome, Reason, State
from transactions.models import Delivery, IllegalMove, StateChange

PAIRS = list(product(State, State))
LEGAL = [(seen, to) for seen, to in PAIRS if to in LEGAL_MOVES[seen]]
ILLEGAL = [(seen, to) for seen, to in PAIRS if to not in LEGAL_MOVES[seen]]
LATER = NOW + timedelta(seconds=7)
LEASE = NOW + timedelta(seconds=30)

pytestmark = pytest.mark.django_db


def needs(state: State) -> dict[str, Any]:
    """What the database's constraints ask of a row in `state`."""
    if state in {State.HELD, State.ATTENTION}:
        return {"reason": Reason.CREDENTIALS}
    return {"lease_until": LEASE} if state in {State.CLAIMED, State.STARTED} else {}


def make_delivery(state: State) -> Delivery:
    return DeliveryFactory.create(state=state, attempt_number=3, **needs(state))


def list_reachable(start: State) -> set[State]:
    """Every state that moves lead to."""
    reached = {start}
    for _step in State:
        reached |= {to for state in reached for to in LEGAL_MOVES[state]}
    return reached


class TestTheTableOfLegalMoves:
    def test_speaks_of_every_state(self) -> None:
        assert set(LEGAL_MOVES) == set(State)

    def test_lets_a_final_state_go_only_to_be_undone_or_asked_about(self) -> None:
        moves = {(state, to) for state in FINAL_STATES for to in LEGAL_MOVES[state]}

        assert moves == {(State.BOOKED, State.REVERSED), (State.BOOKED, State.ATTENTION)}

    @pytest.mark.parametrize("kind", Kind)
    def test_knows_an_outcome_for_every_state(self, kind: Kind) -> None:
        assert set(OUTCOMES[kind]) == set(State)

    def test_never_calls_a_redemption_queued(self) -> None:
        assert Outcome.QUEUED not in OUTCOMES[Kind.REDEEM].values()

    def test_lets_every_state_be_reached_from_due(self) -> None:
        assert list_reachable(State.DUE) == set(State)


class TestMove:
    @pytest.mark.parametrize(("seen", "to"), LEGAL)
    def test_moves_and_leaves_one_trail_row(self, seen: State, to: State) -> None:
        delivery = make_delivery(seen)

        moved = delivery.move(to=to, at=LATER, **needs(to))

        assert moved is True
        stored = Delivery.objects.get(pk=delivery.pk)
        assert (stored.state, stored.state_since, stored.attempt_number) == (to, LATER, 3)
        row = StateChange.objects.get(delivery=delivery)
        assert (row.from_state, row.to_state, row.changed_at) == (seen, to, LATER)
        assert (row.attempt_number, row.reason) == (3, stored.reason)

    @pytest.mark.parametrize(("seen", "to"), ILLEGAL)
    def test_refuses_and_leaves_nothing(self, seen: State, to: State) -> None:
        delivery = make_delivery(seen)

        with pytest.raises(IllegalMove):
            delivery.move(to=to, at=LATER, **needs(to))

        stored = Delivery.objects.get(pk=delivery.pk)
        assert (stored.state, stored.state_since) == (seen, NOW)
        assert not StateChange.objects.filter(delivery=delivery).exists()

    def test_shows_the_new_values_on_the_instance(self) -> None:
        delivery = make_delivery(State.DUE)

        delivery.move(to=State.CLAIMED, at=LATER, attempt_number=4, lease_until=LEASE)

        assert (delivery.state, delivery.attempt_number, delivery.lease_until) == (
            State.CLAIMED,
            4,
            LEASE,
        )

    def test_forgets_the_reason_of_the_state_before(self) -> None:
        delivery = make_delivery(State.HELD)

        delivery.move(to=State.DUE, at=LATER)

        assert Delivery.objects.get(pk=delivery.pk).reason == Reason.NONE

    def test_gives_the_lease_back(self) -> None:
        delivery = make_delivery(State.STARTED)

        delivery.move(to=State.BOOKED, at=LATER)

        assert Delivery.objects.get(pk=delivery.pk).lease_until is None

    def test_is_undone_with_its_trail_when_the_transaction_fails(self) -> None:
        delivery = make_delivery(State.DUE)

        with pytest.raises(IntegrityError), transaction.atomic():
            delivery.move(to=State.HELD, at=LATER)

        assert Delivery.objects.get(pk=delivery.pk).state == State.DUE
        assert not StateChange.objects.exists()


class TestTwoInstancesOfOneRow:
    def test_let_the_first_one_win(self) -> None:
        first = make_delivery(State.DUE)
        second = Delivery.objects.get(pk=first.pk)

        won = first.move(to=State.CLAIMED, at=LATER, attempt_number=4, lease_until=LEASE)
        lost = second.move(to=State.CLAIMED, at=LATER, attempt_number=4, lease_until=LEASE)

        assert (won, lost) == (True, False)
        assert StateChange.objects.filter(delivery=first).count() == 1

    def test_leave_the_loser_as_it_was(self) -> None:
        first = make_delivery(State.DUE)
        second = Delivery.objects.get(pk=first.pk)
        first.move(to=State.HELD, at=LATER, reason=Reason.CREDENTIALS)

        second.move(to=State.CLAIMED, at=LATER, attempt_number=4, lease_until=LEASE)

        assert (second.state, second.attempt_number, second.lease_until) == (State.DUE, 3, None)
        assert Delivery.objects.get(pk=first.pk).state == State.HELD

    def test_tell_a_late_worker_by_the_attempt_number_when_the_state_is_the_same(self) -> None:
        late = make_delivery(State.STARTED)
        self.run_through_another_attempt(late, at=LATER)

        moved = late.move(to=State.BOOKED, at=LATER, points=249)

        assert moved is False
        stored = Delivery.objects.get(pk=late.pk)
        assert (stored.state, stored.attempt_number, stored.points) == (State.STARTED, 4, None)

    @staticmethod
    def run_through_another_attempt(late: Delivery, *, at: datetime) -> None:
        """Swept as lost, claimed and started again by somebody else."""
        other = Delivery.objects.get(pk=late.pk)
        other.move(to=State.UNKNOWN, at=at)
        other.move(to=State.CLAIMED, at=at, attempt_number=4, lease_until=LEASE)
        other.move(to=State.STARTED, at=at, lease_until=LEASE)
