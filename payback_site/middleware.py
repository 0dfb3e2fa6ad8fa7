"""What every request begins with and every response carries."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from pghistory.middleware import HistoryMiddleware as PghistoryMiddleware

from interfaces.deeds import read_actor
from interfaces.recording import describe_actor
from payback_site.database import replace_dead_connections
from payback_site.logs import REQUEST_ID

UNAVAILABLE = 503
TILL_API = "/api/"


class DatabaseMiddleware:
    """Looks after the idle database connections when a dead one has failed a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == UNAVAILABLE:
            replace_dead_connections()
        return response


class LanguageMiddleware:
    """Every request begins in German and leaves its thread as it found it.

    LocaleMiddleware, further in, chooses the request's own language and never takes it back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(settings.LANGUAGE_CODE):
            return self.get_response(request)


class RequestIdMiddleware:
    """Sets `X-Request-ID`, the id that stands in every log line of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        request.META[REQUEST_ID] = request_id
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class HistoryMiddleware(PghistoryMiddleware):
    """Names user, address, request and page as the cause of what a request changes.

    Not for tills: it costs a little with every statement that writes, and the one thing they change
    that has a history, their enrolment, names its cause itself.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        of_a_till = request.path.startswith(TILL_API)
        answer = self.get_response if of_a_till else super().__call__
        response: HttpResponseBase = answer(request)
        return response

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        actor = read_actor(request)
        structlog.contextvars.bind_contextvars(user_id=actor.user_key)
        return {**describe_actor(actor), "page": request.path}
