"""Returned goods and undone transactions, checked and frozen."""

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from interfaces.secrets.card_hash import digest_with_key
from transactions.choices import Kind
from transactions.validation.errors import ErrorCollector
from transactions.validation.requests import RefundLineRequest, RefundRequest, ReversalRequest


@dataclass(frozen=True, slots=True)
class RefundLine:
    """One returned line, named as on the original; cents of EUR that come back of it."""

    article_number: str | None
    ean: str | None
    description: str | None
    group: str | None
    quantity: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class RefundCommand:
    """Everything a refund says; `lines` are empty where the till names an amount only."""

    receipt_number: str
    original_receipt_number: str
    occurred_at: datetime
    lines: tuple[RefundLine, ...]
    amount_cents: int

    @property
    def content_digest(self) -> str:
        """Equal for equal content."""
        content = {
            "receipt_number": self.receipt_number,
            "original_receipt_number": self.original_receipt_number,
            "occurred_at": self.occurred_at.timestamp(),
            "lines": [asdict(line) for line in self.lines],
            "amount_cents": self.amount_cents,
        }
        return digest_with_key("refund", json.dumps(content, sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class ReversalCommand:
    """Everything a reversal says: the original by its id, or by receipt number and kind."""

    transaction_id: uuid.UUID | None
    original_receipt_number: str | None
    kind: Kind | None
    reason: str
    occurred_at: datetime

    @property
    def content_digest(self) -> str:
        """Equal for equal content."""
        content = {
            "transaction_id": str(self.transaction_id),
            "original_receipt_number": self.original_receipt_number,
            "kind": self.kind,
            "reason": self.reason,
        }
        return digest_with_key("reversal", json.dumps(content, sort_keys=True).encode())


def build_refund(*, request: RefundRequest) -> RefundCommand:
    """The command of a well-formed request.

    :raises InvalidRequest: neither or both of lines and amount, or nothing comes back.
    """
    errors = ErrorCollector()
    if bool(request.lines) == (request.amount is not None):
        errors.add("lines", _("Bitte entweder lines oder amount senden."))
    errors.refuse_if_any()
    amount = request.amount or sum(line.amount for line in request.lines)
    if amount == 0:
        errors.add("amount", _("Es kommt nichts zurück: Der Betrag ist 0."))
    errors.refuse_if_any()
    return RefundCommand(
        receipt_number=request.receipt_number,
        original_receipt_number=request.original_receipt_number,
        occurred_at=request.occurred_at,
        lines=tuple(_build_line(line) for line in request.lines),
        amount_cents=amount,
    )


def build_reversal(*, request: ReversalRequest) -> ReversalCommand:
    """The command of a well-formed request.

    :raises InvalidRequest: the original is named in neither or both ways.
    """
    errors = ErrorCollector()
    by_number = request.original_receipt_number is not None and request.kind is not None
    names_number = request.original_receipt_number is not None or request.kind is not None
    if (request.transaction_id is None) != by_number or (request.transaction_id and names_number):
        errors.add(
            "transaction_id",
            _("Bitte entweder transaction_id oder original_receipt_number mit kind senden."),
        )
    errors.refuse_if_any()
    return ReversalCommand(
        transaction_id=request.transaction_id,
        original_receipt_number=request.original_receipt_number,
        kind=Kind(request.kind.value) if request.kind else None,
        reason=request.reason,
        occurred_at=request.occurred_at,
    )


def _build_line(line: RefundLineRequest) -> RefundLine:
    return RefundLine(
        article_number=line.article_number,
        ean=line.ean,
        description=line.description,
        group=line.group,
        quantity=format(line.quantity.normalize(), "f"),
        amount_cents=line.amount,
    )
