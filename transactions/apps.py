"""What tills asked, and what became of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransactionsConfig(AppConfig):
    """The message side: receipts, transactions, deliveries, attempts."""

    name = "transactions"
    verbose_name = _("Übertragungen")
