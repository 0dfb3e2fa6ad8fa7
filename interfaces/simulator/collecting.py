"""Purchases and balances: the two operations that every till uses."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from interfaces.simulator.accounts import find_active_account, start_entry
from interfaces.simulator.books import Books, Transaction
from interfaces.simulator.contract import Operation
from interfaces.simulator.rating import rate_amount, rate_coupon
from interfaces.simulator.refusals import Code, Refused
from interfaces.simulator.responses import build_booking, build_statement
from interfaces.simulator.soap import Message

PURCHASE = 100
RETRO_CREDIT = 110
RETRO_CREDIT_EVENT = "2"


def show_dashboard(message: Message, books: Books, now: str) -> list[etree._Element]:
    """Answer with the points a member has available; books nothing.

    :raises Refused: the member is unknown, disabled or expired.
    """
    del now
    return [build_statement(find_active_account(message, books, "Identification"))]


def book_purchase(message: Message, books: Books, now: str) -> list[etree._Element]:
    """Book base points and what coupons add, and answer with both and the new balance.

    A coupon that does not apply earns no entry; the base points are booked anyway.

    :raises Refused: repeated receipt number, unknown or inactive member, nothing to rate.
    """
    entry = start_entry(message, books, Operation.PURCHASE, now)
    find_active_account(message, books, "Authentication/Identification")
    rewardable = read_rewardable(message)
    retro = message.text("PurchaseEventType") == RETRO_CREDIT_EVENT
    base = Transaction(
        type=RETRO_CREDIT if retro else PURCHASE, points=_rate_base(message, rewardable)
    )
    coupons = tuple(dict.fromkeys(message.texts("CouponCodes")))
    total = message.amount("TotalPurchaseLegalValue/LegalAmount")
    entry = replace(
        entry,
        legal_amount=rewardable if total is None else total,
        rewardable_amount=rewardable,
        coupons=coupons,
        transactions=(base, *_rate_coupons(coupons, base.points, books)),
    )
    return build_booking(books.book(entry), entry.transactions)


def read_rewardable(message: Message) -> Decimal:
    """Return the amount that earns points, in EUR: the items' where they say it, else the total."""
    items = message.amounts("PurchaseItemDetails/TotalRewardableAmount")
    if items:
        return sum(items, Decimal(0))
    return message.amount("RewardableLegalValue/LegalAmount") or Decimal(0)


def _rate_base(message: Message, rewardable: Decimal) -> int:
    if message.has("Transactions"):
        return int(sum(message.amounts("Transactions/TotalPoints/LoyaltyAmount"), Decimal(0)))
    if not message.has("PurchaseItemDetails"):
        raise Refused(Code.INVALID_REQUEST, "no PurchaseItemDetails to rate")
    return rate_amount(rewardable)


def _rate_coupons(coupons: Iterable[str], base_points: int, books: Books) -> list[Transaction]:
    known = [coupon for code in coupons if (coupon := books.get_coupon(code))]
    rated = [rate_coupon(coupon, base_points) for coupon in known]
    return [transaction for transaction in rated if transaction]
