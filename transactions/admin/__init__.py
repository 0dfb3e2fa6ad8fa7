"""The message side in the back office: looked at, not edited."""

from transactions.admin.article_group import ArticleGroupAdmin
from transactions.admin.capture import CaptureAdmin
from transactions.admin.chain_rules import ChainRulesAdmin
from transactions.admin.delivery import DeliveryAdmin
from transactions.admin.receipt_template import ReceiptTemplateAdmin

__all__ = [
    "ArticleGroupAdmin",
    "CaptureAdmin",
    "ChainRulesAdmin",
    "DeliveryAdmin",
    "ReceiptTemplateAdmin",
]
