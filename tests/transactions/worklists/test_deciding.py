"""Carrying out decisions: what moves, what is left alone, what is written down."""

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.models import Deed, Interface
from interfaces.services import store_password
from tests.factories import DeliveryFactory
from tests.factories.transactions import CARD, NOW
from tests.transactions.sending.rows import make_gate
from tests.transactions.worklists.deciding import (
    ANNA,
    LATER,
    NOTE,
    ask_about,
    decide,
    decide_seen,
    follow,
    look,
    reread,
    wait_for,
)
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery, StateChange
from transactions.worklists import Action, NoteMissing, Obstacle, plan_all

pytestmark = pytest.mark.django_db


def make_held(reason: Reason, **changes: object) -> Delivery:
    """Held under the settings of today."""
    row = DeliveryFactory.create(state=State.HELD, reason=reason, **changes)
    Delivery.objects.filter(pk=row.pk).update(
        settings_fingerprint=row.interface.settings_fingerprint
    )
    return row


class TestDecideAll:
    def test_moves_the_row_and_leaves_one_trail_row(self) -> None:
        row = ask_about(Reason.CLOCK)

        decided = decide(Action.RETRY, row)

        assert (decided.done, decided.left) == ([row.pk], {})
        stored = reread(row)
        assert (stored.state, stored.reason, stored.due_at) == (State.DUE, "", LATER)
        change = StateChange.objects.get(delivery=row)
        assert (change.from_state, change.to_state) == (State.ATTENTION, State.DUE)

    def test_writes_who_decided_what_and_why(self) -> None:
        row = ask_about(Reason.CLOCK)

        decide(Action.WRITE_OFF, row)

        deed = Deed.objects.get()
        assert (deed.kind, deed.outcome) == (DeedKind.STATE_DECISION, DeedOutcome.DONE)
        assert (deed.username, deed.user_key) == (ANNA.username, ANNA.user_key)
        assert (deed.row_key, deed.branch_key) == (row.pk, row.branch_id)
        assert deed.chain_key == row.branch.chain_id
        assert deed.detail == (
            f"Abschreiben: „braucht eine Entscheidung“ wird „nie gesendet“. Begründung: {NOTE}"
        )

    @pytest.mark.parametrize("note", ["", "   ", "\n"], ids=["empty", "blank", "line"])
    def test_asks_for_a_reason(self, note: str) -> None:
        row = ask_about(Reason.CLOCK)

        with pytest.raises(NoteMissing):
            decide(Action.RETRY, row, note=note)

        assert reread(row).state == State.ATTENTION
        assert not Deed.objects.exists()

    def test_keeps_no_full_card_number_from_the_reason(self) -> None:
        decide(Action.WRITE_OFF, ask_about(Reason.CLOCK), note=f"Karte {CARD} gesperrt")

        assert CARD not in Deed.objects.get().detail
        assert "904019" in Deed.objects.get().detail

    def test_does_nothing_to_a_row_that_moved_since(self) -> None:
        row = ask_about(Reason.CLOCK)
        other = ask_about(Reason.CLOCK)
        seen = {one.pk: look(one) for one in (row, other)}
        reread(row).move(to=State.CANCELLED, at=NOW)

        decided = decide_seen(Action.RETRY, seen)

        assert decided.done == [other.pk]
        assert decided.left == {row.pk: Obstacle.CHANGED}
        assert reread(row).state == State.CANCELLED
        assert [deed.row_key for deed in Deed.objects.all()] == [other.pk]

    @pytest.mark.parametrize(
        "changes",
        [{"attempt_number": 4}, {"due_at": NOW + timedelta(hours=1)}, {"reason": "coupon"}],
        ids=["attempt", "due", "reason"],
    )
    def test_tells_a_changed_row_by_more_than_its_state(self, changes: dict[str, object]) -> None:
        row = ask_about(Reason.CLOCK)
        seen = {row.pk: look(row)}
        Delivery.objects.filter(pk=row.pk).update(**changes)

        decided = decide_seen(Action.RETRY, seen)

        assert decided.left == {row.pk: Obstacle.CHANGED}
        assert not Deed.objects.exists()

    def test_decides_only_once(self) -> None:
        row = ask_about(Reason.CLOCK)
        seen = {row.pk: look(row)}
        decide_seen(Action.RETRY, seen)

        decided = decide_seen(Action.RETRY, seen)

        assert decided.left == {row.pk: Obstacle.CHANGED}
        assert Deed.objects.count() == 1

    def test_leaves_what_does_not_fit(self) -> None:
        row = ask_about(Reason.RECEIPT_NUMBER_TAKEN, arrivals=1)

        decided = decide(Action.RETRY, row)

        assert decided.left == {row.pk: Obstacle.NUMBER_TAKEN}
        assert reread(row).state == State.ATTENTION
        assert not Deed.objects.exists()


class TestRetry:
    @pytest.mark.parametrize(
        ("reason", "arrivals", "state", "left"),
        [
            (Reason.CLOCK, 0, State.DUE, 0),
            (Reason.COUPON, 1, State.DUE, 0),
            (Reason.COUPON, 2, State.UNKNOWN, 1),
            (Reason.REFUSED_AFTER_UNKNOWN, 2, State.UNKNOWN, 1),
            (Reason.MESSAGE_UNFIT, 1, State.UNKNOWN, 1),
        ],
    )
    def test_does_not_count_a_call_that_payback_refused(
        self, reason: Reason, arrivals: int, state: State, left: int
    ) -> None:
        row = ask_about(reason, arrivals)

        decide(Action.RETRY, row)

        stored = reread(row)
        assert (stored.state, stored.possible_arrivals) == (state, left)
        assert stored.attempt_number == arrivals

    def test_does_not_count_the_reversal_whose_original_was_missing(self) -> None:
        original = DeliveryFactory.create(booked=True)
        row = follow(
            original,
            Kind.REVERSAL,
            state=State.ATTENTION,
            reason=Reason.ORIGINAL_MISSING,
            possible_arrivals=1,
        )

        decide(Action.RETRY, row)

        assert (reread(row).state, reread(row).possible_arrivals) == (State.DUE, 0)

    def test_keeps_a_refund_behind_its_undecided_original(self) -> None:
        original = DeliveryFactory.create(unknown=True)
        row = follow(original, Kind.REFUND, state=State.ATTENTION, reason=Reason.CLOCK)

        decided = decide(Action.RETRY, row)

        assert decided.left == {row.pk: Obstacle.ORIGINAL_OPEN}

    def test_brings_a_waiting_row_forward(self) -> None:
        row = DeliveryFactory.create(unknown=True, due_at=LATER + timedelta(hours=1))

        decided = decide(Action.RETRY, row)

        assert decided.done == [row.pk]
        assert (reread(row).state, reread(row).due_at) == (State.UNKNOWN, LATER)
        assert not StateChange.objects.exists()
        assert Deed.objects.count() == 1

    def test_rings_for_what_is_due_now(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        row = ask_about(Reason.CLOCK)

        with django_capture_on_commit_callbacks() as rings:
            decide(Action.RETRY, row)

        assert len(rings) == 1


class TestRelease:
    def test_lets_a_row_go_whose_interface_leads_to_payback(self) -> None:
        row = make_held(Reason.CONFIGURATION)

        decide(Action.RELEASE, row)

        assert (reread(row).state, reread(row).due_at) == (State.DUE, LATER)

    def test_keeps_what_may_have_arrived_unknown(self) -> None:
        row = make_held(Reason.CREDENTIALS, possible_arrivals=1, attempt_number=2)

        decide(Action.RELEASE, row)

        assert (reread(row).state, reread(row).possible_arrivals) == (State.UNKNOWN, 1)

    def test_does_not_try_credentials_that_were_rejected_too_often(self) -> None:
        row = make_held(Reason.CREDENTIALS)
        make_gate(row.interface, rejections=3, rejected_at=NOW)

        decided = decide(Action.RELEASE, row)

        assert decided.left == {row.pk: Obstacle.STOPPED}
        assert reread(row).state == State.HELD

    def test_tries_credentials_that_were_changed(self) -> None:
        row = make_held(Reason.CREDENTIALS)
        make_gate(row.interface, rejections=3, rejected_at=NOW)
        store_password(interface_id=row.interface_id, password="neu-4711", set_by=None, now=NOW)

        decide(Action.RELEASE, row)

        assert reread(row).state == State.DUE

    def test_leaves_a_row_without_a_way_to_payback(self) -> None:
        row = make_held(Reason.PARTNER_CHANGED)
        Interface.objects.filter(pk=row.interface_id).update(partner_short_name="ANDERS")

        decided = decide(Action.RELEASE, row)

        assert decided.left == {row.pk: Obstacle.NO_ROUTE}

    def test_never_overtakes_the_original(self) -> None:
        row = wait_for(DeliveryFactory.create(unknown=True), Kind.REFUND)

        decided = decide(Action.RELEASE, row)

        assert decided.left == {row.pk: Obstacle.ORIGINAL_OPEN}


class TestWriteOff:
    def test_cancels_what_never_arrived(self) -> None:
        row = ask_about(Reason.CLOCK)

        decide(Action.WRITE_OFF, row)

        assert (reread(row).state, reread(row).reason) == (State.CANCELLED, Reason.WRITTEN_OFF)

    @pytest.mark.parametrize("reason", [Reason.COUPON, Reason.RECEIPT_NUMBER_TAKEN])
    def test_refuses_what_was_sent(self, reason: Reason) -> None:
        row = ask_about(reason, arrivals=1)

        decide(Action.WRITE_OFF, row)

        assert (reread(row).state, reread(row).reason) == (State.REFUSED, Reason.WRITTEN_OFF)

    def test_does_not_tell_a_till_that_a_reversal_is_done(self) -> None:
        row = follow(
            DeliveryFactory.create(booked=True),
            Kind.REVERSAL,
            state=State.ATTENTION,
            reason=Reason.MESSAGE_UNFIT,
        )

        decide(Action.WRITE_OFF, row)

        assert reread(row).state == State.REFUSED
        assert reread(row).outcome == "refused"

    @pytest.mark.parametrize("trait", ["claimed", "started", "unknown", "booked", "refused"])
    def test_leaves_what_is_on_its_way_or_finished(self, trait: str) -> None:
        row = DeliveryFactory.create(**{trait: True})

        decided = decide(Action.WRITE_OFF, row)

        assert decided.done == []
        assert reread(row).state == row.state

    @pytest.mark.parametrize(
        ("kind", "end"), [(Kind.REFUND, State.REFUSED), (Kind.REVERSAL, State.CANCELLED)]
    )
    def test_ends_what_waited_for_it(self, kind: Kind, end: State) -> None:
        row = ask_about(Reason.CLOCK)
        waiting = wait_for(row, kind)

        decide(Action.WRITE_OFF, row)

        assert (reread(waiting).state, reread(waiting).reason) == (
            end,
            Reason.ORIGINAL_NOT_BOOKED,
        )

    def test_lets_the_reversal_go_that_waited_for_a_refund(self) -> None:
        original = DeliveryFactory.create(booked=True)
        refund = follow(original, Kind.REFUND, state=State.ATTENTION, reason=Reason.CLOCK)
        reversal = wait_for(original, Kind.REVERSAL)

        decide(Action.WRITE_OFF, refund)

        assert reread(reversal).state == State.DUE

    def test_leaves_what_payback_may_have_booked_while_its_reversal_waits(self) -> None:
        row = ask_about(Reason.REFUSED_AFTER_UNKNOWN, arrivals=2)
        waiting = wait_for(row, Kind.REVERSAL)

        decided = decide(Action.WRITE_OFF, row)

        assert decided.left == {row.pk: Obstacle.FOLLOWED}
        assert reread(waiting).state == State.HELD


class TestKeepAndUndo:
    def test_keeps_a_redemption_for_good(self) -> None:
        row = ask_about(Reason.NOT_CONFIRMED, arrivals=1, redeem=True, points=-1000)

        decide(Action.KEEP, row)

        stored = reread(row)
        assert (stored.state, stored.confirmed_at, stored.points) == (State.BOOKED, LATER, -1000)

    def test_undoes_a_redemption_with_a_reversal_that_is_due(self) -> None:
        row = ask_about(Reason.NOT_CONFIRMED, arrivals=1, redeem=True)

        decide(Action.UNDO, row)

        reversal = Delivery.objects.get(transaction__original=row.transaction)
        assert reread(row).state == State.BOOKED
        assert (reversal.state, reversal.transaction.note) == (State.DUE, NOTE)
        assert reread(row).confirmed_at is None

    def test_lets_the_reversal_go_that_the_till_asked_for(self) -> None:
        row = ask_about(Reason.NOT_CONFIRMED, arrivals=1, redeem=True)
        waiting = wait_for(row, Kind.REVERSAL)

        decide(Action.UNDO, row)

        assert reread(waiting).state == State.DUE
        assert Delivery.objects.filter(transaction__original=row.transaction).count() == 1

    def test_does_not_keep_what_the_till_undoes(self) -> None:
        row = ask_about(Reason.NOT_CONFIRMED, arrivals=1, redeem=True)
        wait_for(row, Kind.REVERSAL)

        decided = decide(Action.KEEP, row)

        assert decided.left == {row.pk: Obstacle.UNDOING}


class TestPlanAll:
    def test_says_what_would_happen_and_changes_nothing(self) -> None:
        fits = ask_about(Reason.CLOCK)
        does_not = ask_about(Reason.RECEIPT_NUMBER_TAKEN, arrivals=1)

        plans = plan_all(deliveries=Delivery.objects.all(), action=Action.RETRY, now=LATER)

        told = [(plan.delivery.pk, plan.to, plan.obstacle) for plan in plans]
        assert told == [
            (fits.pk, State.DUE, None),
            (does_not.pk, None, Obstacle.NUMBER_TAKEN),
        ]
        assert {reread(fits).state, reread(does_not).state} == {State.ATTENTION}
        assert not Deed.objects.exists()
