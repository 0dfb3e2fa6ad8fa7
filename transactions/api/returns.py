"""Goods that come back, and sales that never happened."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Router

from transactions.api.access import TillRequest, WorkstationBearer, WorkstationThrottle
from transactions.api.posting import OPENAPI_EXTRA, RESPONSES_WITH_ORIGINAL, post_transaction
from transactions.services import Acceptance, Idempotency, accept_refund, accept_reversal
from transactions.validation import build_refund, build_reversal
from transactions.validation.requests import RefundRequest, ReversalRequest

router = Router(tags=["transactions"], auth=WorkstationBearer(), throttle=WorkstationThrottle())


@router.post(
    "/refunds",
    response=RESPONSES_WITH_ORIGINAL,
    summary="Goods of an earlier receipt come back",
    openapi_extra=OPENAPI_EXTRA,
)
def post_refund(request: TillRequest, body: RefundRequest) -> HttpResponse:
    """Stored when this answers; waits for its original, then is sent by itself."""

    def accept(idempotency: Idempotency, now: datetime) -> Acceptance:
        return accept_refund(
            workstation=request.auth,
            command=build_refund(request=body),
            idempotency=idempotency,
            now=now,
        )

    return post_transaction(request, accept)


@router.post(
    "/reversals",
    response=RESPONSES_WITH_ORIGINAL,
    summary="An earlier transaction never happened (Storno)",
    openapi_extra=OPENAPI_EXTRA,
)
def post_reversal(request: TillRequest, body: ReversalRequest) -> HttpResponse:
    """One per transaction; what was not sent yet never will be."""

    def accept(idempotency: Idempotency, now: datetime) -> Acceptance:
        return accept_reversal(
            workstation=request.auth,
            command=build_reversal(request=body),
            idempotency=idempotency,
            now=now,
        )

    return post_transaction(request, accept)
