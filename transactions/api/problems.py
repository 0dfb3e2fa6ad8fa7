"""Every error the API answers with: one table, one builder (RFC 9457)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.http import JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transactions.validation import FieldError

PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """The fixed part of an error: HTTP status, title, and what the till developer does about it."""

    status: int
    title: str | Promise
    detail: str | Promise


PROBLEMS: dict[str, ProblemKind] = {
    "bad_request": ProblemKind(
        400, _("Ungültige Anfrage"), _("Bitte Adresse und Kopfzeilen der Anfrage prüfen.")
    ),
    "malformed_body": ProblemKind(
        400, _("Der Inhalt ist kein gültiges JSON"), _("Bitte ein JSON-Objekt in UTF-8 senden.")
    ),
    "idempotency_key_missing": ProblemKind(
        400,
        _("Der Wiederholungsschlüssel fehlt oder ist ungültig"),
        _("Bitte die Kopfzeile Idempotency-Key mit 1 bis 128 sichtbaren ASCII-Zeichen senden."),
    ),
    "unauthorized": ProblemKind(
        401,
        _("Kein gültiger Zugangsschlüssel"),
        _("Bitte den Arbeitsplatz mit einem neuen Einrichtungscode anmelden."),
    ),
    "enrolment_refused": ProblemKind(
        403,
        _("Der Einrichtungscode gilt nicht"),
        _("Er ist falsch, abgelaufen oder schon verwendet. Bitte einen neuen Code erstellen."),
    ),
    "forbidden": ProblemKind(403, _("Nicht erlaubt"), _("Dafür fehlt die Berechtigung.")),
    "not_found": ProblemKind(404, _("Nicht gefunden"), _("Unter dieser Adresse gibt es nichts.")),
    "method_not_allowed": ProblemKind(
        405, _("Methode nicht erlaubt"), _("Die Kopfzeile Allow nennt die erlaubten Methoden.")
    ),
    "receipt_reused": ProblemKind(
        409,
        _("Diese Belegnummer wurde schon mit anderem Inhalt gemeldet"),
        _("Bitte die Belegnummer prüfen. Es wurde nichts gespeichert."),
    ),
    "original_not_found": ProblemKind(
        404,
        _("Den ursprünglichen Beleg gibt es hier nicht"),
        _("Bitte die Nummer prüfen; sie muss aus derselben Filiale sein."),
    ),
    "already_reversed": ProblemKind(
        409,
        _("Der ursprüngliche Beleg ist storniert"),
        _("Zu einem stornierten Beleg gibt es keine Rückgabe. Es wurde nichts gespeichert."),
    ),
    "not_reversible": ProblemKind(
        409,
        _("Diese Buchung kann nicht storniert werden"),
        _("PAYBACK kennt das Storno nur für Sammeln und Einlösen."),
    ),
    "refund_too_large": ProblemKind(
        409,
        _("Es kommt mehr zurück, als verkauft wurde"),
        _("Bitte frühere Rückgaben zu diesem Beleg prüfen. Es wurde nichts gespeichert."),
    ),
    "confirmation_too_late": ProblemKind(
        409,
        _("Die Einlösung wird storniert oder ist storniert"),
        _("Bitte den Betrag anders kassieren."),
    ),
    "order_used": ProblemKind(
        409,
        _("Für diesen Auftrag wurden schon Punkte gesammelt"),
        _("Ein Auftrag sammelt einmal, mit einer Rechnung. Es wurde nichts gespeichert."),
    ),
    "key_busy": ProblemKind(
        409,
        _("Dieselbe Anfrage wird gerade bearbeitet"),
        _("Bitte dieselbe Anfrage nach der Pause in Retry-After wiederholen."),
    ),
    "not_ready": ProblemKind(
        409,
        _("Dieser Arbeitsplatz ist für PAYBACK nicht bereit"),
        _("Es wurde nichts gespeichert. Bitte die Filialleitung verständigen."),
    ),
    "body_too_large": ProblemKind(
        413, _("Der Inhalt ist zu groß"), _("Bitte höchstens 256 KiB senden.")
    ),
    "invalid": ProblemKind(
        422,
        _("Die Anfrage enthält Fehler"),
        _("Es wurde nichts gespeichert. Die Felder stehen unter errors."),
    ),
    "key_reused": ProblemKind(
        422,
        _("Dieser Wiederholungsschlüssel wurde mit anderem Inhalt verwendet"),
        _("Bitte für jede neue Anfrage einen neuen Idempotency-Key wählen."),
    ),
    "too_many_requests": ProblemKind(
        429, _("Zu viele Anfragen"), _("Bitte nach der Pause in Retry-After wiederholen.")
    ),
    "internal": ProblemKind(
        500,
        _("Unerwarteter Fehler"),
        _("Bitte dieselbe Anfrage mit demselben Idempotency-Key wiederholen."),
    ),
    "payback_unavailable": ProblemKind(
        503,
        _("PAYBACK gibt gerade keine Auskunft"),
        _("Bitte später noch einmal versuchen. Der Verkauf kann weitergehen."),
    ),
    "unavailable": ProblemKind(
        503,
        _("Vorübergehend nicht verfügbar"),
        _("Bitte dieselbe Anfrage mit demselben Idempotency-Key wiederholen."),
    ),
}

CODE_OF_STATUS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    429: "too_many_requests",
    503: "unavailable",
}


class Problem(Exception):
    """Ends a request with an entry of the table.

    `detail` replaces its general advice; `reason` is put before it and added as a member, a code
    of its own with its sentence.
    """

    def __init__(
        self,
        code: str,
        *,
        detail: str = "",
        reason: tuple[str, str] | None = None,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.reason = reason
        self.errors = tuple(errors)
        self.headers = headers or {}


def build_problem(problem: Problem) -> JsonResponse:
    """The `application/problem+json` answer, texts in the language of the request."""
    return JsonResponse(
        describe_problem(problem),
        status=PROBLEMS[problem.code].status,
        content_type=PROBLEM_TYPE,
        json_dumps_params={"ensure_ascii": False},
        headers=dict(problem.headers),
    )


def describe_problem(problem: Problem) -> dict[str, Any]:
    """Its members, texts in the language of the request."""
    kind = PROBLEMS[problem.code]
    content: dict[str, Any] = {
        "type": f"urn:payback-optik:problem:{problem.code}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail or str(kind.detail),
        "code": problem.code,
        "errors": [{"field": row.field, "message": row.message} for row in problem.errors],
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    if problem.reason:
        reason_code, sentence = problem.reason
        content["reason"] = {"code": reason_code, "message": sentence}
        content["detail"] = f"{sentence} {content['detail']}"
    return content
