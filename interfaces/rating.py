"""Who rates a purchase, and at how many points per euro."""

from decimal import Decimal

from interfaces.choices import Rating
from interfaces.models import Branch, Interface


def find_rate(*, branch: Branch, interface: Interface) -> Decimal | None:
    """Points per euro that a sale of `branch` over `interface` earns; None where PAYBACK rates.

    The chain decides who rates, or leaves it to the wire profile. The rate is the branch's, else
    the chain's, else the profile's.
    """
    chain, profile = branch.chain, interface.profile
    if Rating(chain.rating or profile.rating.value) is Rating.PAYBACK:
        return None
    return branch.points_per_euro or chain.points_per_euro or profile.points_per_euro
