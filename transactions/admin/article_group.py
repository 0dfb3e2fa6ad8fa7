"""Article groups in the back office."""

from django.contrib import admin

from interfaces.admin.scope import ScopedAdmin
from transactions.models import ArticleGroup


@admin.register(ArticleGroup)
class ArticleGroupAdmin(ScopedAdmin[ArticleGroup]):
    """Artikelgruppen."""

    list_display = ["display_value", "code", "chain"]
    list_filter = ["chain"]
    list_select_related = ["chain"]
    search_fields = ["display_value", "code"]
    autocomplete_fields = ["chain"]
