"""Paying with points: one call in the till's request, and nothing that could repeat it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from interfaces.payback.errors import OutcomeUnknown, PaybackError, Unfit
from interfaces.payback.messages import BookingAnswer
from tests.transactions.kinds.till import book, collect, read, redeem
from tests.transactions.sending.pretend import (
    KNOWN_ALREADY,
    RECORD,
    REJECTED,
    SILENCE,
    UNREACHABLE,
    WRONG_PIN,
    PretendClient,
)
from tests.transactions.sending.rows import make_gate
from tests.transactions.till import Till
from transactions.choices import Kind, Reason, State, Unconfirmed
from transactions.models import Attempt, ChainRules, Delivery, Gate, Transaction
from transactions.sending import send_delivery, send_redemption, sweep
from transactions.sending.claim import claim_redemption
from transactions.services import (
    ConfirmationTooLate,
    OriginalNotFound,
    ReceiptReused,
    confirm_redemption,
)
from transactions.validation import InvalidRequest

NOW = timezone.now().replace(microsecond=0)
PIN = "7351"
SPENT = BookingAnswer(points=-1000, balance=320, bookings=())

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> PretendClient:
    """PAYBACK, saying yes until a test has it say something else."""
    pretend = PretendClient()
    pretend.end = SPENT
    monkeypatch.setattr("transactions.sending.carry.PaybackClient", pretend.make)
    return pretend


def now() -> datetime:
    return datetime.now(UTC)


def send(delivery: Delivery) -> Delivery:
    """The row after the request's one call."""
    send_redemption(delivery_id=delivery.pk, pin=PIN, clock=now)
    return Delivery.objects.select_related("transaction").get(pk=delivery.pk)


def find_reversals(delivery: Delivery) -> list[Delivery]:
    return list(
        Delivery.objects.filter(
            transaction__original=delivery.transaction, transaction__kind=Kind.REVERSAL
        )
    )


class TestAcceptRedemption:
    def test_stores_no_pin(self, till: Till) -> None:
        redeem(till, NOW)

        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM transactions_transaction t")
            row = cursor.fetchone()[0]
        assert f'"{PIN}"' not in row
        assert f",{PIN}," not in row

    def test_turns_an_amount_into_points(self, till: Till) -> None:
        ten = redeem(till, NOW, points=None, amount="10.00")

        assert (ten.transaction.points_asked, ten.transaction.points_value_cents) == (1000, 1000)

    @pytest.mark.parametrize(
        "changes",
        [
            {"points": 199},
            {"points": 24_991},
            {"points": None},
            {"amount": "10.00"},
            {"points": None, "amount": "0.00"},
        ],
    )
    def test_refuses_too_few_too_many_or_unclear_points(
        self, till: Till, changes: dict[str, object]
    ) -> None:
        rules = ChainRules(minimum_redeem_points=200)

        with pytest.raises(InvalidRequest):
            redeem(till, NOW, rules=rules, **changes)

    @pytest.mark.parametrize("state", [State.REFUSED, State.CANCELLED, State.REVERSED])
    def test_may_be_tried_again_after_nothing_came_of_it(self, till: Till, state: State) -> None:
        first = redeem(till, NOW)
        Delivery.objects.filter(pk=first.pk).update(state=state)

        second = redeem(till, NOW)

        assert second != first
        assert second.transaction.sequence == 1
        numbers = {row.payback_receipt_number for row in Transaction.objects.all()}
        assert len(numbers) == 2

    @pytest.mark.parametrize("state", [State.DUE, State.BOOKED, State.UNKNOWN])
    def test_is_the_same_while_it_may_stand(self, till: Till, state: State) -> None:
        first = redeem(till, NOW)
        Delivery.objects.filter(pk=first.pk).update(state=state)

        assert redeem(till, NOW) == first

    def test_may_not_change_its_content_while_it_may_stand(self, till: Till) -> None:
        redeem(till, NOW)

        with pytest.raises(ReceiptReused):
            redeem(till, NOW, points=500)

    def test_refuses_by_itself_when_the_clock_cannot_be_right(self, till: Till) -> None:
        delivery = redeem(till, NOW, occurred_at="2001-01-01T10:00:00+01:00")

        assert (delivery.state, delivery.reason) == (State.REFUSED, Reason.CLOCK)


class TestSendRedemption:
    def test_spends_the_points(self, till: Till, client: PretendClient) -> None:
        delivery = send(redeem(till, NOW))

        assert (delivery.state, delivery.points, delivery.balance) == (State.BOOKED, -1000, 320)
        assert [(one.pin, one.points) for one in client.redemptions] == [(PIN, 1000)]
        assert delivery.confirm_by is not None
        assert timedelta(minutes=14) < delivery.confirm_by - now() <= timedelta(minutes=15)

    def test_sends_nothing_after_its_deadline(
        self, till: Till, client: PretendClient, settings: Settings
    ) -> None:
        settings.REDEEM_DEADLINE_SECONDS = 0

        delivery = send(redeem(till, NOW))

        assert client.redemptions == []
        assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.UNREACHABLE)
        assert find_reversals(delivery) == []

    def test_knows_its_points_where_the_answer_names_none(
        self, till: Till, client: PretendClient
    ) -> None:
        client.end = BookingAnswer(points=None, balance=None, bookings=())

        assert send(redeem(till, NOW)).points == -1000

    @pytest.mark.parametrize(
        ("end", "state", "reason"),
        [
            (WRONG_PIN, State.REFUSED, ""),
            (REJECTED, State.REFUSED, Reason.CREDENTIALS),
            (Unfit("pin: empty", RECORD), State.REFUSED, Reason.MESSAGE_UNFIT),
            (UNREACHABLE, State.CANCELLED, Reason.UNREACHABLE),
        ],
    )
    def test_takes_a_certain_no_for_the_end(
        self, till: Till, client: PretendClient, end: PaybackError, state: State, reason: str
    ) -> None:
        client.end = end

        delivery = send(redeem(till, NOW))

        assert (delivery.state, delivery.reason) == (state, reason)
        assert len(client.redemptions) == 1
        assert find_reversals(delivery) == []

    @pytest.mark.parametrize("end", [SILENCE, KNOWN_ALREADY, OutcomeUnknown("garbage", RECORD)])
    def test_undoes_whatever_is_no_certain_answer(
        self, till: Till, client: PretendClient, end: PaybackError
    ) -> None:
        client.end = end

        delivery = send(redeem(till, NOW))

        (reversal,) = find_reversals(delivery)
        assert (delivery.state, reversal.state) == (State.UNKNOWN, State.DUE)
        assert reversal.due_at - delivery.state_since == timedelta(seconds=60)
        assert len(client.redemptions) == 1

    def test_gives_the_call_no_longer_than_the_deadline(
        self, till: Till, client: PretendClient
    ) -> None:
        send(redeem(till, NOW))

        assert 6 < client.limits[0] <= 8

    def test_does_not_wait_for_an_interface_that_rests(
        self, till: Till, client: PretendClient
    ) -> None:
        make_gate(till.interface, failures=5, closed_until=now() + timedelta(minutes=1))

        delivery = send(redeem(till, NOW))

        assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.UNREACHABLE)
        assert client.redemptions == []

    def test_does_not_call_with_rejected_credentials(
        self, till: Till, client: PretendClient
    ) -> None:
        make_gate(till.interface, rejections=3, rejected_at=now())

        delivery = send(redeem(till, NOW))

        assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.CREDENTIALS)
        assert client.redemptions == []

    @pytest.mark.usefixtures("client")
    def test_gives_up_when_no_place_is_free_in_time(self, till: Till, settings: Settings) -> None:
        settings.REDEEM_DEADLINE_SECONDS, settings.PAYBACK_CALLS_AT_ONCE = 1, 0

        delivery = send(redeem(till, NOW))

        assert (delivery.state, delivery.reason) == (State.CANCELLED, Reason.UNREACHABLE)

    def test_counts_at_the_gate(self, till: Till, client: PretendClient) -> None:
        client.end = SILENCE

        send(redeem(till, NOW))

        assert Gate.objects.get().failures == 1


class TestNobodyElse:
    @pytest.mark.parametrize("state", [State.DUE, State.UNKNOWN])
    def test_sends_a_redemption(self, till: Till, client: PretendClient, state: State) -> None:
        delivery = redeem(till, NOW)
        Delivery.objects.filter(pk=delivery.pk).update(state=state)

        calls = send_delivery(delivery_id=delivery.pk, clock=now)

        assert (calls, client.redemptions, client.purchases) == (0, [], [])

    def test_sends_it_after_another_row(self, till: Till, client: PretendClient) -> None:
        redeem(till, NOW)
        sale = collect(till, NOW, receipt_number="BON-2")

        send_delivery(delivery_id=sale.pk, clock=now)

        assert (len(client.purchases), client.redemptions) == (1, [])


class TestTheSweep:
    def test_cancels_what_a_dead_request_left_unsent(self, till: Till) -> None:
        delivery = redeem(till, NOW)

        sweep(now=NOW + timedelta(seconds=39))

        assert read(delivery.transaction).state == State.CANCELLED

    def test_leaves_a_request_its_time(self, till: Till) -> None:
        delivery = redeem(till, NOW)

        sweep(now=NOW + timedelta(seconds=37))

        assert read(delivery.transaction).state == State.DUE

    @pytest.mark.parametrize(
        ("moves", "state", "reversals"),
        [([], State.CANCELLED, 0), ([State.STARTED], State.UNKNOWN, 1)],
    )
    def test_cancels_what_was_claimed_and_undoes_what_was_started(
        self, till: Till, moves: list[State], state: State, reversals: int
    ) -> None:
        delivery = redeem(till, NOW)
        claim = claim_redemption(delivery_id=delivery.pk, now=NOW)
        assert claim is not None
        lease = claim.delivery.lease_until
        [claim.delivery.move(to=to, at=NOW, lease_until=lease) for to in moves]

        sweep(now=NOW + timedelta(seconds=39))

        assert read(delivery.transaction).state == state
        assert len(find_reversals(delivery)) == reversals
        assert Attempt.objects.count() == reversals

    def test_undoes_what_was_not_confirmed_in_time(self, till: Till) -> None:
        delivery = book(redeem(till, NOW), NOW, confirm_by=NOW + timedelta(minutes=15))

        sweep(now=NOW + timedelta(minutes=15))

        (reversal,) = find_reversals(delivery)
        assert reversal.due_at == NOW + timedelta(minutes=15)

    @pytest.mark.parametrize("minutes", [14, 16])
    def test_leaves_alone_what_was_confirmed_or_still_may_be(
        self, till: Till, minutes: int
    ) -> None:
        confirmed_at = NOW if minutes > 15 else None
        changes = {"confirm_by": NOW + timedelta(minutes=15), "confirmed_at": confirmed_at}
        delivery = book(redeem(till, NOW), NOW, **changes)

        sweep(now=NOW + timedelta(minutes=minutes))

        assert find_reversals(delivery) == []

    def test_asks_a_person_where_the_chain_wants_it(self, till: Till) -> None:
        ChainRules.objects.create(chain=till.workstation.branch.chain, unconfirmed=Unconfirmed.ASK)
        delivery = book(redeem(till, NOW), NOW, confirm_by=NOW)

        sweep(now=NOW)

        asked = read(delivery.transaction)
        assert (asked.state, asked.reason) == (State.ATTENTION, Reason.NOT_CONFIRMED)
        assert find_reversals(delivery) == []


class TestConfirmRedemption:
    def confirm(self, till: Till, delivery: Delivery) -> Delivery:
        return confirm_redemption(
            transaction_id=delivery.transaction_id, workstation=till.workstation, now=NOW
        )

    def test_keeps_the_redemption(self, till: Till) -> None:
        delivery = book(redeem(till, NOW), NOW)

        self.confirm(till, delivery)
        again = self.confirm(till, delivery)

        assert (again.state, again.confirmed_at) == (State.BOOKED, NOW)

    def test_comes_too_late_once_it_is_being_undone(self, till: Till) -> None:
        delivery = book(redeem(till, NOW), NOW, confirm_by=NOW)
        sweep(now=NOW)

        with pytest.raises(ConfirmationTooLate):
            self.confirm(till, delivery)

    def test_answers_a_person_who_was_asked(self, till: Till) -> None:
        delivery = book(redeem(till, NOW), NOW)
        delivery.move(to=State.ATTENTION, at=NOW, reason=Reason.NOT_CONFIRMED)

        assert self.confirm(till, delivery).state == State.BOOKED

    @pytest.mark.parametrize("state", [State.DUE, State.REFUSED, State.UNKNOWN])
    def test_needs_a_booked_redemption(self, till: Till, state: State) -> None:
        delivery = redeem(till, NOW)
        Delivery.objects.filter(pk=delivery.pk).update(state=state)

        with pytest.raises(OriginalNotFound):
            self.confirm(till, delivery)
