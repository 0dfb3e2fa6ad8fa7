"""The button "Geolokalisierung aktualisieren", its progress, and what a person decides."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from interfaces.admin.geolocation_panels import build_branch_panel, build_interface_panel
from interfaces.admin.staff import get_staff_user
from interfaces.deeds import read_actor
from interfaces.geolocation.decisions import (
    ProposalGone,
    accept_proposal,
    clear_location,
    dismiss_proposal,
    set_location,
    unlock_location,
)
from interfaces.geolocation.forms import BranchForm
from interfaces.geolocation.queries import list_covered_branches
from interfaces.geolocation.runs import request_run
from interfaces.models import Branch, Interface

if TYPE_CHECKING:
    BranchModelAdmin = admin.ModelAdmin[Branch]
    InterfaceModelAdmin = admin.ModelAdmin[Interface]
else:
    BranchModelAdmin = InterfaceModelAdmin = object

BY_HAND = ("latitude", "longitude", "is_locked")
LOCATION_FIELDS = ("street", "postcode", "city", *BY_HAND)
Panel = dict[str, Any]


class BranchGeolocation(BranchModelAdmin):
    """The place of a branch: map, search, proposal, coordinates by hand."""

    def get_urls(self) -> list[URLPattern]:
        wrap, start = self.admin_site.admin_view, "<uuid:branch_id>/geolocation/"
        name, proposal = "interfaces_branch_geolocation", "proposals/<uuid:proposal_id>/"
        return [
            path(start, wrap(self.show_location), name=name),
            path(f"{start}refresh/", wrap(self.refresh_location), name=f"{name}_refresh"),
            path(f"{start}{proposal}accept/", wrap(self.accept), name=f"{name}_accept"),
            path(f"{start}{proposal}dismiss/", wrap(self.dismiss), name=f"{name}_dismiss"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Branch | None = None) -> Any:
        """Coordinates are no fields for whoever may only look; the panel shows them."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**rest, "fields": [field for field in fields if field not in BY_HAND]})
            for name, rest in fieldsets
            for fields in [rest["fields"]]
        ]

    def render_change_form(
        self, request: HttpRequest, context: Panel, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        branch = kwargs.get("obj")
        if branch is not None:
            context["geolocation"] = self._build_location(request, branch)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Branch, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        save_location(form, branch=obj, request=request)

    @method_decorator([require_GET, never_cache])
    def show_location(self, request: HttpRequest, branch_id: uuid.UUID) -> HttpResponse:
        """The panel as it is now."""
        branch = get_object_or_404(self.get_queryset(request), pk=branch_id)
        if not self.has_view_permission(request, branch):
            raise PermissionDenied
        return self._answer_location(request, branch)

    @method_decorator(require_POST)
    def refresh_location(self, request: HttpRequest, branch_id: uuid.UUID) -> HttpResponse:
        """Asks for the branch to be looked for."""
        branch = self._get_changeable_branch(request, branch_id)
        request_run(about=branch, branches=[branch], actor=read_actor(request), now=timezone.now())
        return self._answer_location(request, branch)

    @method_decorator(require_POST)
    def accept(
        self, request: HttpRequest, branch_id: uuid.UUID, proposal_id: uuid.UUID
    ) -> HttpResponse:
        """Takes a proposal."""
        return self._decide(request, branch_id, proposal_id, accept_proposal)

    @method_decorator(require_POST)
    def dismiss(
        self, request: HttpRequest, branch_id: uuid.UUID, proposal_id: uuid.UUID
    ) -> HttpResponse:
        """Turns a proposal down."""
        return self._decide(request, branch_id, proposal_id, dismiss_proposal)

    def _decide(
        self,
        request: HttpRequest,
        branch_id: uuid.UUID,
        proposal_id: uuid.UUID,
        decide: Callable[..., None],
    ) -> HttpResponse:
        branch = self._get_changeable_branch(request, branch_id)
        proposal = get_object_or_404(branch.location_proposals, pk=proposal_id)
        notice = _("Gespeichert.")
        try:
            decide(
                proposal=proposal,
                user=get_staff_user(request),
                actor=read_actor(request),
                now=timezone.now(),
            )
        except ProposalGone:
            notice = _("Der Vorschlag gilt nicht mehr; inzwischen wurde etwas geändert.")
        return self._answer_location(request, branch, notice=notice)

    def _get_changeable_branch(self, request: HttpRequest, branch_id: uuid.UUID) -> Branch:
        branch = get_object_or_404(self.get_queryset(request), pk=branch_id)
        if not self.has_change_permission(request, branch):
            raise PermissionDenied
        return branch

    def _build_location(self, request: HttpRequest, branch: Branch, notice: str = "") -> Panel:
        may_change = self.has_change_permission(request, branch)
        return build_branch_panel(branch, may_change=may_change, notice=notice)

    def _answer_location(
        self, request: HttpRequest, branch: Branch, notice: str = ""
    ) -> HttpResponse:
        context = {"geolocation": self._build_location(request, branch, notice)}
        return TemplateResponse(request, "admin/interfaces/branch/_place.html", context)


class InterfaceGeolocation(InterfaceModelAdmin):
    """The places of the branches that an interface covers."""

    def get_urls(self) -> list[URLPattern]:
        wrap, start = self.admin_site.admin_view, "<uuid:interface_id>/geolocation/"
        name = "interfaces_interface_geolocation"
        return [
            path(start, wrap(self.show_locations), name=name),
            path(f"{start}refresh/", wrap(self.refresh_locations), name=f"{name}_refresh"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: Panel, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        interface = kwargs.get("obj")
        if interface is not None:
            context["geolocation"] = self._build_locations(request, interface)
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator([require_GET, never_cache])
    def show_locations(self, request: HttpRequest, interface_id: uuid.UUID) -> HttpResponse:
        """The panel as it is now."""
        interface = get_object_or_404(self.get_queryset(request), pk=interface_id)
        if not self.has_view_permission(request, interface):
            raise PermissionDenied
        return self._answer_locations(request, interface)

    @method_decorator(require_POST)
    def refresh_locations(self, request: HttpRequest, interface_id: uuid.UUID) -> HttpResponse:
        """Asks for every branch the interface covers, as far as the asking person sees it."""
        interface = get_object_or_404(self.get_queryset(request), pk=interface_id)
        if not self.has_change_permission(request, interface):
            raise PermissionDenied
        request_run(
            about=interface,
            branches=list_covered_branches(interface) & self._list_visible(request),
            actor=read_actor(request),
            now=timezone.now(),
        )
        return self._answer_locations(request, interface)

    def _list_visible(self, request: HttpRequest) -> QuerySet[Branch]:
        return self.admin_site.get_model_admin(Branch).get_queryset(request).order_by()

    def _build_locations(self, request: HttpRequest, interface: Interface) -> Panel:
        return build_interface_panel(
            interface,
            visible=self._list_visible(request),
            may_change=self.has_change_permission(request, interface),
        )

    def _answer_locations(self, request: HttpRequest, interface: Interface) -> HttpResponse:
        context = {"geolocation": self._build_locations(request, interface)}
        template = "admin/interfaces/interface/_geolocation_places.html"
        return TemplateResponse(request, template, context)


def save_location(form: BranchForm, *, branch: Branch, request: HttpRequest) -> None:
    """Hands what the form says about the place to the service that does it."""
    latitude, longitude = (form.cleaned_data.get(name) for name in ("latitude", "longitude"))
    has_new_lock = "is_locked" in form.changed_data
    actor, now = read_actor(request), timezone.now()
    if latitude is None or longitude is None:
        if form.has_new_point:
            clear_location(branch=branch, actor=actor, now=now)
    elif form.has_new_point or (has_new_lock and form.cleaned_data["is_locked"]):
        set_location(branch=branch, latitude=latitude, longitude=longitude, actor=actor, now=now)
    elif has_new_lock:
        unlock_location(branch=branch, actor=actor, now=now)
