"""Paying with points, and undoing it."""

import hmac
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from interfaces.simulator.accounts import (
    find_account,
    find_active_account,
    find_original,
    start_entry,
)
from interfaces.simulator.books import Books, Member, Transaction
from interfaces.simulator.contract import Operation
from interfaces.simulator.defaults import MemberStatus
from interfaces.simulator.refusals import Code, Refused
from interfaces.simulator.responses import build_booking
from interfaces.simulator.soap import Message

REDEMPTION = 170
REDEMPTION_REVERSAL = 171
PIN_SECRET = "4"  # noqa: S105 - the contract's number for "this secret is a PIN"
FEWEST_POINTS = 200
"""PAYBACK Austria's terms: redeeming starts at 200 points."""


def book_redemption(message: Message, books: Books, now: str) -> list[etree._Element]:
    """Take the points asked for and answer with the booking and the new balance.

    :raises Refused: repeated receipt number, a member who may not redeem, wrong PIN, too few
        points asked for or available.
    """
    entry = start_entry(message, books, Operation.REDEMPTION, now)
    member = find_active_account(message, books, "Authentication/Identification")
    _prove(message, member)
    points = _read_points(message)
    if points > member.balance:
        raise Refused(Code.INSUFFICIENT_POINTS)
    entry = replace(
        entry,
        legal_amount=message.amount("DirectRedemptionItemDetails/RedemptionLegalValue/LegalAmount"),
        transactions=(Transaction(type=REDEMPTION, points=-points),),
    )
    return build_booking(books.book(entry), entry.transactions)


def book_redemption_reversal(message: Message, books: Books, now: str) -> list[etree._Element]:
    """Give back the points of a whole redemption; needs no PIN and works for every status.

    :raises Refused: repeated receipt number, no such redemption of this member, or undone before.
    """
    entry = start_entry(message, books, Operation.REVERSE_REDEMPTION, now)
    find_account(message, books, "Authentication/Identification")
    reference = message.text("RedemptionNumber")
    original = find_original(entry, reference, Operation.REDEMPTION, books)
    if books.list_references(entry.partner, reference):
        raise Refused(Code.ALREADY_REVERSED)
    entry = replace(
        entry,
        legal_amount=original.legal_amount,
        reference_receipt_number=reference,
        transactions=(Transaction(type=REDEMPTION_REVERSAL, points=-original.points),),
    )
    return build_booking(books.book(entry), entry.transactions)


def _prove(message: Message, member: Member) -> None:
    if member.status is MemberStatus.UNREGISTERED:
        raise Refused(Code.MEMBER_NOT_REGISTERED)
    secret = message.text("Authentication/Security/Secret")
    is_pin = message.text("Authentication/Security/SecretType") == PIN_SECRET
    right = hmac.compare_digest(secret.encode(), (member.pin or "").encode())
    if not (is_pin and member.pin and right):
        raise Refused(Code.PIN_WRONG)


def _read_points(message: Message) -> int:
    amount = message.amount("DirectRedemptionItemDetails/RedemptionLoyaltyValue/LoyaltyAmount")
    points = amount or Decimal(0)
    if points <= 0 or points != points.to_integral_value():
        raise Refused(Code.INVALID_REQUEST, "points must be a whole positive number")
    if points < FEWEST_POINTS:
        raise Refused(Code.TOO_FEW_POINTS_REQUESTED)
    return int(points)
