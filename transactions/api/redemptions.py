"""Pay with points, and confirm that the sale is closed."""

import uuid
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from ninja import Router

from interfaces.clock import get_database_time
from transactions.api.access import TillRequest, WorkstationBearer, WorkstationThrottle
from transactions.api.answers import ProblemAnswer, TransactionAnswer, build_answer, respond
from transactions.api.posting import OPENAPI_EXTRA, RESPONSES, post_transaction
from transactions.queries import get_chain_rules
from transactions.sending import send_redemption
from transactions.services import (
    Acceptance,
    Idempotency,
    accept_redemption,
    confirm_redemption,
)
from transactions.validation import build_redemption
from transactions.validation.requests import RedemptionRequest

router = Router(tags=["transactions"], auth=WorkstationBearer(), throttle=WorkstationThrottle())


@router.post(
    "/redemptions",
    response=RESPONSES,
    summary="Pay with points",
    openapi_extra=OPENAPI_EXTRA,
)
def post_redemption(request: TillRequest, body: RedemptionRequest) -> HttpResponse:
    """Answered within the deadline; what is not `booked` is paid otherwise and undone by itself.

    The PIN is sent to PAYBACK once and kept nowhere. To try again, for example after a wrong PIN,
    post with a new key.
    """

    def accept(idempotency: Idempotency, now: datetime) -> Acceptance:
        rules = get_chain_rules(chain=request.auth.branch.chain_id)
        return accept_redemption(
            workstation=request.auth,
            command=build_redemption(request=body, rules=rules),
            idempotency=idempotency,
            now=now,
        )

    def send(acceptance: Acceptance) -> None:
        send_redemption(
            delivery_id=acceptance.transaction.delivery.pk, pin=body.pin, clock=get_database_time
        )

    return post_transaction(
        request,
        accept,
        send=send,
        secret="pin",  # noqa: S106  (a field's name)
        wait_seconds=settings.REDEEM_DEADLINE_SECONDS,
    )


@router.post(
    "/redemptions/{uuid:transaction_id}/confirm",
    response={200: TransactionAnswer, (401, 404, 409, 429, 503): ProblemAnswer},
    summary="The sale that points paid is closed",
)
def confirm(request: TillRequest, transaction_id: uuid.UUID) -> HttpResponse:
    """Repeatable. Without it the redemption is undone after `confirm_by`."""
    delivery = confirm_redemption(
        transaction_id=transaction_id, workstation=request.auth, now=get_database_time()
    )
    return respond(status=200, answer=build_answer(delivery), headers={})
