"""Filters of the list of deliveries, named as people speak."""

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from transactions.choices import FINAL_STATES, WORKLIST_STATES, State, Worklist
from transactions.models import Delivery


class StandFilter(SimpleListFilter):
    """The worklists first, then how things ended."""

    title = _("Stand")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        endings = [state for state in State if state in FINAL_STATES]
        return [(one.value, str(one.label)) for one in (*Worklist, *endings)]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Delivery]
    ) -> QuerySet[Delivery] | None:
        wanted = self.value()
        if wanted in Worklist.values:
            return queryset.filter(state__in=WORKLIST_STATES[Worklist(wanted)])
        return queryset.filter(state=wanted) if wanted else None
