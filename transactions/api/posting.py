"""What every POST that creates a transaction has in common."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from interfaces.clock import get_database_time
from transactions import crash_points
from transactions.api.access import TillRequest
from transactions.api.answers import (
    ProblemAnswer,
    TransactionAnswer,
    build_answer,
    choose_status,
    respond,
)
from transactions.api.headers import (
    IDEMPOTENCY_KEY_PARAMETER,
    PREFER_PARAMETER,
    read_idempotency,
    read_wait_seconds,
)
from transactions.queries import wait_for_outcome
from transactions.services import Acceptance, Idempotency, find_acceptance, remember_answer

RESPONSES: dict[Any, Any] = {
    201: TransactionAnswer,
    202: TransactionAnswer,
    (400, 401, 409, 413, 422, 429, 503): ProblemAnswer,
}
RESPONSES_WITH_ORIGINAL: dict[Any, Any] = RESPONSES | {404: ProblemAnswer}
OPENAPI_EXTRA: dict[str, Any] = {"parameters": [IDEMPOTENCY_KEY_PARAMETER, PREFER_PARAMETER]}


def post_transaction(
    request: TillRequest,
    accept: Callable[[Idempotency, datetime], Acceptance],
    *,
    send: Callable[[Acceptance], None] | None = None,
    secret: str = "",
    wait_seconds: int = 0,
) -> HttpResponse:
    """Accepts what was posted, or repeats what was answered to this key before.

    :param send: carries a new transaction to PAYBACK before the answer.
    :param secret: a field of the body that takes no part in telling requests apart.
    :param wait_seconds: how long the answer is held where the till does not say.
    """
    idempotency, now = read_idempotency(request, secret=secret), get_database_time()
    acceptance = find_acceptance(workstation=request.auth, idempotency=idempotency, now=now)
    if acceptance is None:
        acceptance = accept(idempotency, now)
    if acceptance.replay is not None:
        return respond(
            status=acceptance.key.status or 202,
            answer=acceptance.replay,
            headers={**_locate(acceptance.replay), "Idempotency-Replayed": "true"},
        )
    if send is not None and acceptance.is_new:
        send(acceptance)
    return _answer(acceptance, read_wait_seconds(request, default=wait_seconds), request)


def name_applied(seconds: int) -> dict[str, str]:
    """The header that says how long the answer could be held."""
    return {"Preference-Applied": f"wait={seconds}"} if seconds else {}


def _answer(acceptance: Acceptance, seconds: int, request: HttpRequest) -> HttpResponse:
    delivery = wait_for_outcome(transaction_id=acceptance.transaction.pk, seconds=seconds)
    answer, status = build_answer(delivery), choose_status(delivery)
    crash_points.reach("before_answer")
    remember_answer(key=acceptance.key, status=status, answer=answer)
    applied = name_applied(seconds) if "Prefer" in request.headers else {}
    return respond(status=status, answer=answer, headers={**_locate(answer), **applied})


def _locate(answer: dict[str, Any]) -> dict[str, str]:
    return {"Location": answer["links"]["self"]}
