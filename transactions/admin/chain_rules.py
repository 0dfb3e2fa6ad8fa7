"""What a chain has decided about points, in the back office."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interfaces.admin.calm import CalmForm
from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.scope import ScopedAdmin
from transactions.models import ChainRules


@admin.register(ChainRules)
class ChainRulesAdmin(ConflictCheck[ChainRules], CalmForm, ScopedAdmin[ChainRules]):
    """Punkteregeln."""

    list_display = [
        "chain",
        "minimum_balance_points",
        "confirm_minutes",
        "give_back_first",
        "points_payments_earn",
    ]
    list_select_related = ["chain"]
    search_fields = ["chain__name"]
    search_help_text = _("Filialkette")
    empty_text = _(
        "Solange hier nichts steht, gilt: eingelöst wird ab einem Stand von 200 Punkten, ein Punkt "
        "ist einen Cent wert, und eine Einlösung wird nach 15 Minuten ohne Bestätigung "
        "rückgängig gemacht."
    )
    fieldsets = [
        (None, {"fields": ["chain"]}),
        (_("Sammeln"), {"fields": ["points_payments_earn"]}),
        (
            _("Einlösen"),
            {
                "fields": [
                    "minimum_balance_points",
                    "minimum_redeem_points",
                    "cents_per_point",
                    "confirm_minutes",
                    "unconfirmed",
                ]
            },
        ),
        (_("Rückgabe"), {"fields": ["give_back_first"]}),
    ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: ChainRules | None = None
    ) -> list[str] | tuple[str, ...] | tuple[()]:
        """The chain is the key of its rules: once chosen it stays."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else [*fields, "chain"]
