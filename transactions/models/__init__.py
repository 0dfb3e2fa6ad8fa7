"""Rows of the message side."""

from transactions.models.article_group import ArticleGroup
from transactions.models.attempt import Attempt
from transactions.models.capture import Capture
from transactions.models.chain_rules import ChainRules
from transactions.models.delivery import Delivery, IllegalMove, StateChange
from transactions.models.gate import Gate
from transactions.models.idempotency_key import IdempotencyKey
from transactions.models.receipt import Receipt
from transactions.models.receipt_template import ReceiptTemplate
from transactions.models.transaction import Transaction

__all__ = [
    "ArticleGroup",
    "Attempt",
    "Capture",
    "ChainRules",
    "Delivery",
    "Gate",
    "IdempotencyKey",
    "IllegalMove",
    "Receipt",
    "ReceiptTemplate",
    "StateChange",
    "Transaction",
]
