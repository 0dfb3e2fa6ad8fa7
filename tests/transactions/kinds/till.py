"""What a till asks for, straight to the services; the API has tests of its own."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.transactions.till import CARD, Till, build_body
from transactions.choices import State
from transactions.models import ChainRules, Delivery, Transaction
from transactions.services import (
    Idempotency,
    accept_collect,
    accept_redemption,
    accept_refund,
    accept_reversal,
)
from transactions.validation import (
    CollectRequest,
    build_collect,
    build_redemption,
    build_refund,
    build_reversal,
)
from transactions.validation.requests import RedemptionRequest, RefundRequest, ReversalRequest

_keys = itertools.count(1)
SALE = "BON-W1-0001-26"


def new_key() -> Idempotency:
    """A key no request had before."""
    return Idempotency(key=f"key-{next(_keys)}", body_digest="0" * 64)


def collect(till: Till, now: datetime, **changes: Any) -> Delivery:
    """A sale over 249.90 that earns points."""
    body = {"occurred_at": now.isoformat()} | changes
    request = CollectRequest.model_validate(build_body(**body))
    command = build_collect(request=request, chain=till.workstation.branch.chain)
    row = accept_collect(
        workstation=till.workstation, command=command, idempotency=new_key(), now=now
    ).transaction
    return Delivery.objects.get(transaction=row)


def book(delivery: Delivery, at: datetime, **changes: Any) -> Delivery:
    """The row as it is after PAYBACK said yes."""
    values = {"points": 249, "balance": 1569, "possible_arrivals": 1} | changes
    lease = {"attempt_number": 1, "lease_until": at + timedelta(seconds=30)}
    assert delivery.move(to=State.CLAIMED, at=at, **lease)
    assert delivery.move(to=State.STARTED, at=at, lease_until=lease["lease_until"])
    assert delivery.move(to=State.BOOKED, at=at, **values)
    return delivery


def refund(till: Till, now: datetime, **changes: Any) -> Transaction:
    """A return to the sale; without lines and amount, everything by its amount."""
    body = {
        "receipt_number": "BON-R-1",
        "original_receipt_number": SALE,
        "occurred_at": now.isoformat(),
    } | changes
    if not {"lines", "amount"} & set(changes):
        body["amount"] = "249.90"
    return accept_refund(
        workstation=till.workstation,
        command=build_refund(request=RefundRequest.model_validate(body)),
        idempotency=new_key(),
        now=now,
    ).transaction


def reverse(till: Till, now: datetime, **changes: Any) -> Transaction:
    """The Storno of the sale."""
    named = {"original_receipt_number": SALE, "kind": "collect"}
    body = {"reason": "Falscher Beleg", "occurred_at": now.isoformat()} | (changes or named)
    return accept_reversal(
        workstation=till.workstation,
        command=build_reversal(request=ReversalRequest.model_validate(body)),
        idempotency=new_key(),
        now=now,
    ).transaction


def redeem(till: Till, now: datetime, rules: ChainRules | None = None, **changes: Any) -> Delivery:
    """Paying 10.00 of the sale with points; accepted, not sent."""
    body = {
        "receipt_number": SALE,
        "occurred_at": now.isoformat(),
        "card": CARD,
        "pin": "7351",
        "total": "249.90",
        "points": 1000,
    } | changes
    request = RedemptionRequest.model_validate(body)
    command = build_redemption(request=request, rules=rules or ChainRules())
    row = accept_redemption(
        workstation=till.workstation,
        command=replace(command),
        idempotency=new_key(),
        now=now,
    ).transaction
    return Delivery.objects.get(transaction=row)


def read(row: Transaction) -> Delivery:
    """The delivery of a transaction, as it stands in the database."""
    return Delivery.objects.select_related("transaction").get(transaction=row)
