"""Writing down how a call ended: the attempt always, the new state if nobody was faster."""

from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from transactions.backoff import get_retry_pause
from transactions.choices import State, Verdict
from transactions.models import Attempt
from transactions.sending.claim import Claim, lock_gate
from transactions.sending.verdict import CallResult, NextStep, decide_next_step

logger = structlog.get_logger(__name__)
NEVER_ARRIVED = frozenset({Verdict.NOT_SENT, Verdict.MISCONFIGURED, Verdict.UNFIT})


def record_result(*, claim: Claim, result: CallResult, now: datetime) -> bool:
    """Writes the attempt, the verdict and the gate's count in one short transaction.

    False: a sweep or another worker moved the row on meanwhile; the attempt is written all the
    same, the state is left alone.
    """
    delivery = claim.delivery
    with transaction.atomic():
        _write_attempt(claim, result, now)
        _note_at_gate(claim, result, now)
        arrivals = delivery.possible_arrivals
        step = decide_next_step(result, earlier_arrivals=arrivals - 1)
        if result.verdict in NEVER_ARRIVED:
            arrivals -= 1
        moved = delivery.move(
            to=step.state,
            at=now,
            reason=step.reason,
            possible_arrivals=arrivals,
            code=result.code,
            **_build_changes(claim, result, step, now),
        )
    if not moved:
        logger.warning("late_worker", delivery=str(delivery.pk), verdict=result.verdict.value)
    return moved


def _build_changes(
    claim: Claim, result: CallResult, step: NextStep, now: datetime
) -> dict[str, Any]:
    if step.state == State.BOOKED:
        return {
            "points": result.points,
            "balance": result.balance,
            "applied_coupons": result.applied_coupons,
        }
    if not step.retries:
        return {}
    pause = get_retry_pause(
        failures=claim.delivery.attempt_number,
        first_seconds=settings.RETRY_FIRST_SECONDS,
        cap_seconds=settings.RETRY_CAP_SECONDS,
    )
    return {"due_at": now + pause}


def _write_attempt(claim: Claim, result: CallResult, now: datetime) -> None:
    record = result.record
    Attempt.objects.create(
        delivery=claim.delivery,
        interface=claim.interface,
        number=claim.delivery.attempt_number,
        verdict=result.verdict,
        code=result.code,
        recorded_at=now,
        duration_ms=record.duration_ms,
        origin=record.origin,
        http_status=record.http_status,
        request_masked=record.request_masked,
        answer_masked=record.answer_masked,
    )


def _note_at_gate(claim: Claim, result: CallResult, now: datetime) -> None:
    """Counts the end of the call, unless it was made with settings that changed meanwhile."""
    gate = lock_gate(interface=claim.interface)
    if gate.settings_fingerprint != claim.delivery.settings_fingerprint:
        return
    match result.verdict:
        case Verdict.MISCONFIGURED:
            gate.note_rejection(at=now)
        case Verdict.NOT_SENT | Verdict.UNKNOWN:
            gate.note_failure(at=now)
        case Verdict.UNFIT:
            return
        case _:
            gate.note_answer()
