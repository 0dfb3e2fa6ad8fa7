"""Chains and branches in the back office."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interfaces.admin.calm import CalmForm
from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.filters import UseFilter
from interfaces.admin.geolocation import LOCATION_FIELDS, BranchGeolocation
from interfaces.admin.place_panel import InterfacesOfPlace
from interfaces.admin.rates import RateInput
from interfaces.admin.scope import ScopedAdmin
from interfaces.admin.state_column import StateColumn
from interfaces.geolocation.forms import BranchForm
from interfaces.models import Branch, Chain
from interfaces.reach import get_reach


@admin.register(Chain)
class ChainAdmin(ConflictCheck[Chain], StateColumn, RateInput, ScopedAdmin[Chain]):
    """Filialketten."""

    list_display = ["name", "state"]
    search_fields = ["name"]
    fieldsets = [
        (
            _("Filialkette"),
            {"fields": ["name", "is_active", "may_reveal_passwords", "prints_full_numbers"]},
        ),
        (_("Punkte"), {"fields": ["rating", "points_per_euro"]}),
    ]
    empty_text = _("Die Filialkette ist Ihr Unternehmen. Mit ihr beginnt die Einrichtung.")


@admin.register(Branch)
class BranchAdmin(
    ConflictCheck[Branch],
    StateColumn,
    InterfacesOfPlace,
    BranchGeolocation,
    CalmForm,
    RateInput,
    ScopedAdmin[Branch],
):
    """Filialen."""

    form = BranchForm
    place_field = "branch"
    create_text = _("Schnittstelle für diese Filiale anlegen")
    list_display = ["name", "code", "postcode", "city", "chain", "state"]
    list_filter = [UseFilter, "chain"]
    list_select_related = ["chain"]
    search_fields = ["code", "name", "city"]
    search_help_text = _("Name, Filialkürzel oder Ort")
    empty_text = _(
        "Eine Filiale ist ein Geschäft der Kette. Legen Sie zuerst die Filialkette an, dann ihre "
        "Filialen und deren Arbeitsplätze."
    )
    fieldsets = [
        (_("Filiale"), {"fields": ["chain", "code", "name", "payback_short_name", "is_active"]}),
        (_("Punkte"), {"fields": ["points_per_euro"]}),
        (_("Adresse und Lage"), {"fields": LOCATION_FIELDS}),
    ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Branch | None = None
    ) -> list[str] | tuple[str, ...] | tuple[()]:
        """What a euro is worth is agreed for the chain: not for whom one branch is everything."""
        fields = super().get_readonly_fields(request, obj)
        is_of_branches = get_reach(request.user).branches is not None
        return [*fields, "points_per_euro"] if is_of_branches else fields
