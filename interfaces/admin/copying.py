"""The page that copies an interface: choose, see what will be made, make it."""

import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from interfaces.admin.choice_fields import RowsField, group_rows
from interfaces.admin.staff import get_staff_user
from interfaces.copying import (
    CopyOrder,
    CopyRefused,
    Seen,
    SourceChanged,
    copy_interface,
    plan_copies,
    read_source,
)
from interfaces.deeds import read_actor
from interfaces.models import Branch, Interface, Workstation
from interfaces.plain_errors import NO_DATE, PlainErrors
from interfaces.reach import limit_changes
from interfaces.reveal import may_reveal

SALT = "interfaces.admin.copying"
ELSEWHERE = gettext_lazy(
    "Ein Eintrag Ihrer Auswahl ist nicht verfügbar. Bitte wählen Sie aus der Liste."
)


def may_take_password(request: HttpRequest, source: Interface) -> bool:
    """Whether the password may go along: only for whoever may see it anyway."""
    return may_reveal(user=request.user, interface_id=source.pk)


class CopyForm(PlainErrors, forms.Form):
    """Where to, from when on, and at which host."""

    branches = RowsField(
        label=gettext_lazy("Filialen"),
        queryset=Branch.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": ELSEWHERE},
    )
    workstations = RowsField(
        label=gettext_lazy("Arbeitsplätze"),
        queryset=Workstation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": ELSEWHERE},
    )
    start_date = forms.DateField(
        label=gettext_lazy("Start"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Ab diesem Tag gelten die Kopien. Leer: sofort."),
        error_messages={"invalid": NO_DATE},
    )
    host = forms.CharField(
        label=gettext_lazy("Host"),
        max_length=255,
        help_text=gettext_lazy("Mit einem anderen Host geht das Passwort nicht mit."),
    )

    def __init__(self, data: Any, *, source: Interface, user: Any) -> None:
        super().__init__(
            data, initial={"start_date": source.start_date, "host": source.host}, label_suffix=""
        )
        self.source = source
        branches, workstations = list_branches(source, user), list_workstations(source, user)
        self._offer("branches", branches, [(str(row.pk), str(row)) for row in branches])
        self._offer(
            "workstations",
            workstations,
            group_rows(
                workstations,
                group=lambda row: str(row.branch),
                label=lambda row: row.computer_name,
            ),
        )

    def clean_host(self) -> str:
        """An address that an interface may have."""
        host: str = self.cleaned_data["host"]
        try:
            Interface(
                chain=self.source.chain, host=host, profile_name=self.source.profile_name
            ).clean()
        except ValidationError as error:
            raise ValidationError(error.message_dict.get("host", error.messages)) from None
        return host

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.list_targets():
            self.add_error(
                "branches", _("Bitte wählen Sie mindestens eine Filiale oder einen Arbeitsplatz.")
            )
        return self.cleaned_data

    def list_targets(self) -> list[Branch | Workstation]:
        """What was chosen."""
        return [*self.cleaned_data["branches"], *self.cleaned_data["workstations"]]

    def build_order(self, seen: Seen) -> CopyOrder:
        """What the service is to do."""
        return CopyOrder(
            source=self.source,
            targets=self.list_targets(),
            start_date=self.cleaned_data["start_date"],
            host=self.cleaned_data["host"],
            seen=seen,
        )

    def _offer(self, name: str, rows: QuerySet[Any], choices: list[Any]) -> None:
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]
        field.choices = choices  # type: ignore[attr-defined]


def list_branches(source: Interface, user: Any) -> QuerySet[Branch]:
    """Branches of the chain that the user may change, but the one the interface is for."""
    rows = limit_changes(Branch.objects.filter(chain=source.chain_id), user)
    own = [source.branch_id] if source.branch_id and not source.workstation_id else []
    return rows.exclude(pk__in=own).select_related("chain").order_by("code")


def list_workstations(source: Interface, user: Any) -> QuerySet[Workstation]:
    """Workstations of the chain that the user may change, but the one the interface is for."""
    rows = limit_changes(Workstation.objects.filter(branch__chain=source.chain_id), user)
    return (
        rows.exclude(pk__in=[source.workstation_id] if source.workstation_id else [])
        .select_related("branch__chain")
        .order_by("branch__code", "computer_name")
    )


class CopyingPages(admin.ModelAdmin[Interface]):
    """Adds the page and the action that leads to it to the interfaces."""

    actions = ["copy_elsewhere"]

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<uuid:interface_id>/kopieren/",
                self.admin_site.admin_view(self.copy),
                name="interfaces_interface_copy",
            ),
            *super().get_urls(),
        ]

    @admin.action(
        description=gettext_lazy("In andere Filialen oder Arbeitsplätze kopieren"),
        permissions=["add"],
    )
    def copy_elsewhere(
        self, request: HttpRequest, chosen: QuerySet[Interface]
    ) -> HttpResponse | None:
        """Leads to the page."""
        rows = list(chosen[:2])
        if len(rows) == 1:
            return redirect(reverse("admin:interfaces_interface_copy", args=[rows[0].pk]))
        messages.error(request, _("Bitte wählen Sie genau eine Schnittstelle zum Kopieren."))
        return None

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def copy(self, request: HttpRequest, interface_id: uuid.UUID) -> HttpResponse:
        """The form; after "Vorschau" what will be made; after "Jetzt kopieren" the copies."""
        source = self._get_source(request, interface_id)
        form = CopyForm(_read_choice(request), source=source, user=request.user)
        if not form.is_valid() or "edit" in request.POST:
            return self._show(request, form, {})
        if "confirm" in request.POST and self._make(request, form):
            return redirect(reverse("admin:interfaces_interface_changelist"))
        seen = read_source(source)
        plans = plan_copies(
            form.build_order(seen), may_take_password=may_take_password(request, source)
        )
        preview = {
            "plans": plans,
            "makeable": [plan for plan in plans if not plan.problem],
            "seen": signing.dumps(seen, salt=SALT),
        }
        return self._show(request, form, preview)

    def _get_source(self, request: HttpRequest, interface_id: uuid.UUID) -> Interface:
        rows = self.get_queryset(request).select_related("chain", "branch", "workstation__branch")
        source = get_object_or_404(rows, pk=interface_id)
        is_allowed = self.has_add_permission(request)
        if not (is_allowed and self.has_change_permission(request, source)):
            raise PermissionDenied
        return source

    def _make(self, request: HttpRequest, form: CopyForm) -> bool:
        try:
            seen = signing.loads(request.POST.get("seen", ""), salt=SALT)
            made = copy_interface(
                form.build_order(tuple(seen)),
                may_take_password=may_take_password(request, form.source),
                user=get_staff_user(request),
                actor=read_actor(request),
                now=timezone.now(),
            )
        except (signing.BadSignature, SourceChanged):
            messages.error(
                request,
                _(
                    "Die Schnittstelle wurde inzwischen geändert. Es wurde nichts kopiert. Bitte "
                    "sehen Sie sich die neue Vorschau an."
                ),
            )
            return False
        except CopyRefused:
            messages.error(
                request,
                _("Es wurde nichts kopiert. Bitte sehen Sie sich die neue Vorschau an."),
            )
            return False
        self._tell(request, made)
        return True

    def _tell(self, request: HttpRequest, made: list[Interface]) -> None:
        for row in made:
            self.log_addition(request, row, _("Kopiert."))
        text = ngettext("%(count)s Kopie angelegt.", "%(count)s Kopien angelegt.", len(made))
        messages.success(request, text % {"count": len(made)})
        off = sum(not row.is_active for row in made)
        if off:
            text = ngettext(
                "%(count)s davon ist ausgeschaltet: Bitte geben Sie das Passwort ein und schalten "
                "Sie die Schnittstelle ein.",
                "%(count)s davon sind ausgeschaltet: Bitte geben Sie die Passwörter ein und "
                "schalten Sie die Schnittstellen ein.",
                off,
            )
            messages.warning(request, text % {"count": off})

    def _show(
        self, request: HttpRequest, form: CopyForm, preview: dict[str, Any]
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Schnittstelle kopieren"),
            "opts": self.opts,
            "source": form.source,
            "form": form,
            "fields": [form["start_date"], form["host"]],
            **preview,
        }
        return TemplateResponse(request, "admin/interfaces/interface/copy.html", context)


def _read_choice(request: HttpRequest) -> QueryDict | None:
    """What was posted; back from the preview also the targets that got no copy."""
    if request.method != "POST":
        return None
    posted = request.POST.copy()
    if "edit" in posted:
        for name in ("branches", "workstations"):
            posted.setlist(name, posted.getlist(f"chosen_{name}"))
    return posted
