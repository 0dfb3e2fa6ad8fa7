"""What the API says about a transaction."""

import uuid
from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from transactions.choices import Kind, Outcome, State
from transactions.models import Delivery, Transaction
from transactions.receipts.sentences import (
    expect_points,
    explain,
    write_message,
    write_receipt_lines,
)

MARKETING_CODE_LENGTH = 20


class CouponAnswer(Schema):
    """One coupon of the request and what became of it."""

    code: str
    result: Literal["pending", "applied", "not_applied", "unknown"]


class ReasonAnswer(Schema):
    """Why something is no plain yes: a stable code and a sentence."""

    code: str
    message: str


class TransactionAnswer(Schema):
    """State and outcome of one transaction; `points` and `balance` are null while unknown.

    `points` are what the member's account gains: negative for a redemption or a refund.
    """

    id: uuid.UUID
    kind: Kind
    receipt_number: str
    outcome: Outcome
    state: State
    points: int | None
    balance: int | None
    card: str
    coupons: list[CouponAnswer]
    reason: ReasonAnswer | None
    message: str
    receipt_lines: list[str]
    links: dict[str, str]
    amount: str | None = Field(None, description="EUR: sold, paid with points, returned, undone")
    original_id: uuid.UUID | None = None
    confirm_by: datetime | None = Field(
        None, description="A redemption that is not confirmed by then is undone"
    )
    expected_points: int | None = Field(
        None, description="While queued, where the chain rates: base points, without coupons"
    )


class FieldProblem(Schema):
    """One wrong field."""

    field: str
    message: str


class ProblemAnswer(Schema):
    """An error (RFC 9457). `reason` is there when `code` is `not_ready`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem]
    request_id: str
    reason: ReasonAnswer | None = None


def build_answer(delivery: Delivery) -> dict[str, Any]:
    """The JSON object of `TransactionAnswer`, texts in the language of the request."""
    row: Transaction = delivery.transaction
    reason = explain(delivery)
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "receipt_number": row.receipt.receipt_number,
        "outcome": delivery.outcome.value,
        "state": delivery.state,
        "points": delivery.points,
        "balance": delivery.balance,
        "card": row.card_masked,
        "coupons": [
            {"code": code, "result": _judge_coupon(code, delivery)} for code in row.coupons
        ],
        "reason": {"code": reason.code, "message": reason.message} if reason else None,
        "message": write_message(delivery),
        "receipt_lines": write_receipt_lines(delivery),
        "links": {"self": build_self_link(row.pk)},
        "amount": write_euros(row.points_value_cents or row.total_cents),
        "original_id": str(row.original_id) if row.original_id else None,
        "confirm_by": _show_deadline(delivery),
        "expected_points": expect_points(delivery),
    }


def build_self_link(transaction_id: uuid.UUID) -> str:
    """Where the transaction is read."""
    return f"/api/v1/transactions/{transaction_id}"


def respond(*, status: int, answer: dict[str, Any], headers: dict[str, str]) -> HttpResponse:
    """The HTTP answer about a transaction; equal answers are equal to the letter."""
    content = TransactionAnswer.model_validate(answer).model_dump_json()
    return HttpResponse(content, status=status, content_type="application/json", headers=headers)


def choose_status(delivery: Delivery) -> int:
    """201 when the outcome is final, 202 while it is not."""
    return 201 if delivery.is_final else 202


def write_euros(cents: int) -> str:
    """Like "249.90"."""
    return f"{cents // 100}.{cents % 100:02d}"


def _show_deadline(delivery: Delivery) -> str | None:
    if delivery.confirm_by is None or delivery.confirmed_at or delivery.state != State.BOOKED:
        return None
    return delivery.confirm_by.isoformat()


def _judge_coupon(code: str, delivery: Delivery) -> str:
    if not delivery.is_final:
        return "pending"
    if delivery.state == State.REFUSED:
        return "not_applied"
    if delivery.applied_coupons is None:
        return "unknown"
    is_applied = code[:MARKETING_CODE_LENGTH] in delivery.applied_coupons
    return "applied" if is_applied else "not_applied"
