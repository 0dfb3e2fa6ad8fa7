"""Accepting what tills post: one short database transaction, then the doorbell."""

from transactions.services.capture import CaptureUsed, capture_order, read_capture
from transactions.services.collect import NEWEST_SALE, OLDEST_SALE, accept_collect
from transactions.services.errors import (
    AlreadyReversed,
    ConfirmationTooLate,
    KeyBusy,
    KeyReused,
    LineNotOnOriginal,
    NotReversible,
    OriginalNotFound,
    ReceiptReused,
    RefundTooLarge,
    WorkstationNotReady,
)
from transactions.services.full_card import read_full_card
from transactions.services.keys import (
    Acceptance,
    Idempotency,
    find_acceptance,
    remember_answer,
)
from transactions.services.places import require_interface
from transactions.services.receipt_templates import VersionNotFound, restore_version
from transactions.services.redeem import accept_redemption, confirm_redemption
from transactions.services.refund import accept_refund
from transactions.services.reversal import accept_reversal

__all__ = [
    "NEWEST_SALE",
    "OLDEST_SALE",
    "Acceptance",
    "AlreadyReversed",
    "CaptureUsed",
    "ConfirmationTooLate",
    "Idempotency",
    "KeyBusy",
    "KeyReused",
    "LineNotOnOriginal",
    "NotReversible",
    "OriginalNotFound",
    "ReceiptReused",
    "RefundTooLarge",
    "VersionNotFound",
    "WorkstationNotReady",
    "accept_collect",
    "accept_redemption",
    "accept_refund",
    "accept_reversal",
    "capture_order",
    "confirm_redemption",
    "find_acceptance",
    "read_capture",
    "read_full_card",
    "remember_answer",
    "require_interface",
    "restore_version",
]
