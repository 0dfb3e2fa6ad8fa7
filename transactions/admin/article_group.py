"""Article groups in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interfaces.admin.calm import CalmForm
from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.scope import ScopedAdmin
from transactions.admin.article_group_files import GroupFilePages
from transactions.models import ArticleGroup


@admin.register(ArticleGroup)
class ArticleGroupAdmin(
    ConflictCheck[ArticleGroup], GroupFilePages, CalmForm, ScopedAdmin[ArticleGroup]
):
    """Artikelgruppen."""

    list_display = ["display_value", "code", "chain"]
    list_filter = ["chain"]
    list_select_related = ["chain"]
    search_fields = ["display_value", "code"]
    search_help_text = _("Anzeigewert oder Kürzel")
    empty_text = _(
        "Nur Artikel einer Gruppe sammeln Punkte. PAYBACK gibt Ihnen die Kürzel; legen Sie hier "
        "für jedes eine Gruppe an oder importieren Sie eine Liste."
    )
