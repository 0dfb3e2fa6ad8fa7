"""Signing in and out: what django-axes counts and shows, and the record of it.

axes asks here for what it counts, because it also counts wrong passwords entered to reveal a stored
one. Those are filed under a name of their own and never lock anything here; `interfaces.reveal`
locks the reveal by itself.
"""

import sys
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AbstractUser, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, read_actor, record_deed
from interfaces.reveal import PURPOSE
from payback_site.sessions import SIGN_OUT_REASON

Credentials = dict[str, Any] | None
TOO_MANY_REQUESTS = 429


def get_failure_limit(_request: HttpRequest, credentials: Credentials) -> int:
    """So many wrong entries lock signing in; those of a reveal never do."""
    return sys.maxsize if _is_reveal(credentials) else settings.SIGN_IN_FAILURES_ALLOWED


def name_attempt(request: HttpRequest, credentials: Credentials) -> str | None:
    """Under which name axes files an attempt. No user name may hold brackets."""
    username: str | None = (credentials or request.POST).get("username")
    return f"{username} (reveal)" if _is_reveal(credentials) else username


def get_remote_address(request: HttpRequest) -> str | None:
    """Where the connection comes from; a proxy in front must set REMOTE_ADDR."""
    return request.META.get("REMOTE_ADDR") or None


def show_lockout(
    request: HttpRequest, _response: HttpResponse | None, credentials: Credentials
) -> HttpResponse:
    """The page for whoever entered a wrong password too often, with the moment it ends."""
    now = timezone.now()
    until = _find_end_of_lockout(request, credentials, now)
    context = {**admin.site.each_context(request), "title": _("Anmeldung gesperrt"), "until": until}
    response = render(request, "admin/locked_out.html", context, status=TOO_MANY_REQUESTS)
    response["Retry-After"] = str(max(1, round((until - now).total_seconds())))
    return response


@receiver(user_logged_in, dispatch_uid="record_sign_in")
def record_sign_in(request: HttpRequest, **_others: Any) -> None:
    """Somebody came in. A program that signs a user in without a request is not somebody."""
    if request.method is not None:
        _record(DeedKind.SIGN_IN, DeedOutcome.DONE, read_actor(request))


@receiver(user_logged_out, dispatch_uid="record_sign_out")
def record_sign_out(request: HttpRequest, user: AbstractUser | None, **_others: Any) -> None:
    """Somebody left or was sent away."""
    if request.method is not None and user is not None:
        reason = request.META.get(SIGN_OUT_REASON, "")
        _record(DeedKind.SIGN_OUT, DeedOutcome.DONE, read_actor(request), reason)


@receiver(user_login_failed, dispatch_uid="record_failed_sign_in")
def record_failed_sign_in(
    request: HttpRequest | None, credentials: dict[str, Any], **_others: Any
) -> None:
    """Somebody did not come in.

    A name is kept only when it is a user's: people also type passwords into the field for it.
    """
    if request is None or _is_reveal(credentials):
        return
    actor = read_actor(request)
    user = User.objects.filter(username=credentials.get("username")).first()
    _record(
        DeedKind.SIGN_IN,
        DeedOutcome.LOCKED if _was_locked_before(request) else DeedOutcome.WRONG_PASSWORD,
        Actor(
            user_key=user.pk if user else None,
            username=user.get_username() if user else "",
            remote_address=actor.remote_address,
            request_id=actor.request_id,
        ),
        "" if user else _("Benutzername unbekannt"),
    )


def _record(kind: DeedKind, outcome: DeedOutcome, actor: Actor, detail: str = "") -> None:
    record_deed(
        kind=kind, outcome=outcome, actor=actor, about=None, at=timezone.now(), detail=detail
    )


def _is_reveal(credentials: Credentials) -> bool:
    return credentials is not None and credentials.get("purpose") == PURPOSE


def _was_locked_before(request: HttpRequest) -> bool:
    """Whether axes refused to look at the password at all; the entry that locks was looked at."""
    is_locked = getattr(request, "axes_locked_out", False)
    return is_locked and getattr(request, "axes_failures_since_start", None) is None


def _find_end_of_lockout(request: HttpRequest, credentials: Credentials, now: datetime) -> datetime:
    """When the last entry that counted is old enough; those made meanwhile do not count."""
    last = (
        AccessAttempt.objects.filter(
            username=name_attempt(request, credentials), ip_address=get_remote_address(request)
        )
        .order_by("-attempt_time")
        .first()
    )
    began: datetime = last.attempt_time if last else now
    return began + settings.AXES_COOLOFF_TIME
