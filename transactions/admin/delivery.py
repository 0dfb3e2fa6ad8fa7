"""Deliveries with their attempts in the back office: read-only, masked."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interfaces.admin.badges import Tone, show_badge
from interfaces.admin.moments import show_moment
from interfaces.admin.scope import ScopedAdmin, ScopedInline
from transactions.admin.filters import StandFilter
from transactions.choices import State
from transactions.models import Attempt, Delivery, StateChange
from transactions.receipts.sentences import write_message

TONES = {
    State.DUE: Tone.QUEUED,
    State.CLAIMED: Tone.QUEUED,
    State.STARTED: Tone.QUEUED,
    State.BOOKED: Tone.BOOKED,
    State.REFUSED: Tone.REFUSED,
    State.UNKNOWN: Tone.UNKNOWN,
    State.HELD: Tone.HELD,
    State.ATTENTION: Tone.ATTENTION,
}


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

    list_display = ["receipt_number", "stand", "branch", "card_masked", "points", "since"]
    list_filter = [StandFilter, "reason", "branch"]
    list_select_related = ["transaction__receipt", "branch"]
    search_fields = ["transaction__receipt__receipt_number", "transaction__payback_receipt_number"]
    search_help_text = _("Belegnummer, bei uns oder bei PAYBACK")
    empty_text = _(
        "Hier steht jede Buchung, sobald eine Kassa sie meldet: was gebucht ist, was noch wartet "
        "und was eine Entscheidung braucht."
    )
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

    @admin.display(description=_("Stand"), ordering="state")
    def stand(self, obj: Delivery) -> SafeString:
        """Where it stands, as a badge."""
        return show_badge(TONES[State(obj.state)], obj.get_state_display())

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
