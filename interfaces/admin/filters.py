"""Filters of the lists, named as people speak."""

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interfaces.choices import Condition
from interfaces.models import Interface

TICKED = "1"


class WorkstationSettingsFilter(SimpleListFilter):
    """A box to tick beside the search: what was configured through a workstation's settings."""

    title = _("Mit Arbeitsplatz Einstellungen")
    parameter_name = "mit_arbeitsplatz"
    is_tick = True

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(TICKED, str(self.title))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Interface]
    ) -> QuerySet[Interface] | None:
        return queryset.filter(workstation__isnull=False) if self.value() == TICKED else None


class ConditionFilter(SimpleListFilter):
    """What an interface is today."""

    title = _("Zustand")
    parameter_name = "zustand"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(one.value, str(one.label)) for one in Condition]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        return queryset.filter(condition=self.value()) if self.value() else None


class UseFilter(SimpleListFilter):
    """Whether a place is in use."""

    title = _("Zustand")
    parameter_name = "zustand"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("aktiv", str(_("aktiv"))), ("aus", str(_("aus")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        return queryset.filter(is_active=self.value() == "aktiv") if self.value() else None
