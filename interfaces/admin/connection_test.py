"""The button "Test Verbindung" on an interface's page, and the result of the last test."""

import uuid
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from interfaces.choices import Profile
from interfaces.clock import get_database_time
from interfaces.connection import (
    HostUnusable,
    PasswordMissing,
    SettingsMixed,
    TooManyRejections,
    TypedSettings,
    build_report,
    find_last_test,
    give_up_overdue,
    is_stored_set,
    list_stages,
    request_test,
)
from interfaces.deeds import read_actor
from interfaces.models import ConnectionTest, Interface
from interfaces.plain_errors import PlainErrors


class ConnectionTestForm(PlainErrors, forms.Form):
    """What a test needs of the interface's form, under the names it has there."""

    partner_short_name = forms.CharField(label=gettext_lazy("Kurzname des Partners"), max_length=10)
    host = forms.CharField(label=gettext_lazy("Host"), max_length=255)
    username = forms.CharField(label=gettext_lazy("Benutzer"), max_length=60)
    new_password = forms.CharField(
        label=gettext_lazy("Passwort"), required=False, strip=False, max_length=255
    )
    profile_name = forms.ChoiceField(label=gettext_lazy("Gegenstelle"), choices=Profile.choices)

    def read_settings(self) -> TypedSettings:
        """The set as it was typed."""
        values = dict(self.cleaned_data)
        return TypedSettings(password=values.pop("new_password"), **values)


class ConnectionTests(admin.ModelAdmin[Interface]):
    """Mixed into the page of an interface."""

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "interfaces_interface_connection_test"
        return [
            path("connection-test/", wrap(self.start_test), name=f"{name}_unsaved"),
            path("<uuid:interface_id>/connection-test/", wrap(self.start_test), name=name),
            path("connection-test/<uuid:test_id>/", wrap(self.show_test), name=f"{name}_status"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["connection_test"] = self._describe(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def start_test(self, request: HttpRequest, interface_id: uuid.UUID | None = None) -> Any:
        """Begins a test of what stands in the form, which is not saved; JSON."""
        interface = self._get_testable(request, interface_id)
        form = ConnectionTestForm(request.POST)
        if not form.is_valid():
            problems = {name: str(errors[0]) for name, errors in form.errors.items()}
            return _answer_problems(problems)
        try:
            test = request_test(
                interface=interface,
                typed=form.read_settings(),
                actor=read_actor(request),
                now=get_database_time(),
            )
        except HostUnusable as unusable:
            return _answer_problems({"host": unusable.sentence})
        except (PasswordMissing, SettingsMixed) as refusal:
            return _answer_problems({"new_password": _explain_password(refusal)})
        except TooManyRejections as refusal:
            return JsonResponse({"message": _explain_limit(refusal)}, status=429)
        return _answer_report(test, status=201)

    @method_decorator([require_safe, never_cache])
    def show_test(self, request: HttpRequest, test_id: uuid.UUID) -> HttpResponse:
        """How far a test has got, for whoever began it; JSON."""
        give_up_overdue(now=get_database_time())
        rows = ConnectionTest.objects.select_related("requested_by")
        test = get_object_or_404(rows, pk=test_id, requested_by=request.user.pk)
        self._get_testable(request, test.interface_id)
        return _answer_report(test, status=200)

    def _get_testable(
        self, request: HttpRequest, interface_id: uuid.UUID | None
    ) -> Interface | None:
        """The interface, None for one that is not saved yet; whoever may change it may test it."""
        if interface_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        interface = get_object_or_404(self.get_queryset(request), pk=interface_id)
        if not self.has_change_permission(request, interface):
            raise PermissionDenied
        return interface

    def _describe(self, request: HttpRequest, obj: Interface | None) -> dict[str, Any]:
        if obj is None:
            return {
                "url": reverse("admin:interfaces_interface_connection_test_unsaved"),
                "may_test": self.has_add_permission(request),
                "stages": list_stages(),
            }
        last = find_last_test(interface=obj)
        return {
            "url": reverse("admin:interfaces_interface_connection_test", args=[obj.pk]),
            "may_test": self.has_change_permission(request, obj),
            "stages": list_stages(),
            "last": build_report(last) if last else None,
            "is_of_other_settings": last is not None and not is_stored_set(obj, last),
        }


def _answer_report(test: ConnectionTest, *, status: int) -> JsonResponse:
    url = reverse("admin:interfaces_interface_connection_test_status", args=[test.pk])
    return JsonResponse({"url": url, "report": asdict(build_report(test))}, status=status)


def _answer_problems(problems: dict[str, str]) -> JsonResponse:
    """What is wrong, field by field in the order of the form."""
    labels = {name: str(field.label) for name, field in ConnectionTestForm.base_fields.items()}
    return JsonResponse(
        {
            "message": _("Bitte prüfen Sie Ihre Angaben."),
            "problems": [
                {"field": name, "label": label, "text": problems[name]}
                for name, label in labels.items()
                if name in problems
            ],
        },
        status=422,
    )


def _explain_password(refusal: PasswordMissing | SettingsMixed) -> str:
    if isinstance(refusal, PasswordMissing):
        return _("Bitte geben Sie das Passwort ein.")
    return _(
        "Das gespeicherte Passwort wird nur mit den gespeicherten Angaben gesendet. Bitte geben "
        "Sie das Passwort ein, um geänderte Angaben zu testen."
    )


def _explain_limit(refusal: TooManyRejections) -> str:
    if refusal.until is None:
        return _(
            "Mit diesen Zugangsdaten laufen bereits drei Tests. Bitte warten Sie, bis sie beendet "
            "sind."
        )
    moment = formats.time_format(timezone.localtime(refusal.until), "TIME_FORMAT")
    return _(
        "PAYBACK hat in 15 Minuten dreimal Zugangsdaten abgelehnt. Damit PAYBACK den Zugang nicht "
        "sperrt, ist der nächste Test erst ab %(time)s Uhr möglich."
    ) % {"time": moment}
