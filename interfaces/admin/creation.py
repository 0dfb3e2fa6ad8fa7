"""Both ways to a new interface: for a chain or branch, and for one workstation."""

import uuid
from typing import Any, TypeVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from interfaces.models import Branch, Chain, Interface, Workstation

RowT = TypeVar("RowT", bound=Model)
WORKSTATION, BRANCH = "workstation", "branch"


class CreationFromPlaces(admin.ModelAdmin[Interface]):
    """The page of a workstation or branch names itself in the query string.

    A workstation fixes the chain, the branch and the computer; a branch is only suggested. Both
    have to be within the reach of the user.
    """

    def get_form(
        self, request: HttpRequest, obj: Interface | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        workstation = self._find_place(request, WORKSTATION, Workstation) if obj is None else None
        if workstation is not None:
            kwargs["form"] = type("WorkstationForm", (self.form,), {"workstation": workstation})
        return super().get_form(request, obj, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        branch = self._find_place(request, BRANCH, Branch)
        if branch is not None:
            return {**initial, "chain": branch.chain_id, "branch": branch.pk}
        chains = self.admin_site.get_model_admin(Chain).get_queryset(request)
        only = list(chains.values_list("pk", flat=True)[:2])
        return {"chain": only[0], **initial} if len(only) == 1 else initial

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["cancel_url"] = find_way_back(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Interface) -> HttpResponseRedirect:
        way_back = find_way_back(request)
        return redirect(way_back) if way_back else super().response_post_save_add(request, obj)

    def _find_place(self, request: HttpRequest, name: str, model: type[RowT]) -> RowT | None:
        """The row of the query string; None when it names none.

        :raises Http404: it is not within the user's reach, or no key at all.
        :raises PermissionDenied: the user may not look at it.
        """
        text = request.GET.get(name)
        if not text:
            return None
        place_admin = self.admin_site.get_model_admin(model)
        row = get_object_or_404(place_admin.get_queryset(request), pk=_read_key(text))
        if not place_admin.has_view_permission(request, row):
            raise PermissionDenied
        return row


def find_way_back(request: HttpRequest) -> str:
    """The page of the place that the query string names, or nothing."""
    for name in (WORKSTATION, BRANCH):
        if request.GET.get(name):
            return reverse(f"admin:interfaces_{name}_change", args=[_read_key(request.GET[name])])
    return ""


def _read_key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
