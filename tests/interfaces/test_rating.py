"""Who rates a purchase, and at how many points per euro."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from interfaces.choices import Rating
from interfaces.models import Branch, Chain, Interface
from interfaces.payback.profile import PROFILES, RatingMode
from interfaces.rating import find_rate
from tests.factories import BranchFactory, ChainFactory, InterfaceFactory

OWN = RatingMode.PARTNER


def find(
    rating: Rating,
    *,
    of_branch: str | None = None,
    of_chain: str | None = None,
) -> Decimal | None:
    """The rate of a sale in such a branch of such a chain."""
    chain = ChainFactory.build(rating=rating, points_per_euro=of_chain and Decimal(of_chain))
    branch = BranchFactory.build(chain=chain, points_per_euro=of_branch and Decimal(of_branch))
    return find_rate(branch=branch, interface=InterfaceFactory.build(chain=chain))


@pytest.fixture
def rated_by_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wire profile of the interface has the partner rate, at half a point."""
    profile = replace(PROFILES["simulator"], rating=OWN, points_per_euro=Decimal("0.5"))
    monkeypatch.setattr(Interface, "profile", profile)


class TestFindRate:
    @pytest.mark.parametrize("rating", [Rating.BY_PROFILE, Rating.PAYBACK])
    def test_is_none_where_payback_rates(self, rating: Rating) -> None:
        assert find(rating, of_branch="2", of_chain="3") is None

    @pytest.mark.parametrize(
        ("of_branch", "of_chain", "rate"),
        [(None, None, "1"), (None, "3", "3"), ("2", "3", "2"), ("0.5", None, "0.5")],
    )
    def test_takes_the_branch_before_the_chain_before_the_profile(
        self, of_branch: str | None, of_chain: str | None, rate: str
    ) -> None:
        found = find(Rating.PARTNER, of_branch=of_branch, of_chain=of_chain)

        assert found == Decimal(rate)

    @pytest.mark.usefixtures("rated_by_profile")
    def test_is_what_the_profile_says_where_the_chain_says_nothing(self) -> None:
        assert find(Rating.BY_PROFILE) == Decimal("0.5")

    @pytest.mark.usefixtures("rated_by_profile")
    def test_leaves_it_to_payback_where_the_chain_does(self) -> None:
        assert find(Rating.PAYBACK, of_chain="3") is None


@pytest.mark.django_db
class TestRate:
    @pytest.mark.parametrize("kind", [ChainFactory, BranchFactory], ids=["chain", "branch"])
    @pytest.mark.parametrize("rate", ["0", "-1"])
    def test_is_more_than_nothing_in_the_database_too(
        self, kind: type[ChainFactory | BranchFactory], rate: str
    ) -> None:
        row: Model = kind.create()

        with pytest.raises(IntegrityError), transaction.atomic():
            type(row)._default_manager.update(points_per_euro=Decimal(rate))

    @pytest.mark.parametrize("rate", ["0", "0.0001", "1000"])
    def test_is_refused_by_the_model(self, rate: str) -> None:
        chain = ChainFactory.build(points_per_euro=Decimal(rate))

        with pytest.raises(ValidationError) as error:
            chain.full_clean()

        assert list(error.value.message_dict) == ["points_per_euro"]

    def test_is_kept_in_the_history(self) -> None:
        branch = BranchFactory.create(points_per_euro=Decimal(2), chain__rating=Rating.PARTNER)
        Branch.objects.update(points_per_euro=Decimal(3))
        Chain.objects.update(rating=Rating.PAYBACK)

        of_branch = apps.get_model("interfaces", "BranchHistory").objects.order_by("pgh_id")
        of_chain = apps.get_model("interfaces", "ChainHistory").objects.order_by("pgh_id")
        rates = of_branch.filter(pgh_obj=branch.pk).values_list("points_per_euro", flat=True)
        ratings = of_chain.filter(pgh_obj=branch.chain_id).values_list("rating", flat=True)
        assert list(rates) == [2, 3]
        assert list(ratings) == [Rating.PARTNER, Rating.PAYBACK]
