"""Interfaces in the back office: the screen "Konfiguration" and "Details"."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interfaces.admin.calm import CalmForm
from interfaces.admin.condition import say_start, show_condition
from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.connection_test import ConnectionTests
from interfaces.admin.copying import CopyingPages
from interfaces.admin.creation import CreationFromPlaces
from interfaces.admin.explanation import ExplanationPages
from interfaces.admin.filters import ConditionFilter, WorkstationSettingsFilter
from interfaces.admin.geolocation import InterfaceGeolocation
from interfaces.admin.host_user import HostUserHidden
from interfaces.admin.reveal import RevealPages
from interfaces.admin.scope import ScopedAdmin
from interfaces.admin.staff import get_staff_user
from interfaces.admin.usage import UsagePanel
from interfaces.forms import InterfaceForm
from interfaces.models import Interface
from interfaces.queries import annotate_condition
from interfaces.services import store_password


@admin.register(Interface)
class InterfaceAdmin(
    ConflictCheck[Interface],
    CreationFromPlaces,
    UsagePanel,
    CopyingPages,
    ExplanationPages,
    RevealPages,
    ConnectionTests,
    CalmForm,
    InterfaceGeolocation,
    HostUserHidden,
    ScopedAdmin[Interface],
):
    """Schnittstellen."""

    form = InterfaceForm
    list_display = ["place", "computer", "usage_word", "start", "condition", "short_name"]
    list_filter = [WorkstationSettingsFilter, ConditionFilter, "chain"]
    list_select_related = ["chain", "branch", "workstation__branch"]
    search_fields = [
        "partner_short_name",
        "host",
        "branch__code",
        "branch__name",
        "workstation__computer_name",
    ]
    search_help_text = _("Kurzname, Host, Filiale oder Rechner")
    tick_parameters = (WorkstationSettingsFilter.parameter_name,)
    empty_text = _(
        "Ohne Schnittstelle kann keine Kassa Punkte melden. Legen Sie eine für die ganze Kette an, "
        "oder auf der Seite einer Filiale oder eines Arbeitsplatzes eine nur für diese."
    )
    ordering = [
        "chain__name",
        F("branch__code").asc(nulls_first=True),
        F("workstation__computer_name").asc(nulls_first=True),
        F("start_date").desc(nulls_last=True),
    ]
    autocomplete_fields = ["chain", "branch"]
    readonly_fields = ["workstation", "usage", "password_state"]
    fieldsets = [
        (
            _("Konfiguration"),
            {"fields": ["chain", "branch", "workstation", "usage", "start_date", "is_active"]},
        ),
        (
            _("Details"),
            {
                "fields": [
                    "partner_short_name",
                    "host",
                    "username",
                    "password_state",
                    "new_password",
                ]
            },
        ),
        (_("Weitere Einstellungen"), {"fields": ["profile_name"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interface]:
        return annotate_condition(
            interfaces=super().get_queryset(request), today=timezone.localdate()
        )

    @admin.display(description=_("Filiale"), ordering="branch__code")
    def place(self, obj: Interface) -> str:
        """The branch, or the chain whose every branch it is for."""
        return str(obj.branch or _("Alle Filialen · %(chain)s") % {"chain": obj.chain})

    @admin.display(description=_("Rechner"), ordering="workstation__computer_name")
    def computer(self, obj: Interface) -> str | None:
        """The one it was created for; none where every computer may use it."""
        return obj.workstation.computer_name if obj.workstation else None

    @admin.display(description=_("Start"), ordering="start_date")
    def start(self, obj: Interface) -> str:
        """The day it is released."""
        return say_start(obj)

    @admin.display(description=_("Zustand"))
    def condition(self, obj: Interface) -> SafeString:
        """What it is today."""
        return show_condition(obj)

    @admin.display(description=_("Kurzname"), ordering="partner_short_name")
    def short_name(self, obj: Interface) -> str:
        """What PAYBACK calls the partner."""
        return obj.partner_short_name

    @admin.display(description=_("Verwendung"))
    def usage_word(self, _obj: Interface) -> str:
        """A fixed property of this interface type."""
        return str(_("Clientseitig"))

    @admin.display(description=_("Verwendung"))
    def usage(self, _obj: Interface) -> SafeString:
        """The same in the form: ticked, and not to be changed."""
        return format_html(
            '<label class="tick"><input type="checkbox" checked disabled> {}</label>',
            _("Clientseitig"),
        )

    @admin.display(description=_("Gespeichertes Passwort"))
    def password_state(self, obj: Interface) -> str:
        """When and by whom it was set; never the value nor anything derived from it."""
        if not obj.has_password:
            return str(_("nicht gesetzt"))
        if obj.password_set_at is None:
            return str(_("gesetzt"))
        moment = formats.date_format(timezone.localtime(obj.password_set_at), "DATETIME_FORMAT")
        return str(_("gesetzt am %(moment)s von %(who)s")) % {
            "moment": moment,
            "who": obj.password_set_by or _("System"),
        }

    def save_model(self, request: HttpRequest, obj: Interface, form: Any, change: bool) -> None:
        had_password = obj.has_password
        super().save_model(request, obj, form, change)
        password = form.cleaned_data["new_password"]
        if password:
            store_password(
                interface_id=obj.pk,
                password=password,
                set_by=get_staff_user(request),
                now=timezone.now(),
            )
        elif had_password and not obj.has_password:
            messages.warning(
                request,
                _(
                    "Das Passwort galt für die bisherige Adresse und den bisherigen Benutzer und "
                    "wurde entfernt. Bitte geben Sie es neu ein."
                ),
            )
