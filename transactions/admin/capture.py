"""Cards and coupons caught in orders, in the back office: looked at, masked."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from interfaces.admin.scope import ScopedAdmin
from transactions.admin.read_only import NothingEditable
from transactions.admin.worklists import show_stand
from transactions.models import Capture

WITHOUT = _("noch ohne Rechnung")


@admin.register(Capture)
class CaptureAdmin(NothingEditable, ScopedAdmin[Capture]):
    """Erfasste Karten."""

    list_display = ["order_number", "branch", "card_masked", "captured_at", "stand"]
    list_filter = ["branch"]
    list_select_related = ["branch", "collect__delivery__transaction"]
    search_fields = ["order_number"]
    search_help_text = _("Auftragsnummer")
    empty_text = _(
        "Hier steht jeder Brillenauftrag, in dem eine Kassa Karte und Coupons erfasst hat. Punkte "
        "gibt es dafür einmal, mit der Rechnung, wie viele Anzahlungen es auch waren."
    )
    show_full_result_count = False
    fields = ["order_number", "branch", "card_masked", "coupon_codes", "captured_at", "booking"]

    @admin.display(description=_("Coupons"))
    def coupon_codes(self, obj: Capture) -> str:
        """As they were scanned."""
        return ", ".join(obj.coupons) or "–"

    @admin.display(description=_("Stand"))
    def stand(self, obj: Capture) -> str:
        """Of the booking that earned with it."""
        return show_stand(obj.collect.delivery) if obj.collect else str(WITHOUT)

    @admin.display(description=_("Buchung"))
    def booking(self, obj: Capture) -> str:
        """A link to it."""
        if obj.collect is None:
            return str(WITHOUT)
        delivery = obj.collect.delivery
        address = reverse("admin:transactions_delivery_change", args=[delivery.pk])
        number = obj.collect.receipt.receipt_number
        return format_html('<a href="{}">{}</a> {}', address, number, show_stand(delivery))
