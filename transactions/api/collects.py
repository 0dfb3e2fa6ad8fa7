"""Collect points, and read what became of a transaction."""

import uuid
from datetime import datetime

from django.http import HttpResponse
from ninja import Router

from interfaces.models import Workstation
from transactions.api.access import TillRequest, WorkstationBearer, WorkstationThrottle
from transactions.api.answers import ProblemAnswer, TransactionAnswer, build_answer, respond
from transactions.api.headers import PREFER_PARAMETER, read_wait_seconds
from transactions.api.posting import OPENAPI_EXTRA, RESPONSES, name_applied, post_transaction
from transactions.api.problems import Problem
from transactions.queries import get_branch_delivery, get_chain_rules, wait_for_outcome
from transactions.services import Acceptance, Idempotency, accept_collect, read_capture
from transactions.validation import CollectCommand, CollectRequest, build_collect

router = Router(tags=["transactions"], auth=WorkstationBearer(), throttle=WorkstationThrottle())


@router.post(
    "/collects",
    response=RESPONSES,
    summary="Collect points for a receipt",
    openapi_extra=OPENAPI_EXTRA,
)
def post_collect(request: TillRequest, body: CollectRequest) -> HttpResponse:
    """Stored when this answers; sent to PAYBACK by itself, also after any failure."""

    def accept(idempotency: Idempotency, now: datetime) -> Acceptance:
        return take_collect(request.auth, body, idempotency, now)

    return post_transaction(request, accept)


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
    return respond(status=200, answer=build_answer(delivery), headers=name_applied(seconds))


def take_collect(
    workstation: Workstation, body: CollectRequest, idempotency: Idempotency, now: datetime
) -> Acceptance:
    """Accepts one collect, posted alone or in a batch."""
    return accept_collect(
        workstation=workstation,
        command=_build_command(workstation, body),
        idempotency=idempotency,
        now=now,
    )


def _build_command(workstation: Workstation, body: CollectRequest) -> CollectCommand:
    chain, captured = workstation.branch.chain, None
    if body.order_number is not None:
        captured = read_capture(workstation=workstation, order_number=body.order_number)
    return build_collect(
        request=body,
        chain=chain,
        captured=(captured.card, captured.coupons) if captured else None,
        points_earn=get_chain_rules(chain=chain.pk).points_payments_earn,
    )
