"""Workstations in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interfaces.admin.access import AccessPages
from interfaces.admin.calm import CalmForm
from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.filters import UseFilter
from interfaces.admin.moments import show_moment
from interfaces.admin.place_panel import InterfacesOfPlace
from interfaces.admin.scope import ScopedAdmin
from interfaces.admin.state_column import StateColumn
from interfaces.last_seen import annotate_last_seen
from interfaces.models import Workstation


@admin.register(Workstation)
class WorkstationAdmin(
    ConflictCheck[Workstation],
    StateColumn,
    AccessPages,
    InterfacesOfPlace,
    CalmForm,
    ScopedAdmin[Workstation],
):
    """Arbeitsplätze."""

    place_field = "workstation"
    create_text = _("Schnittstelle für diesen Arbeitsplatz anlegen")
    list_display = ["computer_name", "branch", "last_seen", "version", "state"]
    list_filter = [UseFilter, "branch__chain"]
    list_select_related = ["branch"]
    search_fields = ["computer_name", "branch__code", "branch__name"]
    search_help_text = _("Rechner oder Filiale")
    empty_text = _(
        "Ein Arbeitsplatz ist ein Rechner mit Kassa. Legen Sie ihn an und richten Sie ihn dann mit "
        "einem einmaligen Code ein."
    )
    autocomplete_fields = ["branch"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workstation]:
        return annotate_last_seen(workstations=super().get_queryset(request))

    @admin.display(description=_("Zuletzt gesehen"), ordering="last_seen_at")
    def last_seen(self, obj: Any) -> str:
        """When its till last called."""
        return show_moment(obj.last_seen_at, now=timezone.now()) if obj.last_seen_at else "–"

    @admin.display(description=_("Version"), ordering="last_version")
    def version(self, obj: Any) -> str:
        """What software its till said it is."""
        return obj.last_version or "–"
