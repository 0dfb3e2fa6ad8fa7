"""How texts, amounts and moments are written on the wire: one value, one spelling."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from interfaces.payback.messages import MessageUnfit

_CENT = Decimal("0.01")
_MILL = Decimal("0.001")
_LARGEST_AMOUNT = Decimal(10) ** 18
_LARGEST_QUANTITY = Decimal(10) ** 9
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def write_identifier(field: str, value: str, limits: Mapping[str, int]) -> str:
    """A text that identifies something: sent as it is or not at all.

    :raises MessageUnfit: empty, longer than its limit, or holding control characters.
    """
    if not value:
        raise MessageUnfit(field, "empty")
    if len(value) > limits[field]:
        raise MessageUnfit(field, "length")
    if _UNFIT.search(value):
        raise MessageUnfit(field, "characters")
    return value


def write_words(field: str, value: str | None, limits: Mapping[str, int]) -> str | None:
    """A text for people: control characters become blanks, what is too long is cut."""
    if value is None:
        return None
    return _UNFIT.sub(" ", value).strip()[: limits[field]].rstrip() or None


def write_amount(field: str, value: Decimal) -> str:
    """Money with a dot and 2 fraction digits, 3 where the third is not zero.

    :raises MessageUnfit: finer than 3 fraction digits, beyond 18 digits, or no number.
    """
    exact = _within(field, value, _LARGEST_AMOUNT)
    cents = exact.quantize(_CENT)
    return f"{cents if cents == exact else exact:f}"


def write_quantity(field: str, value: Decimal) -> str:
    """A quantity with at most 3 fraction digits and no trailing zeros.

    :raises MessageUnfit: finer than 3 fraction digits, beyond 9 digits, or no number.
    """
    text = f"{_within(field, value, _LARGEST_QUANTITY):f}"
    return text.rstrip("0").rstrip(".")


def write_points(points: int) -> str:
    """Whole points.

    :raises MessageUnfit: beyond 18 digits.
    """
    if abs(points) >= _LARGEST_AMOUNT:
        raise MessageUnfit("points", "amount")
    return str(points)


def write_moment(field: str, value: datetime, timezone: str) -> str:
    """A moment to the second with its offset, always in the profile's zone.

    The zone is fixed so that a moment read back from a database in UTC gives the same bytes.

    :raises MessageUnfit: the moment carries no offset.
    """
    if value.utcoffset() is None:
        raise MessageUnfit(field, "moment")
    return value.astimezone(ZoneInfo(timezone)).isoformat(timespec="seconds")


def _within(field: str, value: Decimal, largest: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) >= largest:
        raise MessageUnfit(field, "amount")
    exact = value.quantize(_MILL)
    if exact != value:
        raise MessageUnfit(field, "amount")
    return exact or abs(exact)
