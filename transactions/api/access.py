"""Who may call, and how often."""

import time
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from interfaces.authentication import authenticate_workstation
from interfaces.models import Workstation
from transactions.api.problems import Problem

MINUTE = 60


class TillRequest(HttpRequest):
    """A request that passed `WorkstationBearer`."""

    auth: Workstation


class WorkstationBearer(HttpBearer):
    """`Authorization: Bearer <workstation token>`."""

    def authenticate(self, request: HttpRequest, token: str) -> Workstation | None:
        return authenticate_workstation(
            token=token,
            remote_address=get_remote_address(request),
            now=timezone.now(),
            client_version=get_client_version(request),
        )

    def __call__(self, request: HttpRequest) -> Workstation:
        found: Workstation | None = super().__call__(request)
        if found is None:
            raise Problem("unauthorized", headers={"WWW-Authenticate": "Bearer"})
        return found


class WorkstationThrottle(BaseThrottle):
    """At most API_CALLS_PER_MINUTE of one workstation, counted in each web process for itself.

    Counting in the process keeps a till fast when the broker or a cache server is down; with n web
    processes the bound is up to n times the setting.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        till = cast("TillRequest", request)
        name = f"calls:{till.auth.pk}:{int(time.time()) // MINUTE}"
        cache.add(name, 0, timeout=2 * MINUTE)
        return cache.incr(name) <= settings.API_CALLS_PER_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE


def get_remote_address(request: HttpRequest) -> str:
    """Where the connection comes from; a proxy in front must set REMOTE_ADDR."""
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


def get_client_version(request: HttpRequest) -> str:
    """What software the till says it is: X-Client-Version, or else User-Agent."""
    named = request.headers.get("X-Client-Version") or request.headers.get("User-Agent")
    return str(named or "")
