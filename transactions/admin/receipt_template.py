"""Receipt templates in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interfaces.admin.badges import show_badge
from interfaces.admin.calm import CalmForm
from interfaces.admin.condition import TONES
from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.scope import ScopedAdmin
from interfaces.choices import Condition
from interfaces.models import Chain
from transactions.admin.receipt_form import ReceiptTemplateForm
from transactions.admin.receipt_preview import ReceiptPreview
from transactions.admin.receipt_versions import ReceiptVersions
from transactions.choices import Language
from transactions.models import ReceiptTemplate
from transactions.receipts.defaults import DEFAULT_TEXTS
from transactions.receipts.templates import annotate_condition


@admin.register(ReceiptTemplate)
class ReceiptTemplateAdmin(
    ConflictCheck[ReceiptTemplate],
    ReceiptPreview,
    ReceiptVersions,
    CalmForm,
    ScopedAdmin[ReceiptTemplate],
):
    """Bonvorlagen."""

    form = ReceiptTemplateForm
    list_display = ["place", "language", "width", "start", "condition"]
    list_filter = ["language", "chain"]
    list_select_related = ["chain", "branch"]
    search_fields = ["branch__code", "branch__name", "chain__name"]
    search_help_text = _("Filiale oder Filialkette")
    empty_text = _(
        "Solange hier nichts steht, drucken alle Filialen die mitgelieferte Vorlage. Legen Sie "
        "eine eigene für die ganze Filialkette oder für eine Filiale an."
    )
    ordering = [
        "chain__name",
        F("branch__code").asc(nulls_first=True),
        "language",
        F("start_date").desc(nulls_last=True),
    ]
    fieldsets = [
        (
            _("Konfiguration"),
            {"fields": ["chain", "branch", "language", "width", "start_date"]},
        ),
        (_("Bon"), {"fields": ["text"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReceiptTemplate]:
        return annotate_condition(
            templates=super().get_queryset(request), today=timezone.localdate()
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        chains = self.admin_site.get_model_admin(Chain).get_queryset(request)
        only = list(chains.values_list("pk", flat=True)[:2])
        first = {"text": DEFAULT_TEXTS[Language.GERMAN]}
        return {**first, **({"chain": only[0]} if len(only) == 1 else {}), **initial}

    @admin.display(description=_("Filiale"), ordering="branch__code")
    def place(self, obj: ReceiptTemplate) -> str:
        """The branch, or the chain whose every branch it is for."""
        return str(obj.branch or _("Alle Filialen · %(chain)s") % {"chain": obj.chain})

    @admin.display(description=_("Start"), ordering="start_date")
    def start(self, obj: ReceiptTemplate) -> str:
        """The first day it is printed with."""
        if obj.start_date is None:
            return str(_("sofort"))
        return formats.date_format(obj.start_date, "DATE_FORMAT")

    @admin.display(description=_("Zustand"))
    def condition(self, obj: Any) -> SafeString:
        """What it is today."""
        condition = Condition(obj.condition)
        return show_badge(TONES[condition], condition.label)
