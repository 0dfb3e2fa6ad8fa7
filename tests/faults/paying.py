"""A customer with points and a PIN at a place of the stack."""

import itertools
from datetime import UTC, datetime
from typing import Any

import requests

from tests.faults.stack import Stack
from tests.faults.till import Till

# No number that counts rows is ever written with a zero in front, so this is found by no chance.
PIN = "0826"
START = 5000
POINTS = 1000
_receipts = itertools.count(1)


def take_payer(stack: Stack) -> Till:
    """A till whose card has 5000 points."""
    till = stack.take_till()
    stack.simulator.put_member(till.place.card, balance=START, pin=PIN)
    return till


def write_redemption(till: Till, **changes: Any) -> dict[str, Any]:
    """The body of a new redemption over 10.00."""
    return {
        "receipt_number": f"EIN-{till.place.branch_code}-{next(_receipts):05d}",
        "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "card": till.place.card,
        "pin": PIN,
        "total": "59.90",
        "points": POINTS,
    } | changes


def redeem(till: Till, body: dict[str, Any] | None = None, *, url: str = "") -> requests.Response:
    """Post a redemption, its receipt number as its key."""
    content = body or write_redemption(till)
    return till.ask("redemptions", content, key=content["receipt_number"], url=url)


def write_refund(sale: dict[str, Any], amount: str = "100.00") -> dict[str, Any]:
    """The body of a return to a receipt."""
    return {
        "receipt_number": f"R-{sale['receipt_number']}",
        "original_receipt_number": sale["receipt_number"],
        "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "amount": amount,
    }


def write_reversal(sale: dict[str, Any], kind: str = "collect") -> dict[str, Any]:
    """The body of the Storno of a receipt."""
    return {
        "original_receipt_number": sale["receipt_number"],
        "kind": kind,
        "reason": "Falscher Beleg",
        "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
