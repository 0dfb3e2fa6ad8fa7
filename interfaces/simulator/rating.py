"""How many points an amount is worth: one per full euro, and what coupons add."""

from decimal import ROUND_FLOOR, Decimal

from interfaces.simulator.books import Coupon, Transaction
from interfaces.simulator.defaults import CouponKind

PROMOTION = 120
MARKETING_CODE_LENGTH = 20


def rate_amount(rewardable: Decimal) -> int:
    """Return one point per full euro, none for amounts below zero."""
    return max(0, int(rewardable.to_integral_value(rounding=ROUND_FLOOR)))


def rate_coupon(coupon: Coupon, base_points: int) -> Transaction | None:
    """Return the extra booking a coupon earns, None for one that does not apply."""
    if coupon.kind is CouponKind.MULTIPLIER:
        extra = base_points * (coupon.value - 1)
    elif coupon.kind is CouponKind.EXTRA_POINTS:
        extra = coupon.value
    else:
        return None
    marketing_code = coupon.code[:MARKETING_CODE_LENGTH]
    return Transaction(type=PROMOTION, points=extra, marketing_code=marketing_code)


def rate_rest(points: int, rest: Decimal, original: Decimal) -> int:
    """Return how many of `points` stay when only `rest` of the original amount stays bought."""
    if original <= 0:
        return 0
    return int((points * rest / original).to_integral_value(rounding=ROUND_FLOOR))
