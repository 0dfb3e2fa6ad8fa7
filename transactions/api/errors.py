"""From exceptions to problems."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError
from pydantic import ValidationError as PydanticError

from transactions.api.bodies import MalformedBody, show_name
from transactions.api.problems import (
    CODE_OF_STATUS,
    PROBLEM_TYPE,
    PROBLEMS,
    Problem,
    build_problem,
)
from transactions.services import (
    AlreadyReversed,
    CaptureUsed,
    ConfirmationTooLate,
    KeyBusy,
    KeyReused,
    LineNotOnOriginal,
    NotReversible,
    OriginalNotFound,
    ReceiptReused,
    RefundTooLarge,
    WorkstationNotReady,
)
from transactions.validation import FieldError, InvalidRequest

API_PREFIX = "/api/"
RETRY_SECONDS = "2"
CONTENT_HEADERS = frozenset({"Content-Type", "Content-Length"})
MOST_ERRORS = 50


def install_error_handlers(api: NinjaAPI) -> None:
    """Every exception of the API becomes an entry of the table of problems."""
    for kind, translate in _TRANSLATIONS.items():
        api.add_exception_handler(kind, _build_handler(translate))


class ProblemMiddleware:
    """What Django itself answers below /api/ (wrong address or method, crash) is a problem too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(API_PREFIX):
            return response
        if response.headers.get("Content-Type", "") == PROBLEM_TYPE:
            return response
        code = CODE_OF_STATUS.get(response.status_code, "internal")
        kept = {name: value for name, value in response.items() if name not in CONTENT_HEADERS}
        return build_problem(Problem(code, headers=kept))


def translate_refusal(error: Exception) -> Problem | None:
    """The problem of one item among several; None where the whole request has failed."""
    translate = _TRANSLATIONS.get(type(error))
    problem = translate(error) if translate else None
    return problem if problem is not None and PROBLEMS[problem.code].status < 500 else None


def list_field_errors(error: PydanticError) -> list[FieldError]:
    """The fields that a model of ours refused."""
    return [
        _name_field({**row, "loc": ("item", *row["loc"])}) for row in error.errors()[:MOST_ERRORS]
    ]


def _build_handler(
    translate: Callable[[Any], Problem],
) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handle(_request: HttpRequest, error: Any) -> HttpResponse:
        return build_problem(translate(error))

    return handle


def _translate_http_error(error: HttpError) -> Problem:
    if isinstance(error.__cause__, MalformedBody):
        return Problem("malformed_body", detail=str(error.__cause__))
    return Problem(CODE_OF_STATUS.get(error.status_code, "internal"))


def _translate_validation_error(error: ValidationError) -> Problem:
    return Problem("invalid", errors=[_name_field(row) for row in error.errors[:MOST_ERRORS]])


def _name_field(row: dict[str, Any]) -> FieldError:
    place = [show_name(str(part)) for part in row["loc"]]
    path = ".".join(place[2:]) if place[:1] == ["body"] else ".".join(place[1:])
    context = dict(row.get("ctx", {}))
    if row["type"] == "enum":
        context["expected"] = ", ".join(_QUOTED.findall(context["expected"]))
    sentence = _SENTENCES.get(row["type"])
    return FieldError(path or "body", str(sentence) % context if sentence else row["msg"])


_QUOTED = re.compile(r"'([^']*)'")
_SENTENCES: dict[str, Promise] = {
    "missing": _lazy("Dieses Feld fehlt."),
    "extra_forbidden": _lazy("Dieses Feld ist unbekannt."),
    "string_type": _lazy("Bitte einen Text senden."),
    "string_unicode": _lazy("Der Text enthält ungültige Zeichen."),
    "invalid_key": _lazy("Der Name eines Feldes enthält ungültige Zeichen."),
    "string_too_long": _lazy("Höchstens %(max_length)s Zeichen."),
    "string_too_short": _lazy("Dieses Feld darf nicht leer sein."),
    "too_long": _lazy("Höchstens %(max_length)s Einträge."),
    "too_short": _lazy("Mindestens %(min_length)s Eintrag."),
    "list_type": _lazy("Bitte eine Liste senden."),
    "bool_type": _lazy("Bitte true oder false senden."),
    "enum": _lazy("Erlaubt sind: %(expected)s."),
    "model_attributes_type": _lazy("Bitte ein JSON-Objekt senden."),
    "model_type": _lazy("Bitte ein JSON-Objekt senden."),
}
_TRANSLATIONS: dict[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda error: error,
    ValidationError: _translate_validation_error,
    InvalidRequest: lambda error: Problem("invalid", errors=error.errors),
    MalformedBody: lambda error: Problem("malformed_body", detail=str(error)),
    HttpError: _translate_http_error,
    Throttled: lambda _error: Problem("too_many_requests"),
    RequestDataTooBig: lambda _error: Problem("body_too_large"),
    WorkstationNotReady: lambda error: Problem(
        "not_ready", reason=(error.reason.value, str(error.reason.label))
    ),
    OriginalNotFound: lambda _error: Problem("original_not_found"),
    AlreadyReversed: lambda _error: Problem("already_reversed"),
    NotReversible: lambda _error: Problem("not_reversible"),
    RefundTooLarge: lambda _error: Problem("refund_too_large"),
    LineNotOnOriginal: lambda error: Problem(
        "invalid",
        errors=[
            FieldError(
                f"lines.{error.position}",
                _("Diese Zeile steht nicht auf dem ursprünglichen Beleg."),
            )
        ],
    ),
    ConfirmationTooLate: lambda _error: Problem("confirmation_too_late"),
    CaptureUsed: lambda _error: Problem("order_used"),
    ReceiptReused: lambda _error: Problem(
        "receipt_reused",
        errors=[
            FieldError(
                "receipt_number", _("Diese Belegnummer wurde schon mit anderem Inhalt gemeldet.")
            )
        ],
    ),
    KeyReused: lambda _error: Problem("key_reused"),
    KeyBusy: lambda _error: Problem("key_busy", headers={"Retry-After": "1"}),
    OperationalError: lambda _error: Problem("unavailable", headers={"Retry-After": RETRY_SECONDS}),
    InterfaceError: lambda _error: Problem("unavailable", headers={"Retry-After": RETRY_SECONDS}),
    Http404: lambda _error: Problem("not_found"),
}
