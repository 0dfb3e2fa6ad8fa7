"""What every request begins with and every response carries."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from payback_site.database import replace_dead_connections
from payback_site.logs import REQUEST_ID

UNAVAILABLE = 503


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
