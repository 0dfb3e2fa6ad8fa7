"""How long somebody stays signed in: 12 hours at most, in the back office 30 minutes idle."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

SIGN_OUT_REASON = "payback.sign_out_reason"
NOTED_EVERY = timedelta(minutes=1)
_SIGNED_IN_AT = "signed_in_at"
_SEEN_AT = "seen_at"
_NEVER = datetime.fromtimestamp(0, UTC)


class SessionLimitMiddleware:
    """Signs out whoever was signed in or idle for too long, before anything else is done.

    Everybody's session ends SESSION_COOKIE_AGE after signing in. One of the back office also ends
    when nothing was asked for during SESSION_IDLE_SECONDS; requests are noted once a minute, so it
    may end up to a minute earlier.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without the cookie nothing is asked of the session, so that tills get no "Vary: Cookie".
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._end_or_note(request, timezone.now())
        return self.get_response(request)

    def _end_or_note(self, request: HttpRequest, now: datetime) -> None:
        session = request.session
        reason = _explain_end(session, has_back_office=request.user.is_staff, now=now)
        if reason:
            request.META[SIGN_OUT_REASON] = reason
            logout(request)
            messages.info(
                request,
                _("Sie wurden abgemeldet: %(reason)s. Bitte melden Sie sich neu an.")
                % {"reason": reason},
            )
        elif now - _read(session, _SEEN_AT) >= NOTED_EVERY:
            session[_SEEN_AT] = now.isoformat()


@receiver(user_logged_in, dispatch_uid="begin_session")
def begin_session(request: HttpRequest, **_others: Any) -> None:
    """Notes when the session began."""
    now = timezone.now().isoformat()
    request.session.update({_SIGNED_IN_AT: now, _SEEN_AT: now})


def _explain_end(session: SessionBase, *, has_back_office: bool, now: datetime) -> str:
    """Why the session is over; empty while it is not."""
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if now - _read(session, _SIGNED_IN_AT) > longest:
        return _("%(hours)s Stunden seit der Anmeldung") % {"hours": longest // timedelta(hours=1)}
    idle = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    if has_back_office and now - _read(session, _SEEN_AT) > idle:
        return _("%(minutes)s Minuten ohne Tätigkeit") % {"minutes": idle // timedelta(minutes=1)}
    return ""


def _read(session: SessionBase, name: str) -> datetime:
    """A moment noted in the session; a session without it is over."""
    text = session.get(name)
    return datetime.fromisoformat(text) if text else _NEVER
