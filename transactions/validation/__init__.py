"""From what a till posted to a frozen command, or to errors that name their field."""

from transactions.validation.collect import CollectCommand, CollectLine, build_collect
from transactions.validation.errors import FieldError, InvalidRequest
from transactions.validation.points import (
    RedemptionCommand,
    build_capture,
    build_card,
    build_redemption,
)
from transactions.validation.requests import CollectRequest
from transactions.validation.returns import (
    RefundCommand,
    RefundLine,
    ReversalCommand,
    build_refund,
    build_reversal,
)

__all__ = [
    "CollectCommand",
    "CollectLine",
    "CollectRequest",
    "FieldError",
    "InvalidRequest",
    "RedemptionCommand",
    "RefundCommand",
    "RefundLine",
    "ReversalCommand",
    "build_capture",
    "build_card",
    "build_collect",
    "build_redemption",
    "build_refund",
    "build_reversal",
]
