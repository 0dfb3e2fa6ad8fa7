"""The panel "Wer nutzt sie?" beside the form of an interface."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from interfaces.admin.moments import show_moment
from interfaces.models import Interface, Workstation
from interfaces.queries import list_served_workstations

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Usage:
    """The workstations an interface applies to now, and who changed it last."""

    workstations: tuple[Workstation, ...]
    changed: str | SafeString
    changed_by: str

    @property
    def shown(self) -> tuple[Workstation, ...]:
        """As many as the panel holds."""
        return self.workstations[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return len(self.workstations) - len(self.shown)


class UsagePanel(admin.ModelAdmin[Interface]):
    """Puts the panel on the page of an interface."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        interface = context.get("original")
        if interface is not None:
            context["usage"] = self._describe_usage(request, interface, now=timezone.now())
        return super().render_change_form(request, context, *args, **kwargs)

    def _describe_usage(
        self, request: HttpRequest, interface: Interface, *, now: datetime
    ) -> Usage:
        workstations = self.admin_site.get_model_admin(Workstation).get_queryset(request)
        entry = (
            LogEntry.objects.select_related("user")
            .filter(
                content_type=ContentType.objects.get_for_model(Interface),
                object_id=str(interface.pk),
            )
            .first()
        )
        return Usage(
            workstations=tuple(
                list_served_workstations(interface=interface, workstations=workstations, at=now)
            ),
            changed=show_moment(entry.action_time, now=now) if entry else "",
            changed_by=entry.user.get_username() if entry else "",
        )
