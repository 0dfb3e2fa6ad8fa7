"""Storno: once, after its original, repeated until PAYBACK acknowledges it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interfaces.payback.errors import PaybackError
from interfaces.payback.messages import BookingAnswer
from tests.transactions.kinds.till import book, collect, read, redeem, refund, reverse
from tests.transactions.sending.pretend import (
    KNOWN_ALREADY,
    NO_MEMBER,
    NO_ORIGINAL,
    REJECTED,
    SILENCE,
    UNDONE_ALREADY,
    UNREACHABLE,
    PretendClient,
)
from tests.transactions.till import Till, build_till
from transactions.choices import Kind, Reason, State
from transactions.models import Attempt, Delivery, Transaction
from transactions.outbox import settle_followers
from transactions.sending import send_delivery, sweep
from transactions.sending.reversal_rule import get_reversal_pause
from transactions.services import NotReversible, OriginalNotFound

NOW = timezone.now().replace(microsecond=0)
LATER = NOW + timedelta(minutes=5)
TAKEN = BookingAnswer(points=-249, balance=1320, bookings=())

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> PretendClient:
    """PAYBACK, saying yes until a test has it say something else."""
    pretend = PretendClient()
    pretend.end = TAKEN
    monkeypatch.setattr("transactions.sending.carry.PaybackClient", pretend.make)
    return pretend


@pytest.fixture
def sale(till: Till) -> Delivery:
    """Booked at PAYBACK."""
    return book(collect(till, NOW), NOW)


def send(row: Transaction, *, after: timedelta = timedelta(0)) -> Delivery:
    """The row after what waits was sent at that time."""
    send_delivery(delivery_id=read(row).pk, clock=lambda: LATER + after)
    return read(row)


def fail_until(row: Transaction, client: PretendClient, *ends: PaybackError) -> list[timedelta]:
    """The pauses that follow one call after the other, each made when it is due."""
    pauses = []
    for end in ends:
        client.end = end
        due_at = read(row).due_at
        send_delivery(delivery_id=read(row).pk, clock=lambda: due_at)  # noqa: B023  (called at once)
        pauses.append(read(row).due_at - due_at)
    return pauses


class TestAcceptReversal:
    def test_is_due_at_once_after_a_booked_original(self, till: Till, sale: Delivery) -> None:
        row = reverse(till, LATER)

        assert (row.original, row.kind, row.note) == (
            sale.transaction,
            Kind.REVERSAL,
            "Falscher Beleg",
        )
        assert (read(row).state, read(row).due_at) == (State.DUE, LATER)

    def test_is_found_by_the_id_too(self, till: Till, sale: Delivery) -> None:
        row = reverse(till, LATER, transaction_id=str(sale.transaction_id))

        assert row.original == sale.transaction

    @pytest.mark.usefixtures("sale")
    def test_is_one_however_often_it_is_asked_for(self, till: Till) -> None:
        first = reverse(till, LATER)

        assert (
            reverse(till, LATER, original_receipt_number="BON-W1-0001-26", kind="collect") == first
        )

    @pytest.mark.parametrize("state", [State.DUE, State.HELD, State.ATTENTION])
    def test_cancels_what_was_certainly_never_sent(self, till: Till, state: State) -> None:
        original = collect(till, NOW)
        Delivery.objects.filter(pk=original.pk).update(state=state, reason=Reason.CLOCK)

        row = reverse(till, LATER)

        assert Delivery.objects.get(pk=original.pk).state == State.CANCELLED
        assert read(row).state == State.CANCELLED

    @pytest.mark.parametrize("state", [State.UNKNOWN, State.HELD])
    def test_waits_while_something_may_have_arrived(self, till: Till, state: State) -> None:
        original = collect(till, NOW)
        Delivery.objects.filter(pk=original.pk).update(
            state=state, reason=Reason.CREDENTIALS, possible_arrivals=1
        )

        row = reverse(till, LATER)

        assert Delivery.objects.get(pk=original.pk).state == state
        assert (read(row).state, read(row).reason) == (State.HELD, Reason.ORIGINAL_PENDING)

    def test_has_nothing_to_do_where_nothing_was_booked(self, till: Till) -> None:
        original = collect(till, NOW)
        Delivery.objects.filter(pk=original.pk).update(state=State.REFUSED)

        assert read(reverse(till, LATER)).state == State.CANCELLED

    def test_waits_for_refunds_that_are_on_their_way(self, till: Till, sale: Delivery) -> None:
        back = refund(till, LATER, amount="10.00")

        row = reverse(till, LATER)

        assert read(row).reason == Reason.ORIGINAL_PENDING
        book(read(back), LATER)
        settle_followers(sale, now=LATER)
        assert read(row).state == State.DUE

    @pytest.mark.usefixtures("sale")
    def test_is_not_for_refunds(self, till: Till) -> None:
        back = refund(till, LATER)

        with pytest.raises(NotReversible):
            reverse(till, LATER, transaction_id=str(back.pk))

    def test_is_not_for_another_branch(self, till: Till) -> None:
        elsewhere = book(collect(build_till(), NOW), NOW)

        with pytest.raises(OriginalNotFound):
            reverse(till, LATER, transaction_id=str(elsewhere.transaction_id))

    @pytest.mark.usefixtures("sale")
    def test_is_sent_although_the_tills_clock_is_wrong(self, till: Till) -> None:
        wrong = "2001-01-01T10:00:00+01:00"

        row = reverse(
            till, LATER, original_receipt_number="BON-W1-0001-26", kind="collect", occurred_at=wrong
        )

        assert (read(row).state, row.occurred_at) == (State.DUE, LATER)


@pytest.mark.usefixtures("sale")
class TestSendingAReversal:
    def test_undoes_its_original(self, till: Till, client: PretendClient, sale: Delivery) -> None:
        delivery = send(reverse(till, LATER))

        assert (delivery.state, delivery.points) == (State.BOOKED, -249)
        assert Delivery.objects.get(pk=sale.pk).state == State.REVERSED
        ((kind, message),) = client.reversals
        assert kind == "collect"
        assert message.reference_receipt_number == sale.transaction.payback_receipt_number

    @pytest.mark.parametrize("end", [UNDONE_ALREADY])
    def test_takes_already_reversed_for_success(
        self, till: Till, client: PretendClient, sale: Delivery, end: PaybackError
    ) -> None:
        client.end = end

        delivery = send(reverse(till, LATER))

        assert (delivery.state, delivery.points) == (State.BOOKED, None)
        assert Delivery.objects.get(pk=sale.pk).state == State.REVERSED

    def test_takes_a_known_receipt_number_for_success_on_a_repeat_only(
        self, till: Till, client: PretendClient
    ) -> None:
        row = reverse(till, LATER)
        fail_until(row, client, SILENCE, KNOWN_ALREADY)

        assert read(row).state == State.BOOKED

    def test_asks_a_person_about_a_known_receipt_number_on_the_first_call(
        self, till: Till, client: PretendClient
    ) -> None:
        client.end = KNOWN_ALREADY

        delivery = send(reverse(till, LATER))

        assert (delivery.state, delivery.reason) == (State.ATTENTION, Reason.RECEIPT_NUMBER_TAKEN)

    def test_sends_the_same_message_again(self, till: Till, client: PretendClient) -> None:
        row = reverse(till, LATER)

        fail_until(row, client, SILENCE, NO_MEMBER, UNREACHABLE)

        messages = [message for _kind, message in client.reversals]
        assert messages == [messages[0]] * 3

    def test_pauses_as_the_table_says_and_tells_people_at_the_sixth_call(
        self, till: Till, client: PretendClient
    ) -> None:
        row = reverse(till, LATER)

        pauses = fail_until(row, client, *[NO_MEMBER] * 5)
        quiet = read(row).reason
        pauses += fail_until(row, client, *[NO_MEMBER] * 3)

        minutes = [pause / timedelta(minutes=1) for pause in pauses]
        assert minutes == [1, 2, 4, 8, 15, 30, 60, 60]
        assert (quiet, read(row).reason) == ("", Reason.REVERSAL_OVERDUE)
        assert read(row).state == State.DUE

    def test_stops_on_rejected_credentials(self, till: Till, client: PretendClient) -> None:
        client.end = REJECTED

        delivery = send(reverse(till, LATER))

        assert (delivery.state, delivery.reason) == (State.HELD, Reason.CREDENTIALS)

    def test_does_not_believe_that_a_booked_original_is_missing(
        self, till: Till, client: PretendClient, sale: Delivery
    ) -> None:
        row = reverse(till, LATER)

        fail_until(row, client, NO_ORIGINAL, NO_ORIGINAL, NO_ORIGINAL)

        assert (read(row).state, read(row).reason) == (State.ATTENTION, Reason.ORIGINAL_MISSING)
        assert Delivery.objects.get(pk=sale.pk).state == State.BOOKED


class TestAnUnknownRedemption:
    @pytest.fixture
    def undo(self, till: Till) -> Transaction:
        """Its reversal, not sent yet."""
        original = redeem(till, NOW)
        Delivery.objects.filter(pk=original.pk).update(state=State.UNKNOWN, possible_arrivals=1)
        sweep(now=LATER)
        return Transaction.objects.get(kind=Kind.REVERSAL)

    def test_waits_a_minute_before_it_is_undone(self, undo: Transaction) -> None:
        assert read(undo).due_at == LATER + timedelta(seconds=60)

    def test_is_reversed_by_its_reversal(self, undo: Transaction, client: PretendClient) -> None:
        send(undo, after=timedelta(seconds=60))

        assert undo.original is not None
        assert read(undo.original).state == State.REVERSED
        assert [kind for kind, _message in client.reversals] == ["redeem"]

    def test_is_not_given_up_when_it_is_not_found_at_once(
        self, undo: Transaction, client: PretendClient
    ) -> None:
        fail_until(undo, client, NO_ORIGINAL, NO_ORIGINAL)

        assert read(undo).state == State.DUE
        assert undo.original is not None
        assert read(undo.original).state == State.UNKNOWN

    def test_counts_as_undone_when_it_is_not_found_after_the_quarantine(
        self, undo: Transaction, client: PretendClient
    ) -> None:
        fail_until(undo, client, NO_ORIGINAL, NO_ORIGINAL, NO_ORIGINAL)

        assert read(undo).state == State.BOOKED
        assert undo.original is not None
        assert read(undo.original).state == State.REVERSED
        first, *_others, last = Attempt.objects.order_by("number")
        assert last.recorded_at - first.recorded_at >= timedelta(seconds=120)

    def test_is_undone_when_it_was_booked_late(
        self, undo: Transaction, client: PretendClient
    ) -> None:
        fail_until(undo, client, NO_ORIGINAL)
        client.end = TAKEN

        send_delivery(delivery_id=read(undo).pk, clock=lambda: read(undo).due_at)

        assert read(undo).state == State.BOOKED


class TestGetReversalPause:
    @pytest.mark.parametrize(
        ("failures", "minutes"),
        [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (6, 30), (7, 60), (99, 60)],
    )
    def test_grows_to_an_hour(self, failures: int, minutes: int) -> None:
        assert get_reversal_pause(failures=failures) == timedelta(minutes=minutes)
