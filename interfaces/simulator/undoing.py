"""Taking back collected points: goods returned in part, or a purchase undone as a whole."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from interfaces.simulator.accounts import find_account, find_original, start_entry
from interfaces.simulator.books import Books, Entry, Transaction
from interfaces.simulator.contract import Operation
from interfaces.simulator.rating import PROMOTION, rate_amount, rate_rest
from interfaces.simulator.refusals import Code, Refused
from interfaces.simulator.responses import build_booking
from interfaces.simulator.soap import Message

PURCHASE_REVERSAL = 101
PURCHASE_REFUND = 102
PROMOTION_REVERSAL = 121
PROMOTION_REFUND = 122


def book_refund(message: Message, books: Books, now: str) -> list[etree._Element]:
    """Take back points in proportion to the amount returned, never more than were given.

    :raises Refused: repeated receipt number, unknown member, no such purchase of this member, it
        was reversed, or more is returned than was bought.
    """
    entry = start_entry(message, books, Operation.REFUND, now)
    find_account(message, books, "Authentication/Identification")
    amount = _read_refund(message)
    reference = message.text("ReferenceReceiptNumber")
    transactions: Iterable[Transaction] = (
        Transaction(type=PURCHASE_REFUND, points=-rate_amount(amount)),
    )
    if reference:
        original = find_original(entry, reference, Operation.PURCHASE, books)
        earlier = _list_unreversed(original, books)
        transactions = _take_back_part(original, earlier, amount)
        if message.has("Transactions"):
            transactions = _take_back_stated(message, original, earlier, transactions)
    stated = message.amount("RefundLegalValue/LegalAmount")
    entry = replace(
        entry,
        legal_amount=amount if stated is None else stated,
        rewardable_amount=amount,
        reference_receipt_number=reference or None,
        transactions=tuple(transactions),
    )
    return build_booking(books.book(entry), entry.transactions)


def book_collect_reversal(message: Message, books: Books, now: str) -> list[etree._Element]:
    """Take back what a purchase still holds after its refunds.

    :raises Refused: repeated receipt number, unknown member, no such purchase of this member, or
        it was reversed before.
    """
    entry = start_entry(message, books, Operation.REVERSE_COLLECT, now)
    find_account(message, books, "Authentication/Identification")
    reference = message.text("ReferenceReceiptNumber")
    original = find_original(entry, reference, Operation.PURCHASE, books)
    earlier = _list_unreversed(original, books)
    entry = replace(
        entry,
        legal_amount=original.legal_amount,
        rewardable_amount=original.rewardable_amount,
        reference_receipt_number=reference,
        transactions=tuple(
            Transaction(
                type=PROMOTION_REVERSAL if given.type == PROMOTION else PURCHASE_REVERSAL,
                points=-_count_left(given, earlier),
                marketing_code=given.marketing_code,
            )
            for given in original.transactions
        ),
    )
    return build_booking(books.book(entry), entry.transactions)


def _read_refund(message: Message) -> Decimal:
    items = message.amounts("RefundItemDetails/TotalRewardableAmount")
    stated = message.amount("RefundLegalValue/LegalAmount")
    amount = sum(items, Decimal(0)) if items else stated or Decimal(0)
    if amount <= 0:
        raise Refused(Code.INVALID_REQUEST, "no positive amount to refund")
    return amount


def _list_unreversed(original: Entry, books: Books) -> list[Entry]:
    references = books.list_references(original.partner, original.receipt_number)
    if any(entry.operation is Operation.REVERSE_COLLECT for entry in references):
        raise Refused(Code.ALREADY_REVERSED)
    return references


def _take_back_part(
    original: Entry, earlier: Iterable[Entry], amount: Decimal
) -> Iterable[Transaction]:
    bought = original.rewardable_amount or Decimal(0)
    returned = sum((refund.rewardable_amount or Decimal(0) for refund in earlier), amount)
    if returned > bought:
        raise Refused(Code.REFUND_EXCEEDS_ORIGINAL)
    return [
        Transaction(
            type=_refund_type(given),
            points=rate_rest(given.points, bought - returned, bought) - _count_left(given, earlier),
            marketing_code=given.marketing_code,
        )
        for given in original.transactions
    ]


def _take_back_stated(
    message: Message,
    original: Entry,
    earlier: Iterable[Entry],
    in_proportion: Iterable[Transaction],
) -> Iterable[Transaction]:
    """Base points as the partner rated them, whichever sign it writes; promotions are ours."""
    stated = abs(sum(message.amounts("Transactions/TotalPoints/LoyaltyAmount"), Decimal(0)))
    base = original.transactions[0]
    if stated > _count_left(base, earlier):
        raise Refused(Code.REFUND_EXCEEDS_ORIGINAL)
    _, *promotions = in_proportion
    return [Transaction(type=_refund_type(base), points=-int(stated)), *promotions]


def _count_left(given: Transaction, refunds: Iterable[Entry]) -> int:
    taken = (
        transaction.points
        for refund in refunds
        for transaction in refund.transactions
        if transaction.type == _refund_type(given)
        and transaction.marketing_code == given.marketing_code
    )
    return given.points + sum(taken)


def _refund_type(given: Transaction) -> int:
    return PROMOTION_REFUND if given.type == PROMOTION else PURCHASE_REFUND
