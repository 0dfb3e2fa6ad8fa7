"""Base points where the chain rates, and what returns take of them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transactions.rating import rate_points
from transactions.services.errors import RefundTooLarge
from transactions.services.shares import Share, share_refund
from transactions.validation import RefundCommand

LARGEST_CENTS = 99_999_999_999
rates = st.decimals(Decimal("0.001"), Decimal("999.999"), places=3)
cents = st.integers(0, LARGEST_CENTS)


def build_return(amount_cents: int) -> RefundCommand:
    """Goods that come back, without lines."""
    return RefundCommand(
        receipt_number="R",
        original_receipt_number="S",
        occurred_at=None,  # type: ignore[arg-type]  # no part of sharing
        amount_cents=amount_cents,
        lines=(),
    )


def give_back(sale: Share, amounts: list[int]) -> list[Share]:
    """The returns of these amounts, one after the other."""
    returns: list[Share] = []
    for amount in amounts:
        returns.append(share_refund(sale=sale, earlier=returns, command=build_return(amount)))
    return returns


def count_points(returns: list[Share]) -> int:
    return sum(one.rated_points or 0 for one in returns)


@st.composite
def sales_in_parts(draw: st.DrawFn) -> tuple[Share, list[int]]:
    """A sale that we rated, and amounts of which all together are its total."""
    total = draw(st.integers(1, 1_000_000))
    eligible = draw(st.integers(0, total))
    rate = draw(rates)
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=8)))
    parts = [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]
    points = rate_points(eligible_cents=eligible, points_per_euro=rate)
    return Share(total, eligible, (), points), [part for part in parts if part]


class TestRatePoints:
    @pytest.mark.parametrize(
        ("eligible_cents", "rate", "points"),
        [
            (24_990, "1", 249),
            (99, "1", 0),
            (0, "5", 0),
            (24_990, "0.5", 124),
            (24_990, "1.5", 374),
            (100, "0.001", 0),
            (100_000, "0.001", 1),
            (29, "100", 29),
            (57, "100", 57),
            (LARGEST_CENTS, "999.999", 999_998_999_990),
        ],
    )
    def test_gives_whole_points_rounded_down(
        self, eligible_cents: int, rate: str, points: int
    ) -> None:
        rated = rate_points(eligible_cents=eligible_cents, points_per_euro=Decimal(rate))

        assert rated == points

    def test_is_none_where_payback_rates(self) -> None:
        assert rate_points(eligible_cents=24_990, points_per_euro=None) is None

    @given(cents, rates)
    def test_is_the_largest_whole_number_not_above_the_exact_one(
        self, eligible_cents: int, rate: Decimal
    ) -> None:
        exact = Fraction(eligible_cents, 100) * Fraction(rate)

        points = rate_points(eligible_cents=eligible_cents, points_per_euro=rate)

        assert points is not None
        assert points <= exact < points + 1

    @given(cents, cents, rates)
    def test_never_gives_less_for_more(self, one: int, other: int, rate: Decimal) -> None:
        less, more = (
            rate_points(eligible_cents=amount, points_per_euro=rate)
            for amount in sorted((one, other))
        )

        assert less is not None
        assert more is not None
        assert less <= more


class TestReturns:
    @given(sales_in_parts())
    def test_of_everything_take_exactly_what_was_given(self, sold: tuple[Share, list[int]]) -> None:
        sale, parts = sold

        returns = give_back(sale, parts)

        assert count_points(returns) == sale.rated_points
        assert sum(one.eligible_cents for one in returns) == sale.eligible_cents

    @given(sales_in_parts(), st.integers(0, 8))
    def test_never_take_more_than_was_given_nor_less_than_nothing(
        self, sold: tuple[Share, list[int]], number: int
    ) -> None:
        sale, parts = sold

        returns = give_back(sale, parts[:number])

        assert all(one.rated_points is not None and one.rated_points >= 0 for one in returns)
        assert count_points(returns) <= (sale.rated_points or 0)

    @given(st.integers(1, LARGEST_CENTS), rates, st.data())
    def test_take_their_part_of_the_points_rounded_down(
        self, sold: int, rate: Decimal, data: st.DataObject
    ) -> None:
        given_points = rate_points(eligible_cents=sold, points_per_euro=rate) or 0
        amount = data.draw(st.integers(1, sold))
        exact = Fraction(given_points * amount, sold)

        (share,) = give_back(Share(sold, sold, (), given_points), [amount])

        assert share.rated_points is not None
        assert share.rated_points <= exact < share.rated_points + 1

    def test_of_more_than_is_left_are_refused(self) -> None:
        sale = Share(10_000, 10_000, (), 100)

        with pytest.raises(RefundTooLarge):
            give_back(sale, [9_000, 1_001])

    def test_have_no_points_where_payback_rates(self) -> None:
        (share,) = give_back(Share(10_000, 10_000), [5_000])

        assert share.rated_points is None
