"""Interfaces in the back office: the screen "Konfiguration" and "Details"."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from interfaces.admin.conflict import ConflictCheck
from interfaces.admin.copying import CopyingPages
from interfaces.admin.explanation import ExplanationPages
from interfaces.admin.scope import ScopedAdmin
from interfaces.admin.staff import get_staff_user
from interfaces.forms import InterfaceForm
from interfaces.models import Interface
from interfaces.services import store_password


@admin.register(Interface)
class InterfaceAdmin(
    ConflictCheck[Interface], CopyingPages, ExplanationPages, ScopedAdmin[Interface]
):
    """Schnittstellen."""

    form = InterfaceForm
    list_display = [
        "partner_short_name",
        "chain",
        "branch",
        "workstation",
        "start_date",
        "is_active",
    ]
    list_filter = ["is_active", "chain"]
    list_select_related = ["chain", "branch", "workstation__branch"]
    search_fields = ["partner_short_name", "host", "branch__code", "workstation__computer_name"]
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
                    "profile_name",
                ]
            },
        ),
    ]

    @admin.display(description=_("Verwendung"))
    def usage(self, _obj: Interface) -> str:
        """A fixed property of this interface type."""
        return str(_("Clientseitig"))

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
