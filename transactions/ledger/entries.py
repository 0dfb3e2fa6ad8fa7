"""What the other side booked, read over HTTP; nothing of the simulator's code is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import requests

from interfaces.payback.cards import mask_card
from interfaces.secrets.card_hash import hash_card_number

PATH = "/control/ledger"
TIMEOUT_SECONDS = 30.0


class LedgerUnreadable(Exception):
    """There is no ledger at this address, or it is written otherwise; says what was found."""


class Operation(StrEnum):
    """What a booking is, by the names of the contract."""

    COLLECT = "ProcessPurchaseEvent"
    REDEEM = "ProcessDirectRedemptionEvent"
    REFUND = "RefundPurchaseEvent"
    REVERSE_COLLECT = "ReverseCollectEvent"
    REVERSE_REDEEM = "ReverseRedemptionEvent"


UNDOING = frozenset({Operation.REVERSE_COLLECT, Operation.REVERSE_REDEEM})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One booking. Points are signed as the account sees them, amounts are in EUR.

    `reference` is the receipt number of what is taken back, empty where nothing is. Of the card
    there are only digest and mask.
    """

    partner: str
    branch: str
    receipt_number: str
    operation: Operation
    card_hash: str
    card_masked: str
    points: int
    total: Decimal | None
    eligible: Decimal | None
    reference: str
    occurred_at: datetime

    @property
    def name(self) -> str:
        """What a person finds it by."""
        return f"{self.operation} {self.receipt_number} of {self.partner}, card {self.card_masked}"


def read_entries(url: str) -> list[Entry]:
    """Every booking in the ledger of the simulator at `url`, oldest first.

    :raises LedgerUnreadable: nobody answers there, or no ledger.
    """
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(f"{url.rstrip('/')}{PATH}", timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            return [_read_entry(content) for content in answer.json()]
        except (requests.RequestException, ArithmeticError, KeyError, TypeError, ValueError) as end:
            raise LedgerUnreadable(f"{type(end).__name__}: {end}") from end


def _read_entry(content: Mapping[str, Any]) -> Entry:
    return Entry(
        partner=content["partner"],
        branch=content["branch"],
        receipt_number=content["receipt_number"],
        operation=Operation(content["operation"]),
        card_hash=hash_card_number(content["card"]),
        card_masked=mask_card(content["card"]),
        points=int(content["points"]),
        total=_read_amount(content["legal_amount"]),
        eligible=_read_amount(content["rewardable_amount"]),
        reference=content["reference_receipt_number"] or "",
        occurred_at=datetime.fromisoformat(content["effective_date"]),
    )


def _read_amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
