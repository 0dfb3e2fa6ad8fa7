"""One delivery on its way: started is committed first, no call happens inside a transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from interfaces.payback.client import PaybackClient
from interfaces.payback.errors import PaybackError
from interfaces.payback.messages import BookingAnswer
from interfaces.payback.profile import WireProfile
from interfaces.payback.records import CallRecord
from transactions import crash_points
from transactions.choices import Kind, State
from transactions.dispatch import wake_worker
from transactions.sending.claim import Claim, claim_delivery, claim_next, find_next
from transactions.sending.message import build_purchase, build_refund, build_reversal
from transactions.sending.record import record_result
from transactions.sending.verdict import CallResult, read_answer, read_error

logger = structlog.get_logger(__name__)
ROWS_PER_RING = 200


def send_delivery(*, delivery_id: uuid.UUID, clock: Callable[[], datetime]) -> int:
    """Carries this delivery to PAYBACK, and after it others that wait for the same interface.

    Nothing happens when the row is not due, another worker has it, or its interface has no slot.
    After `ROWS_PER_RING` calls another ring goes on with the interface, behind whatever rang
    meanwhile. The number of calls made.
    """
    claim = claim_delivery(delivery_id=delivery_id, now=clock())
    calls = 0
    while claim is not None:
        calls += carry(claim, clock)
        interface, after = claim.interface, claim.delivery.branch_id
        if calls >= ROWS_PER_RING:
            _pass_on(find_next(interface=interface, after=after, now=clock()))
            break
        claim = claim_next(interface=interface, after=after, now=clock())
    return calls


Answer = tuple[BookingAnswer, CallRecord]


def carry(
    claim: Claim,
    clock: Callable[[], datetime],
    ask: Callable[[Claim], Answer] | None = None,
) -> bool:
    """Calls PAYBACK for a claimed row and records the end; False when the claim was lost before.

    `ask` makes the call where the row alone does not say everything.
    """
    crash_points.reach("after_claim")
    started_at = clock()
    moved = claim.delivery.move(
        to=State.STARTED,
        at=started_at,
        lease_until=started_at + timedelta(seconds=claim.lease_seconds),
        possible_arrivals=claim.delivery.possible_arrivals + 1,
    )
    if not moved:
        return False
    crash_points.reach("after_started")
    result = _call(claim, ask or ask_by_row)
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


def ask_by_row(claim: Claim) -> Answer:
    """The call that a stored row stands for."""
    row, client = claim.delivery.transaction, build_client(claim, claim.interface.profile)
    if row.original is None:
        return client.process_purchase(build_purchase(row))
    if row.kind == Kind.REFUND:
        return client.refund_purchase(build_refund(row, row.original))
    reversal = build_reversal(row, row.original)
    if row.original.kind == Kind.REDEEM:
        return client.reverse_redemption(reversal)
    return client.reverse_collect(reversal)


def _pass_on(delivery_id: uuid.UUID | None) -> None:
    if delivery_id is not None:
        wake_worker(delivery_id)


def build_client(claim: Claim, profile: WireProfile) -> PaybackClient:
    """The client of the interface that was claimed with the row."""
    return PaybackClient(
        endpoint=claim.interface.endpoint,
        credentials=claim.route.credentials,
        profile=profile,
        observe=crash_points.reach,
    )


def _call(claim: Claim, ask: Callable[[Claim], Answer]) -> CallResult:
    try:
        answer, record = ask(claim)
    except PaybackError as error:
        return read_error(error)
    return read_answer(answer, record, row=claim.delivery.transaction)
