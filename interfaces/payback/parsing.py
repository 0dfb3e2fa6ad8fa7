"""From answer elements to answers; what is absent or unknown does no harm."""

import re
from decimal import Decimal, InvalidOperation

from lxml import etree

from interfaces.payback.envelope import Unreadable, find_child, find_text, list_children
from interfaces.payback.messages import BalanceAnswer, Booking, BookingAnswer

_KIND = re.compile(r"[0-9]{1,9}")


def read_refusal(answer: etree._Element) -> str | None:
    """The code of the answer's FaultMessage, "" where that names none, None without one."""
    if find_child(answer, "FaultMessage") is None:
        return None
    return find_text(answer, "FaultMessage", "Code") or ""


def parse_booking(answer: etree._Element) -> BookingAnswer:
    """Points and new balance from the answer of any operation that books.

    The booking stands even where a number cannot be read; that number is then not known.
    """
    read = [_read_booking(element) for element in list_children(answer, "Transactions")]
    bookings = tuple(booking for booking in read if booking is not None)
    complete = bool(read) and len(bookings) == len(read)
    return BookingAnswer(
        points=sum(booking.points for booking in bookings) if complete else None,
        balance=_read_points(answer, "AccountBalanceDetails", "AvailablePointsAmount"),
        bookings=bookings,
    )


def parse_balance(answer: etree._Element) -> BalanceAnswer:
    """Available points from a GetAliasDashboardResponse.

    :raises Unreadable: the answer names none.
    """
    points = _read_points(answer, "PointsStatementListItem", "AvailablePointsAmount")
    if points is None:
        raise Unreadable
    return BalanceAnswer(available_points=points)


def _read_booking(element: etree._Element) -> Booking | None:
    kind = find_text(element, "TransactionType") or ""
    points = _read_points(element, "TotalPoints", "LoyaltyAmount")
    if points is None or not _KIND.fullmatch(kind):
        return None
    return Booking(int(kind), points, find_text(element, "MarketingCode"))


def _read_points(parent: etree._Element, *path: str) -> int | None:
    text = find_text(parent, *path)
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        return None
    if amount is None or not amount.is_finite() or amount.adjusted() > 18:
        return None
    return int(amount)
