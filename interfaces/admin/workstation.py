"""Workstations in the back office, and the button that lets one in."""

import uuid

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from interfaces.admin.calm import CalmForm
from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.filters import UseFilter
from interfaces.admin.place_panel import InterfacesOfPlace
from interfaces.admin.scope import ScopedAdmin, ScopedInline
from interfaces.admin.staff import get_staff_user
from interfaces.admin.state_column import StateColumn
from interfaces.models import Workstation, WorkstationToken
from interfaces.services import create_enrolment_code, revoke_tokens


class TokenInline(
    ScopedInline[WorkstationToken], admin.TabularInline[WorkstationToken, Workstation]
):
    """The tokens of a workstation, to be looked at; their digests are not shown."""

    model = WorkstationToken
    fields = ["created_at", "last_used_at", "last_used_from", "revoked_at"]
    readonly_fields = ["created_at", "last_used_at", "last_used_from", "revoked_at"]
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[WorkstationToken]:
        return super().get_queryset(request).select_related("workstation__branch")

    def has_add_permission(self, request: HttpRequest, obj: Workstation | None = None) -> bool:
        return False


@admin.register(Workstation)
class WorkstationAdmin(
    ConflictCheck[Workstation], StateColumn, InterfacesOfPlace, CalmForm, ScopedAdmin[Workstation]
):
    """Arbeitsplätze."""

    place_field = "workstation"
    create_text = gettext_lazy("Schnittstelle für diesen Arbeitsplatz anlegen")
    list_display = ["computer_name", "branch", "state"]
    list_filter = [UseFilter, "branch__chain"]
    list_select_related = ["branch"]
    search_fields = ["computer_name", "branch__code", "branch__name"]
    search_help_text = gettext_lazy("Rechner oder Filiale")
    empty_text = gettext_lazy(
        "Ein Arbeitsplatz ist ein Rechner mit Kassa. Legen Sie ihn an und richten Sie ihn dann mit "
        "einem einmaligen Code ein."
    )
    autocomplete_fields = ["branch"]
    inlines = [TokenInline]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<uuid:workstation_id>/enrolment-code/",
                wrap(self.show_new_code),
                name="interfaces_workstation_enrolment_code",
            ),
            path(
                "<uuid:workstation_id>/revoke/",
                wrap(self.revoke),
                name="interfaces_workstation_revoke",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def show_new_code(self, request: HttpRequest, workstation_id: uuid.UUID) -> HttpResponse:
        """Makes a one-time code and shows it this once."""
        workstation = self._get_changeable(request, workstation_id)
        new = create_enrolment_code(
            workstation=workstation,
            created_by=get_staff_user(request),
            now=timezone.now(),
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Einrichtungscode"),
            "workstation": workstation,
            "new": new,
        }
        return TemplateResponse(
            request, "admin/interfaces/workstation/enrolment_code.html", context
        )

    @method_decorator(require_POST)
    def revoke(self, request: HttpRequest, workstation_id: uuid.UUID) -> HttpResponse:
        """Ends every token of the workstation."""
        workstation = self._get_changeable(request, workstation_id)
        ended = revoke_tokens(workstation=workstation, now=timezone.now())
        messages.success(request, _("%(count)s Zugangsschlüssel gesperrt.") % {"count": ended})
        return redirect(reverse("admin:interfaces_workstation_change", args=[workstation_id]))

    def _get_changeable(self, request: HttpRequest, workstation_id: uuid.UUID) -> Workstation:
        workstation: Workstation = get_object_or_404(
            self.get_queryset(request).select_related("branch__chain"), pk=workstation_id
        )
        if not self.has_change_permission(request, workstation):
            raise PermissionDenied
        return workstation
