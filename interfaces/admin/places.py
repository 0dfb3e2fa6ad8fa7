"""Chains and branches in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interfaces.admin.geolocation import LOCATION_FIELDS, BranchGeolocation
from interfaces.admin.scope import ScopedAdmin
from interfaces.geolocation.forms import BranchForm
from interfaces.models import Branch, Chain


@admin.register(Chain)
class ChainAdmin(ScopedAdmin[Chain]):
    """Filialketten."""

    list_display = ["name", "is_active"]
    search_fields = ["name"]


@admin.register(Branch)
class BranchAdmin(BranchGeolocation, ScopedAdmin[Branch]):
    """Filialen."""

    form = BranchForm
    list_display = ["code", "name", "postcode", "city", "chain", "is_active"]
    list_display_links = ["code", "name"]
    list_filter = ["is_active", "chain"]
    list_select_related = ["chain"]
    search_fields = ["code", "name", "city"]
    autocomplete_fields = ["chain"]
    fieldsets = [
        (_("Filiale"), {"fields": ["chain", "code", "name", "payback_short_name", "is_active"]}),
        (_("Adresse und Lage"), {"fields": LOCATION_FIELDS}),
    ]
