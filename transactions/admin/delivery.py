"""Deliveries with their attempts in the back office: read-only, masked."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interfaces.admin.scope import ScopedAdmin, ScopedInline
from transactions.models import Attempt, Delivery, StateChange
from transactions.receipts.sentences import write_message


class NothingEditable:
    """No adding, no changing, no deleting; looking needs the right to view."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AttemptInline(NothingEditable, ScopedInline[Attempt], admin.StackedInline[Attempt, Delivery]):
    """Every call, with masked request and answer."""

    model = Attempt
    fields = [
        ("number", "verdict", "code", "recorded_at"),
        ("origin", "http_status", "duration_ms"),
        "request_masked",
        "answer_masked",
    ]
    extra = 0


class StateChangeInline(
    NothingEditable, ScopedInline[StateChange], admin.TabularInline[StateChange, Delivery]
):
    """Every move of the state."""

    model = StateChange
    fields = ["changed_at", "from_state", "to_state", "reason", "attempt_number"]
    extra = 0


@admin.register(Delivery)
class DeliveryAdmin(NothingEditable, ScopedAdmin[Delivery]):
    """Übertragungen."""

    list_display = [
        "receipt_number",
        "state",
        "branch",
        "card_masked",
        "points",
        "state_since",
    ]
    list_filter = ["state", "reason", "branch"]
    list_select_related = ["transaction__receipt", "branch"]
    search_fields = ["transaction__receipt__receipt_number", "transaction__payback_receipt_number"]
    search_help_text = _("Belegnummer, bei uns oder bei PAYBACK")
    inlines = [StateChangeInline, AttemptInline]
    show_full_result_count = False
    fieldsets = [
        (
            _("Ergebnis"),
            {"fields": ["message", "state", "reason", "code", "points", "balance", "state_since"]},
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

    @admin.display(description=_("Belegnummer"), ordering="transaction__receipt__receipt_number")
    def receipt_number(self, obj: Delivery) -> str:
        """The branch's own number."""
        return obj.transaction.receipt.receipt_number

    @admin.display(description=_("Mitgliedsnummer"))
    def card_masked(self, obj: Delivery) -> str:
        """First six and last four digits."""
        return obj.transaction.card_masked

    @admin.display(description=_("Hinweis"))
    def message(self, obj: Delivery) -> str:
        """What the cashier was told."""
        return write_message(obj)

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
