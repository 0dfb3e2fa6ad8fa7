"""Chains and branches in the back office."""

from django.contrib import admin

from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.scope import ScopedAdmin
from interfaces.models import Branch, Chain


@admin.register(Chain)
class ChainAdmin(ConflictCheck[Chain], ScopedAdmin[Chain]):
    """Filialketten."""

    list_display = ["name", "is_active"]
    search_fields = ["name"]


@admin.register(Branch)
class BranchAdmin(ConflictCheck[Branch], ScopedAdmin[Branch]):
    """Filialen."""

    list_display = ["code", "name", "postcode", "city", "chain", "is_active"]
    list_display_links = ["code", "name"]
    list_filter = ["is_active", "chain"]
    list_select_related = ["chain"]
    search_fields = ["code", "name", "city"]
    autocomplete_fields = ["chain"]
