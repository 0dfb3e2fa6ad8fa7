"""Base points where the chain rates: whole points, what does not fill one is lost."""

from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


def rate_points(*, eligible_cents: int, points_per_euro: Decimal | None) -> int | None:
    """Points for an amount in cents of EUR, rounded down; None where PAYBACK rates."""
    if points_per_euro is None:
        return None
    return int((eligible_cents * CENT * points_per_euro).to_integral_value(rounding=ROUND_DOWN))
