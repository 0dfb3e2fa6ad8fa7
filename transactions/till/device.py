"""The browser that is a till: which workstation it is, and how it becomes one."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from interfaces.authentication import authenticate_workstation
from interfaces.models import Workstation

_SALT = "till page"


def find_workstation(request: HttpRequest, *, now: datetime) -> Workstation | None:
    """The workstation whose valid token the browser holds; None for every other browser."""
    token = _read_token(request)
    if not token:
        return None
    return authenticate_workstation(
        token=token,
        remote_address=read_remote_address(request),
        now=now,
        client_version="Kasse im Browser",
    )


def hand_over(response: HttpResponse, token: str) -> None:
    """Puts the token where only this server reads it, and only on its own pages."""
    response.set_signed_cookie(
        settings.TILL_COOKIE_NAME,
        token,
        salt=_SALT,
        max_age=settings.TILL_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def renew(request: HttpRequest, response: HttpResponse) -> None:
    """Lets the cookie last on; the token's own end is not touched."""
    token = _read_token(request)
    if token:
        hand_over(response, token)


def read_remote_address(request: HttpRequest) -> str:
    """Where the connection comes from; a proxy in front must set REMOTE_ADDR."""
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


def _read_token(request: HttpRequest) -> str:
    return request.get_signed_cookie(settings.TILL_COOKIE_NAME, default="", salt=_SALT) or ""
