"""The page "Welche gilt?": which interface a workstation uses at a moment, and why."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from interfaces.admin.choice_fields import EMPTY_CHOICE, RowField, group_rows
from interfaces.explanation import explain_candidates
from interfaces.models import Branch, Interface, Workstation
from interfaces.plain_errors import PlainErrors
from interfaces.queries import get_effective_interface

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


class ExplanationForm(PlainErrors, forms.Form):
    """For which workstation and which moment (in Vienna; empty is now)."""

    filiale = RowField(
        label=gettext_lazy("Filiale"),
        queryset=Branch.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Diese Filiale steht nicht zur Wahl. Bitte wählen Sie eine aus der Liste."
            )
        },
    )
    arbeitsplatz = RowField(
        label=gettext_lazy("Arbeitsplatz"),
        queryset=Workstation.objects.none(),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie einen Arbeitsplatz."),
            "invalid_choice": gettext_lazy(
                "Dieser Arbeitsplatz steht nicht zur Wahl. Bitte wählen Sie einen aus der Liste."
            ),
        },
    )
    zeitpunkt = forms.DateTimeField(
        label=gettext_lazy("Zeitpunkt"),
        required=False,
        help_text=gettext_lazy("Uhrzeit in Wien. Leer: jetzt."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT_FORMAT),
        error_messages={
            "invalid": gettext_lazy(
                "Das ist kein gültiger Zeitpunkt. Bitte geben Sie Tag und Uhrzeit ein, zum "
                "Beispiel 24.11.2026 10:15."
            )
        },
    )

    def __init__(
        self,
        data: Any,
        *,
        branches: QuerySet[Branch],
        workstations: QuerySet[Workstation],
    ) -> None:
        super().__init__(data)
        self.fields["filiale"].queryset = branches  # type: ignore[attr-defined]
        self.fields["filiale"].choices = [  # type: ignore[attr-defined]
            EMPTY_CHOICE,
            *group_rows(branches, group=lambda row: row.chain.name, label=str),
        ]
        self.fields["arbeitsplatz"].queryset = workstations  # type: ignore[attr-defined]
        self.fields["arbeitsplatz"].choices = [  # type: ignore[attr-defined]
            EMPTY_CHOICE,
            *group_rows(
                workstations,
                group=lambda row: str(row.branch),
                label=lambda row: row.computer_name,
            ),
        ]

    def clean_zeitpunkt(self) -> datetime | None:
        """A moment that the calendar of a business can hold."""
        moment: datetime | None = self.cleaned_data["zeitpunkt"]
        if moment is not None and not EARLIEST <= moment < LATEST:
            raise forms.ValidationError(_("Bitte wählen Sie einen Tag zwischen 2000 und 2099."))
        return moment

    def clean(self) -> dict[str, Any]:
        branch = self.cleaned_data.get("filiale")
        workstation = self.cleaned_data.get("arbeitsplatz")
        if branch is not None and workstation is not None and workstation.branch != branch:
            self.add_error(
                "arbeitsplatz",
                _("Dieser Arbeitsplatz gehört zu einer anderen Filiale. Bitte wählen Sie neu."),
            )
        return self.cleaned_data


class ExplanationPages(admin.ModelAdmin[Interface]):
    """Adds the page to the interfaces."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "welche-gilt/",
                self.admin_site.admin_view(self.explain),
                name="interfaces_explanation",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def explain(self, request: HttpRequest) -> HttpResponse:
        """Every candidate, the winner, the reasons, and what changes next."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        form = ExplanationForm(
            request.GET or None,
            branches=self._list_rows(request, Branch).select_related("chain"),
            workstations=self._list_rows(request, Workstation)
            .select_related("branch__chain")
            .order_by("branch__chain__name", "branch__code", "computer_name"),
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Welche gilt?"),
            "form": form,
            "opts": self.opts,
        }
        if form.is_valid():
            moment = form.cleaned_data["zeitpunkt"] or now
            context |= self._decide(form.cleaned_data["arbeitsplatz"], moment)
        return TemplateResponse(request, "admin/interfaces/interface/explanation.html", context)

    def _decide(self, workstation: Workstation, moment: datetime) -> dict[str, Any]:
        decision = get_effective_interface(workstation=workstation, at=moment)
        return {
            "workstation": workstation,
            "moment": moment,
            "decision": decision,
            "candidates": explain_candidates(decision),
        }

    def _list_rows(self, request: HttpRequest, model: type[Any]) -> QuerySet[Any]:
        return self.admin_site.get_model_admin(model).get_queryset(request)
