"""The page "Protokoll": who changed or did what, when and from where."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from interfaces.models import Branch, Chain, Interface, Seal, Workstation
from interfaces.reach import limit
from interfaces.timeline.names import Names, find_history, get_concrete
from interfaces.timeline.queries import list_entries, list_kinds
from interfaces.timeline.question import (
    NOBODY,
    Question,
    get_sight,
    may_read_timeline,
)

RowT = TypeVar("RowT", bound=Model)

PLACES: dict[str, type[Model]] = {
    "schnittstelle": Interface,
    "arbeitsplatz": Workstation,
    "filiale": Branch,
    "kette": Chain,
    "benutzer": User,
}


class TimelineForm(forms.Form):
    """What is asked for, as it stands in the address."""

    schnittstelle = forms.UUIDField(required=False, widget=forms.HiddenInput)
    arbeitsplatz = forms.UUIDField(required=False, widget=forms.HiddenInput)
    filiale = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kette = forms.UUIDField(required=False, widget=forms.HiddenInput)
    benutzer = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    eintrag = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    was = forms.ChoiceField(label=gettext_lazy("Was"), required=False)
    wer = forms.TypedChoiceField(
        label=gettext_lazy("Wer"), required=False, coerce=int, empty_value=None
    )
    von = forms.DateField(
        label=gettext_lazy("Von"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    bis = forms.DateField(
        label=gettext_lazy("Bis"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, *args: Any, users: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["was"].choices = [("", _("Alles")), *list_kinds().items()]  # type: ignore[attr-defined]
        self.fields["wer"].choices = [  # type: ignore[attr-defined]
            ("", _("Alle")),
            (NOBODY, _("Kassen, Dienste und Kommandozeile")),
            *users.items(),
        ]

    def clean(self) -> dict[str, Any]:
        """The last day must not be before the first.

        :raises ValidationError: it is.
        """
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("von"), found.get("bis")
        if first and last and last < first:
            self.add_error("bis", _("Der letzte Tag liegt vor dem ersten."))
        return found

    def build_question(self, before: int | None) -> Question:
        """The same as a question; days are those of Vienna, both included."""
        found = self.cleaned_data
        return Question(
            interface=found["schnittstelle"],
            workstation=found["arbeitsplatz"],
            branch=found["filiale"],
            chain=found["kette"],
            user=found["benutzer"],
            who=found["wer"],
            what=found["was"],
            row=found["eintrag"] if found["was"] else "",
            since=_begin(found["von"]),
            until=_begin(found["bis"] and found["bis"] + timedelta(days=1)),
            before=before,
        )


@require_safe
def show_timeline(request: HttpRequest) -> HttpResponse:
    """One page of entries, newest first.

    :raises PermissionDenied: for whoever neither administers nor audits.
    """
    if not may_read_timeline(request.user):
        raise PermissionDenied
    sight = get_sight(request.user)
    form = TimelineForm(request.GET, users=_list_users(request))
    page = None
    if form.is_valid():
        question = form.build_question(_read_position(request))
        page = list_entries(question=question, sight=sight)
    context = {
        **admin.site.each_context(request),
        "title": _("Protokoll"),
        "form": form,
        "page": page,
        "subjects": list(_list_subjects(request, form)),
        "older_url": _write_older_url(request, page.older) if page and page.older else "",
        "is_first": "vor" not in request.GET,
        "last_seal": Seal.objects.last(),
    }
    return TemplateResponse(request, "admin/interfaces/timeline.html", context)


class TimelineLink(admin.ModelAdmin[RowT]):
    """Leads from a row to its entries, in place of Django's history page."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row is not None and self._is_kept():
            url = get_timeline_url(row) if may_read_timeline(request.user) else ""
            context["timeline_url"] = url
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The entries of the row.

        :raises Http404: there is no such row for this user.
        :raises PermissionDenied: the user may not read them.
        """
        if not self._is_kept():
            return super().history_view(request, object_id, extra_context)
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not (self.has_view_permission(request, row) and may_read_timeline(request.user)):
            raise PermissionDenied
        return redirect(get_timeline_url(row))

    def _is_kept(self) -> bool:
        return find_history(self.model) is not None


def get_timeline_url(row: Model) -> str:
    """Where the entries of a row are."""
    model = get_concrete(type(row))
    name = next((one for one, place in PLACES.items() if place is model), "")
    query = f"{name}={row.pk}" if name else f"was={model._meta.label_lower}&eintrag={row.pk}"
    return f"{reverse('admin:interfaces_timeline')}?{query}"


def _begin(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _read_position(request: HttpRequest) -> int | None:
    text = request.GET.get("vor", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _list_users(request: HttpRequest) -> dict[int, str]:
    rows = limit(User.objects.order_by("username"), request.user)
    return dict(rows.values_list("pk", "username"))


def _list_subjects(request: HttpRequest, form: TimelineForm) -> Iterator[tuple[str, str]]:
    """What the page is about, and the address without it."""
    if not form.is_valid():
        return
    for field, model in PLACES.items():
        key = form.cleaned_data[field]
        if key:
            seen = limit(model._base_manager.filter(pk=key), request.user)
            name = Names([(model, key)]).get(model, key) if seen.exists() else _("gelöscht")
            yield f"{model._meta.verbose_name} {name}", _write_url(request, leave_out=field)


def _write_url(request: HttpRequest, *, leave_out: str = "", **instead: str) -> str:
    query = request.GET.copy()
    query.pop("vor", None)
    query.pop(leave_out, None)
    for name, value in instead.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _write_older_url(request: HttpRequest, position: int) -> str:
    return _write_url(request, vor=str(position))
