"""One delivery on its way: started is committed first, no call happens inside a transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from interfaces.payback.client import PaybackClient
from interfaces.payback.errors import PaybackError
from transactions import crash_points
from transactions.choices import State
from transactions.sending.claim import Claim, claim_delivery, claim_next
from transactions.sending.message import build_purchase
from transactions.sending.record import record_result
from transactions.sending.verdict import CallResult, read_answer, read_error

logger = structlog.get_logger(__name__)
ROWS_PER_RING = 200


def send_delivery(*, delivery_id: uuid.UUID, clock: Callable[[], datetime]) -> int:
    """Carries this delivery to PAYBACK, and after it others that wait for the same interface.

    Nothing happens when the row is not due or somebody else has it. The number of calls made.
    """
    claim = claim_delivery(delivery_id=delivery_id, now=clock())
    calls = 0
    while claim is not None:
        calls += carry(claim, clock)
        if calls >= ROWS_PER_RING:
            break
        claim = claim_next(interface=claim.interface, now=clock())
    return calls


def carry(claim: Claim, clock: Callable[[], datetime]) -> bool:
    """Calls PAYBACK for a claimed row and records the end; False when the claim was lost before."""
    crash_points.reach("after_claim")
    started_at = clock()
    moved = claim.delivery.move(
        to=State.STARTED,
        at=started_at,
        lease_until=started_at + timedelta(seconds=settings.LEASE_SECONDS),
        possible_arrivals=claim.delivery.possible_arrivals + 1,
    )
    if not moved:
        return False
    crash_points.reach("after_started")
    result = _call(claim)
    crash_points.reach("before_record")
    record_result(claim=claim, result=result, now=clock())
    crash_points.reach("after_record")
    logger.info(
        "delivery_carried",
        delivery=str(claim.delivery.pk),
        verdict=result.verdict.value,
        result_code=result.code,
        duration_ms=result.record.duration_ms,
    )
    return True


def _call(claim: Claim) -> CallResult:
    interface = claim.interface
    client = PaybackClient(
        endpoint=interface.endpoint,
        credentials=claim.route.credentials,
        profile=interface.profile,
        observe=crash_points.reach,
    )
    try:
        answer, record = client.process_purchase(build_purchase(claim.delivery.transaction))
    except PaybackError as error:
        return read_error(error)
    return read_answer(answer, record)
