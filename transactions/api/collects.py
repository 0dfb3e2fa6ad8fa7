"""Collect points, and read what became of it."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from interfaces.clock import get_database_time
from transactions import crash_points
from transactions.api.access import TillRequest, WorkstationBearer, WorkstationThrottle
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
from transactions.api.problems import Problem
from transactions.queries import get_branch_delivery, wait_for_outcome
from transactions.services import Acceptance, accept_collect, find_acceptance, remember_answer
from transactions.validation import CollectRequest, build_collect

router = Router(tags=["transactions"], auth=WorkstationBearer(), throttle=WorkstationThrottle())


@router.post(
    "/collects",
    response={
        201: TransactionAnswer,
        202: TransactionAnswer,
        (400, 401, 409, 413, 422, 429, 503): ProblemAnswer,
    },
    summary="Collect points for a receipt",
    openapi_extra={"parameters": [IDEMPOTENCY_KEY_PARAMETER, PREFER_PARAMETER]},
)
def post_collect(request: TillRequest, body: CollectRequest) -> HttpResponse:
    """Stored when this answers; sent to PAYBACK by itself, also after any failure."""
    idempotency, now = read_idempotency(request), get_database_time()
    acceptance = find_acceptance(workstation=request.auth, idempotency=idempotency, now=now)
    if acceptance is None:
        acceptance = accept_collect(
            workstation=request.auth,
            command=build_collect(request=body, chain=request.auth.branch.chain),
            idempotency=idempotency,
            now=now,
        )
    if acceptance.replay is not None:
        return respond(
            status=acceptance.key.status or 202,
            answer=acceptance.replay,
            headers={**_locate(acceptance.replay), "Idempotency-Replayed": "true"},
        )
    return _answer_acceptance(request, acceptance)


@router.get(
    "/transactions/{uuid:transaction_id}",
    response={200: TransactionAnswer, (401, 404, 429, 503): ProblemAnswer},
    summary="State and outcome of one transaction",
    openapi_extra={"parameters": [PREFER_PARAMETER]},
)
def get_transaction(request: TillRequest, transaction_id: uuid.UUID) -> HttpResponse:
    """Only transactions of the workstation's own branch are found."""
    delivery = get_branch_delivery(transaction_id=transaction_id, workstation=request.auth)
    if delivery is None:
        raise Problem("not_found")
    seconds = read_wait_seconds(request)
    if seconds and not delivery.is_final:
        delivery = wait_for_outcome(transaction_id=transaction_id, seconds=seconds)
    return respond(status=200, answer=build_answer(delivery), headers=_name_applied(seconds))


def _answer_acceptance(request: HttpRequest, acceptance: Acceptance) -> HttpResponse:
    seconds = read_wait_seconds(request)
    delivery = wait_for_outcome(transaction_id=acceptance.transaction.pk, seconds=seconds)
    answer, status = build_answer(delivery), choose_status(delivery)
    crash_points.reach("before_answer")
    remember_answer(key=acceptance.key, status=status, answer=answer)
    return respond(
        status=status, answer=answer, headers={**_locate(answer), **_name_applied(seconds)}
    )


def _locate(answer: dict[str, Any]) -> dict[str, str]:
    return {"Location": answer["links"]["self"]}


def _name_applied(seconds: int) -> dict[str, str]:
    return {"Preference-Applied": f"wait={seconds}"} if seconds else {}
