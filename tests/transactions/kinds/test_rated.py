"""Sales and returns of a chain that rates: what is frozen when a row is stored."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from interfaces.choices import Rating
from interfaces.models import Branch, Chain
from tests.factories import TransactionFactory
from tests.transactions.kinds.till import book, collect, read, refund, reverse
from tests.transactions.till import Till, build_line
from transactions.choices import State
from transactions.models import ChainRules, Delivery, Transaction

NOW = timezone.now().replace(microsecond=0)
LATER = NOW + timedelta(minutes=5)

pytestmark = pytest.mark.django_db


def decide(till: Till, *, chain: str | None = None, branch: str | None = None) -> None:
    """Has the chain rate, at these points per euro."""
    own = till.workstation.branch
    own.points_per_euro = Decimal(branch) if branch else None
    own.chain.rating = Rating.PARTNER
    own.chain.points_per_euro = Decimal(chain) if chain else None
    own.save()
    own.chain.save()


class TestSale:
    def test_is_rated_down_at_the_rate_of_the_chain(self, till: Till) -> None:
        decide(till, chain="1.5")

        row = collect(till, NOW).transaction

        assert (row.points_per_euro, row.rated_points) == (Decimal("1.5"), 374)

    def test_is_rated_at_the_rate_of_the_branch_first(self, till: Till) -> None:
        decide(till, chain="1.5", branch="2")

        row = collect(till, NOW).transaction

        assert (row.points_per_euro, row.rated_points) == (Decimal(2), 499)

    def test_is_not_rated_where_payback_does(self, till: Till) -> None:
        row = collect(till, NOW).transaction

        assert (row.points_per_euro, row.rated_points) == (None, None)

    def test_leaves_out_the_insurer_and_lines_that_take_no_part(self, till: Till) -> None:
        decide(till)
        lines = [
            build_line(amount="200.00", insurer_share="80.50"),
            {"description": "Gläser", "amount": "49.90"},
        ]

        row = collect(till, NOW, lines=lines, total="249.90").transaction

        assert row.rated_points == 119

    def test_rates_what_its_lines_earn_together(self, till: Till) -> None:
        decide(till)
        lines = [build_line(amount="124.95"), build_line(amount="124.95")]

        row = collect(till, NOW, lines=lines).transaction

        assert row.rated_points == 249

    def test_keeps_rate_and_points_when_the_rate_changes(self, till: Till) -> None:
        decide(till, chain="1.5")
        row = collect(till, NOW).transaction
        Chain.objects.update(points_per_euro=Decimal(9))
        Branch.objects.update(points_per_euro=Decimal(9))

        again = collect(till, NOW).transaction

        assert again == row
        assert (again.points_per_euro, again.rated_points) == (Decimal("1.5"), 374)

    def test_has_both_rate_and_points_or_neither(self) -> None:
        sold = {"points_per_euro": None, "rated_points": 5}

        with pytest.raises(IntegrityError), transaction.atomic():
            TransactionFactory.create(**sold)


class TestReturn:
    @pytest.fixture
    def sale(self, till: Till) -> Delivery:
        """249.90 at one and a half points, 374 in all."""
        decide(till, chain="1.5")
        return book(collect(till, NOW), NOW, points=374)

    @pytest.mark.usefixtures("sale")
    def test_takes_its_part_rounded_down(self, till: Till) -> None:
        row = refund(till, LATER, amount="100.00")

        assert (row.points_per_euro, row.rated_points) == (Decimal("1.5"), 149)

    @pytest.mark.usefixtures("sale")
    def test_takes_what_the_sale_was_given_whatever_the_rate_is_now(self, till: Till) -> None:
        Chain.objects.update(points_per_euro=Decimal(9))

        assert refund(till, LATER).rated_points == 374

    @pytest.mark.usefixtures("sale")
    def test_takes_points_of_a_rated_sale_after_payback_was_left_the_rating(
        self, till: Till
    ) -> None:
        Chain.objects.update(rating=Rating.PAYBACK)

        assert refund(till, LATER).rated_points == 374

    @pytest.mark.usefixtures("sale")
    def test_takes_the_rest_at_the_end(self, till: Till) -> None:
        amounts = ["0.33", "99.57", "150.00"]

        rows = [
            refund(till, LATER, receipt_number=f"R{number}", amount=amount)
            for number, amount in enumerate(amounts)
        ]

        assert [row.rated_points for row in rows] == [0, 149, 225]

    @pytest.mark.usefixtures("sale")
    def test_forgets_one_that_payback_refused(self, till: Till) -> None:
        refused = refund(till, LATER)
        Delivery.objects.filter(transaction=refused).update(state=State.REFUSED)

        assert refund(till, LATER, receipt_number="BON-R-2").rated_points == 374

    def test_of_a_sale_that_payback_rated_leaves_it_to_payback(self, till: Till) -> None:
        book(collect(till, NOW), NOW)
        decide(till, chain="1.5")

        assert refund(till, LATER).rated_points is None

    @pytest.mark.usefixtures("sale")
    def test_by_storno_names_no_points(self, till: Till) -> None:
        row = reverse(till, LATER)

        assert (row.points_per_euro, row.rated_points) == (None, None)
        assert read(row).state == State.DUE


class TestPaidWithPoints:
    @pytest.mark.parametrize(
        ("earns", "points"), [(True, 249), (False, 199)], ids=["earns", "earns nothing"]
    )
    def test_is_rated_as_the_chain_wants(self, till: Till, earns: bool, points: int) -> None:  # noqa: FBT001
        decide(till)
        chain = till.workstation.branch.chain
        ChainRules.objects.create(chain=chain, points_payments_earn=earns)

        till.collect(
            {
                "receipt_number": "BON-1",
                "occurred_at": NOW.isoformat(),
                "card": "9040193103187692",
                "total": "249.90",
                "lines": [build_line()],
                "payments": [{"type": "points", "amount": "50.00"}],
            }
        )

        assert Transaction.objects.get().rated_points == points
