"""Goods come back: waiting for the original, and never more than was given."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from tests.transactions.at_once import run_at_once
from tests.transactions.kinds.till import (
    book,
    collect,
    read,
    redeem,
    refund,
    reverse,
)
from tests.transactions.till import Till, build_line, build_till
from transactions.choices import GiveBack, Kind, Reason, State
from transactions.models import ChainRules, Delivery, Transaction
from transactions.outbox import settle_followers
from transactions.services import (
    AlreadyReversed,
    LineNotOnOriginal,
    OriginalNotFound,
    ReceiptReused,
    RefundTooLarge,
)

NOW = timezone.now().replace(microsecond=0)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def sale(till: Till) -> Delivery:
    """Booked at PAYBACK."""
    return book(collect(till, NOW), NOW)


def sell_glasses(till: Till) -> Delivery:
    """450.00 with 250.00 for the frame, which alone earns points."""
    lines = [build_line(amount="250.00"), {"description": "Gläser", "amount": "200.00"}]
    return book(collect(till, NOW, lines=lines, total="450.00"), NOW)


@pytest.mark.django_db
class TestRefund:
    def test_freezes_the_original_party(self, till: Till, sale: Delivery) -> None:
        till.interface.partner_short_name = "ANDERE"
        till.interface.save()

        row = refund(till, LATER)

        original = sale.transaction
        assert row.original == original
        assert row.partner_short_name == original.partner_short_name == "DEMOOPTIK"
        assert (row.card, row.card_hash) == (original.card, original.card_hash)
        assert Transaction.objects.get(pk=row.pk).card == original.card

    @pytest.mark.usefixtures("sale")
    def test_has_a_receipt_number_of_its_own(self, till: Till) -> None:
        row = refund(till, LATER)

        assert row.payback_receipt_number.startswith("R")
        assert row.receipt.receipt_number == "BON-R-1"

    @pytest.mark.usefixtures("sale")
    def test_is_due_at_once_after_a_booked_original(self, till: Till) -> None:
        delivery = read(refund(till, LATER))

        assert (delivery.state, delivery.due_at) == (State.DUE, LATER)

    @pytest.mark.parametrize("state", ["due", "unknown"])
    def test_waits_while_the_original_is_undecided(self, till: Till, state: str) -> None:
        original = collect(till, NOW)
        Delivery.objects.filter(pk=original.pk).update(state=state)

        delivery = read(refund(till, LATER))

        assert (delivery.state, delivery.reason) == (State.HELD, Reason.ORIGINAL_PENDING)

    def test_goes_on_when_the_original_is_booked(self, till: Till) -> None:
        original = collect(till, NOW)
        row = refund(till, NOW)

        settle_followers(book(original, LATER), now=LATER)

        assert read(row).state == State.DUE

    def test_ends_when_the_original_came_to_nothing(self, till: Till) -> None:
        original = collect(till, NOW)
        row = refund(till, NOW)
        Delivery.objects.filter(pk=original.pk).update(state=State.REFUSED)

        settle_followers(Delivery.objects.get(pk=original.pk), now=LATER)

        delivery = read(row)
        assert (delivery.state, delivery.reason) == (State.REFUSED, Reason.ORIGINAL_NOT_BOOKED)

    def test_needs_a_sale_of_this_branch(self, till: Till) -> None:
        book(collect(build_till(), NOW), NOW)

        with pytest.raises(OriginalNotFound):
            refund(till, LATER)

    @pytest.mark.usefixtures("sale")
    def test_is_refused_after_a_reversal(self, till: Till) -> None:
        reverse(till, LATER)

        with pytest.raises(AlreadyReversed):
            refund(till, LATER)

    @pytest.mark.usefixtures("sale")
    def test_is_the_same_when_it_is_said_again(self, till: Till) -> None:
        first = refund(till, LATER, amount="100.00")

        assert refund(till, LATER, amount="100.00") == first

    @pytest.mark.usefixtures("sale")
    def test_may_not_change_its_content(self, till: Till) -> None:
        refund(till, LATER, amount="100.00")

        with pytest.raises(ReceiptReused):
            refund(till, LATER, amount="101.00")

    @pytest.mark.usefixtures("sale")
    def test_is_put_before_a_person_when_the_clock_cannot_be_right(self, till: Till) -> None:
        row = refund(till, LATER, occurred_at=(LATER + timedelta(hours=1)).isoformat())

        assert (read(row).state, read(row).reason) == (State.ATTENTION, Reason.CLOCK)


@pytest.mark.django_db
class TestShares:
    def test_take_the_lines_that_come_back(self, till: Till) -> None:
        sell_glasses(till)

        row = refund(till, LATER, lines=[build_line(amount="100.00")])

        assert (row.total_cents, row.eligible_cents) == (10_000, 10_000)
        assert row.lines[0]["eligible_cents"] == 10_000
        assert row.lines[0]["group_name"] == "Rayban"

    def test_take_nothing_for_lines_that_earned_nothing(self, till: Till) -> None:
        sell_glasses(till)

        row = refund(till, LATER, lines=[{"description": "Gläser", "amount": "200.00"}])

        assert (read(row).state, read(row).reason) == (State.REFUSED, Reason.NOTHING_ELIGIBLE)

    def test_take_a_part_of_the_amount_in_proportion_rounded_down(self, till: Till) -> None:
        sell_glasses(till)

        row = refund(till, LATER, amount="100.00")

        assert row.eligible_cents == 5_555

    def test_take_exactly_the_rest_at_the_end(self, till: Till) -> None:
        sell_glasses(till)
        parts = [
            refund(till, LATER, receipt_number=f"R{number}", amount="150.00").eligible_cents
            for number in range(3)
        ]

        assert sum(parts) == 25_000

    def test_leave_out_the_insurer(self, till: Till) -> None:
        book(collect(till, NOW, lines=[build_line(amount="200.00", insurer_share="80.00")]), NOW)

        row = refund(till, LATER, lines=[build_line(amount="100.00")])

        assert row.eligible_cents == 6_000

    @pytest.mark.usefixtures("sale")
    def test_name_the_line_that_was_not_sold(self, till: Till) -> None:
        with pytest.raises(LineNotOnOriginal) as error:
            refund(till, LATER, lines=[build_line(amount="1.00"), {"amount": "1.00"}])

        assert error.value.position == 1

    def test_do_not_exceed_a_line(self, till: Till) -> None:
        sell_glasses(till)

        with pytest.raises(RefundTooLarge):
            refund(till, LATER, lines=[build_line(amount="250.01")])

    @pytest.mark.usefixtures("sale")
    def test_do_not_exceed_the_sale(self, till: Till) -> None:
        refund(till, LATER, amount="200.00")

        with pytest.raises(RefundTooLarge):
            refund(till, LATER, receipt_number="BON-R-2", amount="49.91")

    def test_count_lines_after_an_amount(self, till: Till) -> None:
        sell_glasses(till)
        refund(till, LATER, amount="360.00")

        row = refund(till, LATER, receipt_number="BON-R-2", lines=[build_line(amount="90.00")])

        assert row.eligible_cents == 5_000

    @pytest.mark.usefixtures("sale")
    def test_forget_a_return_that_payback_refused(self, till: Till) -> None:
        refused = refund(till, LATER)
        Delivery.objects.filter(transaction=refused).update(state=State.REFUSED)

        row = refund(till, LATER, receipt_number="BON-R-2")

        assert row.eligible_cents == 24_990

    @pytest.mark.usefixtures("sale")
    def test_count_a_return_that_was_written_off_after_a_call(self, till: Till) -> None:
        given_up = refund(till, LATER)
        Delivery.objects.filter(transaction=given_up).update(
            state=State.REFUSED, reason=Reason.WRITTEN_OFF
        )

        with pytest.raises(RefundTooLarge):
            refund(till, LATER, receipt_number="BON-R-2")


@pytest.mark.django_db
class TestPointsOrMoneyFirst:
    @pytest.fixture
    def paid(self, till: Till) -> Delivery:
        """10.00 of a sale were paid with points."""
        book(collect(till, NOW), NOW)
        return book(redeem(till, NOW), NOW, points=-1000)

    def choose(self, till: Till, first: GiveBack) -> None:
        ChainRules.objects.create(chain=till.workstation.branch.chain, give_back_first=first)

    @pytest.mark.parametrize(
        ("first", "amount", "reversals"),
        [
            (GiveBack.MONEY, "249.89", 0),
            (GiveBack.MONEY, "249.90", 1),
            (GiveBack.POINTS, "9.99", 0),
            (GiveBack.POINTS, "10.00", 1),
        ],
    )
    def test_decides_when_the_redemption_is_undone(
        self, till: Till, paid: Delivery, first: GiveBack, amount: str, reversals: int
    ) -> None:
        self.choose(till, first)

        refund(till, LATER, amount=amount)

        assert paid.transaction.followers.filter(kind=Kind.REVERSAL).count() == reversals

    def test_counts_all_returns_together(self, till: Till, paid: Delivery) -> None:
        refund(till, LATER, amount="200.00")
        refund(till, LATER, receipt_number="BON-R-2", amount="49.90")

        assert paid.transaction.followers.filter(kind=Kind.REVERSAL).count() == 1


class TestFiftyReturnsAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_never_take_more_than_was_given(self) -> None:
        till = build_till()
        book(collect(till, NOW), NOW)

        ends = run_at_once([partial(self.attempt, till, number) for number in range(50)])

        taken = Transaction.objects.filter(kind=Kind.REFUND)
        assert (ends.count(True), taken.count()) == (24, 24)
        assert sum(row.eligible_cents for row in taken) == 24_000

    @staticmethod
    def attempt(till: Till, number: int) -> bool:
        """Whether a return over 10.00 was taken."""
        try:
            refund(till, LATER, receipt_number=f"BON-R-{number}", amount="10.00")
        except RefundTooLarge:
            return False
        finally:
            connection.close()
        return True
