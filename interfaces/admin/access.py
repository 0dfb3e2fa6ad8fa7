"""How a till is let in and shut out: one-time codes and tokens on the page of its workstation."""

import uuid
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from interfaces.admin.badges import Tone, show_badge
from interfaces.admin.moments import show_moment
from interfaces.admin.staff import get_staff_user
from interfaces.deeds import read_actor
from interfaces.models import Workstation, WorkstationToken
from interfaces.services import create_enrolment_code, revoke_token, revoke_tokens

ENROLMENT_URL_NAME = "till-api:post_enrolment"
MOST_TOKENS_SHOWN = 50


class AccessPages(admin.ModelAdmin[Workstation]):
    """Adds the tokens, and what can be done with them, to the workstation."""

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "interfaces_workstation_{}".format
        return [
            path(
                "<uuid:workstation_id>/enrolment-code/",
                wrap(self.show_new_code),
                name=name("enrolment_code"),
            ),
            path("<uuid:workstation_id>/roll/", wrap(self.roll), name=name("roll")),
            path("<uuid:workstation_id>/revoke/", wrap(self.revoke), name=name("revoke")),
            path(
                "<uuid:workstation_id>/tokens/<uuid:token_id>/revoke/",
                wrap(self.revoke_one),
                name=name("token_revoke"),
            ),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        workstation = context.get("original")
        if workstation is not None:
            context["tokens"] = list_tokens(workstation, now=timezone.now())
            context["overlap_hours"] = settings.TOKEN_OVERLAP_HOURS
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def show_new_code(self, request: HttpRequest, workstation_id: uuid.UUID) -> HttpResponse:
        """Makes a one-time code and shows it this once."""
        return self._show_code(request, workstation_id, ends_older_tokens=False)

    @method_decorator(require_POST)
    def roll(self, request: HttpRequest, workstation_id: uuid.UUID) -> HttpResponse:
        """The same; once the code is used, the tokens of today end after the overlap."""
        return self._show_code(request, workstation_id, ends_older_tokens=True)

    @method_decorator(require_POST)
    def revoke(self, request: HttpRequest, workstation_id: uuid.UUID) -> HttpResponse:
        """Ends every token of the workstation."""
        workstation = self._get_changeable(request, workstation_id)
        ended = revoke_tokens(
            workstation=workstation, now=timezone.now(), actor=read_actor(request)
        )
        return self._go_back(request, workstation, ended)

    @method_decorator(require_POST)
    def revoke_one(
        self, request: HttpRequest, workstation_id: uuid.UUID, token_id: uuid.UUID
    ) -> HttpResponse:
        """Ends one token of the workstation."""
        workstation = self._get_changeable(request, workstation_id)
        token = get_object_or_404(
            workstation.tokens.select_related("workstation__branch"), pk=token_id
        )
        ended = revoke_token(token=token, now=timezone.now(), actor=read_actor(request))
        return self._go_back(request, workstation, int(ended))

    def _show_code(
        self, request: HttpRequest, workstation_id: uuid.UUID, *, ends_older_tokens: bool
    ) -> HttpResponse:
        workstation = self._get_changeable(request, workstation_id)
        new = create_enrolment_code(
            workstation=workstation,
            created_by=get_staff_user(request),
            now=timezone.now(),
            ends_older_tokens=ends_older_tokens,
            actor=read_actor(request),
        )
        address = request.build_absolute_uri(reverse(ENROLMENT_URL_NAME))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Einrichtungscode"),
            "opts": self.opts,
            "workstation": workstation,
            "new": new,
            "address": address,
            "picture": draw_code(f"{address}#{new.code}"),
            "overlap_hours": settings.TOKEN_OVERLAP_HOURS if ends_older_tokens else None,
        }
        return TemplateResponse(
            request, "admin/interfaces/workstation/enrolment_code.html", context
        )

    def _go_back(self, request: HttpRequest, workstation: Workstation, ended: int) -> HttpResponse:
        text = ngettext(
            "%(count)s Zugangsschlüssel gesperrt.", "%(count)s Zugangsschlüssel gesperrt.", ended
        )
        messages.success(request, text % {"count": ended})
        return redirect(reverse("admin:interfaces_workstation_change", args=[workstation.pk]))

    def _get_changeable(self, request: HttpRequest, workstation_id: uuid.UUID) -> Workstation:
        workstation: Workstation = get_object_or_404(
            self.get_queryset(request).select_related("branch__chain"), pk=workstation_id
        )
        if not self.has_change_permission(request, workstation):
            raise PermissionDenied
        return workstation


def list_tokens(workstation: Workstation, *, now: datetime) -> list[dict[str, Any]]:
    """The latest tokens as the page shows them; their digests are not among it."""
    return [
        {
            "row": row,
            "standing": show_standing(row, now=now),
            "last_used": show_moment(row.last_used_at, now=now) if row.last_used_at else "–",
            "is_open": row.is_open(now),
        }
        for row in workstation.tokens.all()[:MOST_TOKENS_SHOWN]
    ]


def show_standing(token: WorkstationToken, *, now: datetime) -> SafeString:
    """Whether it still lets the till in, and how long."""
    if token.revoked_at is not None:
        return show_badge(Tone.OFF, _("gesperrt"))
    if token.expires_at is None:
        return show_badge(Tone.BOOKED, _("gültig"))
    if token.expires_at <= now:
        return show_badge(Tone.OFF, _("abgelaufen"))
    until = formats.date_format(timezone.localtime(token.expires_at), "DATETIME_FORMAT")
    return show_badge(Tone.QUEUED, _("gültig bis %(until)s") % {"until": until})


def draw_code(text: str) -> SafeString:
    """A QR code as SVG, black on white in every theme, without styles."""
    picture = segno.make(text, error="m", micro=False)
    return mark_safe(picture.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S308  (paths that segno computed; the text is not in it)
