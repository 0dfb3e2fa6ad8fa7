"""The eye beside a stored password: where it is shown, and what it is answered."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from interfaces.choices import DeedOutcome
from interfaces.models import Interface
from interfaces.reveal import RevealEnd, may_reveal, reveal_password

URL_NAME = "interfaces_interface_reveal"
STATUSES = {
    DeedOutcome.DONE: HTTPStatus.OK,
    DeedOutcome.DENIED: HTTPStatus.FORBIDDEN,
    DeedOutcome.OPTION_OFF: HTTPStatus.FORBIDDEN,
    DeedOutcome.LOCKED: HTTPStatus.TOO_MANY_REQUESTS,
    DeedOutcome.WRONG_PASSWORD: HTTPStatus.UNPROCESSABLE_ENTITY,
    DeedOutcome.NOTHING_STORED: HTTPStatus.CONFLICT,
    DeedOutcome.UNREADABLE: HTTPStatus.CONFLICT,
}


class RevealPages(admin.ModelAdmin[Interface]):
    """Adds the eye to the page of an interface."""

    def get_urls(self) -> list[URLPattern]:
        address = path("<uuid:interface_id>/reveal/", self.answer_reveal, name=URL_NAME)
        return [address, *super().get_urls()]

    def answer_reveal(self, request: HttpRequest, interface_id: uuid.UUID) -> HttpResponse:
        """As every page of the back office; and a try from outside of it is written down too."""
        is_outside = request.user.is_authenticated and not self.admin_site.has_permission(request)
        if is_outside and request.method == "POST":
            reveal_password(
                request=request,
                interface=None,
                asked_for=interface_id,
                own_password="",
                now=timezone.now(),
            )
        view = self.admin_site.admin_view(self.reveal)
        return view(request, interface_id=interface_id)

    @method_decorator(sensitive_post_parameters("password"))
    @method_decorator(sensitive_variables("end"))
    @method_decorator(require_POST)
    def reveal(self, request: HttpRequest, interface_id: uuid.UUID) -> HttpResponse:
        """The password as JSON, or a sentence that says why not; `admin_view` adds "no-store"."""
        end = reveal_password(
            request=request,
            interface=self._find_visible(request, interface_id),
            asked_for=interface_id,
            own_password=request.POST.get("password", ""),
            now=timezone.now(),
        )
        content = {"password": end.password} if end.password else {"message": explain(end)}
        status = STATUSES[end.outcome] if end.is_found else HTTPStatus.NOT_FOUND
        return JsonResponse(content, status=status)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row and row.has_password and may_reveal(user=request.user, interface_id=row.pk):
            context["reveal_url"] = reverse(f"admin:{URL_NAME}", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def _find_visible(self, request: HttpRequest, interface_id: uuid.UUID) -> Interface | None:
        row = self.get_queryset(request).filter(pk=interface_id).first()
        return row if row and self.has_view_permission(request, row) else None


def explain(end: RevealEnd) -> str:
    """What became of the try and what to do now."""
    if end.locked_until:
        until = formats.date_format(timezone.localtime(end.locked_until), "TIME_FORMAT")
        return _(
            "Nach mehreren falschen Eingaben ist das Einsehen bis %(until)s Uhr gesperrt. "
            "Die Anmeldung ist davon nicht betroffen."
        ) % {"until": until}
    if end.outcome == DeedOutcome.WRONG_PASSWORD:
        return ngettext(
            "Das ist nicht Ihr Passwort. Sie haben noch %(count)s Versuch.",
            "Das ist nicht Ihr Passwort. Sie haben noch %(count)s Versuche.",
            end.tries_left,
        ) % {"count": end.tries_left}
    return _explain_refusal(end)


def _explain_refusal(end: RevealEnd) -> str:
    if not end.is_found:
        return _("Diese Schnittstelle gibt es nicht.")
    return {
        DeedOutcome.DENIED: _("Nur die Gruppe Administratoren darf Passwörter einsehen."),
        DeedOutcome.OPTION_OFF: _(
            "Für diese Filialkette ist das Einsehen von Passwörtern ausgeschaltet."
        ),
        DeedOutcome.NOTHING_STORED: _(
            "Es ist kein Passwort gespeichert. Bitte geben Sie es im Formular ein."
        ),
        DeedOutcome.UNREADABLE: _(
            "Das gespeicherte Passwort lässt sich nicht lesen. Bitte geben Sie es neu ein."
        ),
    }[end.outcome]
