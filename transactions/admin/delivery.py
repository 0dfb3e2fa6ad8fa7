"""Deliveries with their history in the back office: read-only, masked."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interfaces.admin.moments import show_moment
from interfaces.admin.scope import ScopedAdmin
from interfaces.reach import can_change
from transactions.admin.decisions import DecisionPages
from transactions.admin.filters import StandFilter
from transactions.admin.full_card import FullCardPages, may_unmask
from transactions.admin.read_only import NothingEditable
from transactions.admin.worklists import (
    Where,
    WorklistPages,
    describe,
    list_actions,
    show_entries,
    show_stand,
)
from transactions.models import Delivery
from transactions.receipts.sentences import write_message


@admin.register(Delivery)
class DeliveryAdmin(
    NothingEditable, WorklistPages, DecisionPages, FullCardPages, ScopedAdmin[Delivery]
):
    """Übertragungen."""

    list_display = ["receipt_number", "kind", "stand", "branch", "card_masked", "points", "since"]
    list_filter = [StandFilter, "reason", "branch"]
    list_select_related = ["transaction__receipt", "branch"]
    search_fields = ["transaction__receipt__receipt_number", "transaction__payback_receipt_number"]
    search_help_text = _("Belegnummer, bei uns oder bei PAYBACK")
    empty_text = _(
        "Hier steht jede Buchung, sobald eine Kassa sie meldet: was gebucht ist, was noch wartet "
        "und was eine Entscheidung braucht."
    )
    change_form_template = "admin/transactions/delivery/change_form.html"
    show_full_result_count = False
    fieldsets = [
        (
            _("Ergebnis"),
            {"fields": ["message", "state", "why", "code", "points", "balance", "state_since"]},
        ),
        (
            _("Buchung"),
            {
                "fields": [
                    "receipt_number",
                    "branch",
                    "workstation",
                    "card_masked",
                    "total",
                    "coupons",
                    "payback_receipt_number",
                ]
            },
        ),
        (_("Übertragung"), {"fields": ["interface", "attempt_number", "due_at"]}),
    ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what can be done now, the way to the whole number, and the history."""
        row = context["original"]
        context |= describe(row) | {
            "stand": show_stand(row),
            "entries": list(show_entries(row)),
            "actions": list_actions(request, row),
            "where": Where(),
            "may_unmask": may_unmask(request) and can_change(request.user, row),
            "timeline_url": "",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("Belegnummer"), ordering="transaction__receipt__receipt_number")
    def receipt_number(self, obj: Delivery) -> str:
        """The branch's own number."""
        return obj.transaction.receipt.receipt_number

    @admin.display(description=_("Art"), ordering="transaction__kind")
    def kind(self, obj: Delivery) -> str:
        """What the till asked for."""
        return obj.transaction.get_kind_display()

    @admin.display(description=_("Stand"), ordering="state")
    def stand(self, obj: Delivery) -> SafeString:
        """Where it stands, as a badge."""
        return show_stand(obj)

    @admin.display(description=_("Seit"), ordering="state_since")
    def since(self, obj: Delivery) -> SafeString:
        """For how long."""
        return show_moment(obj.state_since, now=timezone.now())

    @admin.display(description=_("Mitgliedsnummer"))
    def card_masked(self, obj: Delivery) -> str:
        """First six and last four digits."""
        return obj.transaction.card_masked

    @admin.display(description=_("Hinweis"))
    def message(self, obj: Delivery) -> str:
        """What the cashier was told."""
        return write_message(obj)

    @admin.display(description=_("Grund"))
    def why(self, obj: Delivery) -> str:
        """What keeps it from going on, or ended it."""
        return obj.get_reason_display() or "–"

    @admin.display(description=_("Arbeitsplatz"))
    def workstation(self, obj: Delivery) -> str:
        """Where it was accepted."""
        return str(obj.transaction.workstation)

    @admin.display(description=_("Summe"))
    def total(self, obj: Delivery) -> str:
        """In EUR."""
        return f"{obj.transaction.total_cents / 100:.2f} €".replace(".", ",")

    @admin.display(description=_("Coupons"))
    def coupons(self, obj: Delivery) -> str:
        """As they were scanned."""
        return ", ".join(obj.transaction.coupons) or "–"

    @admin.display(description=_("Belegnummer bei PAYBACK"))
    def payback_receipt_number(self, obj: Delivery) -> str:
        """What PAYBACK knows the transaction by."""
        return obj.transaction.payback_receipt_number
