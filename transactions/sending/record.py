"""Writing down how a call ended: the attempt always, the new state if nobody was faster."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from transactions.backoff import get_retry_pause
from transactions.choices import Kind, Reason, State, Verdict
from transactions.models import Attempt, Delivery
from transactions.outbox import Undoing, open_reversal, settle_followers
from transactions.queries import get_chain_rules
from transactions.sending.claim import Claim, lock_gate
from transactions.sending.redeem_rule import decide_redemption
from transactions.sending.reversal_rule import decide_reversal, get_reversal_pause
from transactions.sending.verdict import CallResult, NextStep, decide_next_step

logger = structlog.get_logger(__name__)
UNDOABLE = frozenset({State.BOOKED, State.UNKNOWN, State.ATTENTION})
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
        original = _lock_original(delivery)
        arrivals = delivery.possible_arrivals
        step = _decide(result, delivery, original, now)
        if result.verdict in NEVER_ARRIVED or not step.counts:
            arrivals -= 1
        moved = delivery.move(
            to=step.state,
            at=now,
            reason=step.reason,
            possible_arrivals=arrivals,
            code=result.code,
            **_build_changes(claim, result, step, now),
        )
        if moved:
            _follow_up(delivery, original, step, now)
    if not moved:
        logger.warning("late_worker", delivery=str(delivery.pk), verdict=result.verdict.value)
    return moved


def _lock_original(delivery: Delivery) -> Delivery | None:
    if delivery.transaction.original_id is None:
        return None
    return (
        Delivery.objects.select_related("transaction")
        .select_for_update(of=("self",), no_key=True)
        .get(transaction=delivery.transaction.original_id)
    )


def _decide(
    result: CallResult, delivery: Delivery, original: Delivery | None, now: datetime
) -> NextStep:
    earlier_arrivals = delivery.possible_arrivals - 1
    if delivery.transaction.kind == Kind.REDEEM:
        return decide_redemption(result)
    if original is not None and delivery.transaction.kind == Kind.REVERSAL:
        return decide_reversal(
            result,
            reversal=delivery,
            original=original,
            earlier_arrivals=earlier_arrivals,
            now=now,
        )
    return decide_next_step(result, earlier_arrivals=earlier_arrivals)


def _follow_up(
    delivery: Delivery, original: Delivery | None, step: NextStep, now: datetime
) -> None:
    """What a decision means for the rows around it."""
    if step.reason == Reason.REVERSAL_OVERDUE:
        logger.error("reversal_overdue", delivery=str(delivery.pk), code=delivery.code)
    if delivery.transaction.kind == Kind.REDEEM and step.state == State.UNKNOWN:
        due_at = now + get_reversal_pause(failures=0)
        open_reversal(delivery, undoing=Undoing(), due_at=due_at, now=now)
    if original is None:
        settle_followers(delivery, now=now)
        return
    if step.original is not None and State(original.state) in UNDOABLE:
        original.move(to=step.original, at=now)
    settle_followers(original, now=now)


def _build_changes(
    claim: Claim, result: CallResult, step: NextStep, now: datetime
) -> dict[str, Any]:
    if step.state == State.BOOKED:
        return {
            "points": result.points,
            "balance": result.balance,
            "applied_coupons": result.applied_coupons,
            "confirm_by": _choose_confirm_by(claim.delivery, now),
        }
    changes: dict[str, Any] = {}
    if step.retries:
        changes["due_at"] = now + _choose_pause(claim.delivery)
    if step.is_not_found and claim.delivery.not_found_at is None:
        changes["not_found_at"] = now
    return changes


def _choose_confirm_by(delivery: Delivery, now: datetime) -> datetime | None:
    if delivery.transaction.kind != Kind.REDEEM:
        return None
    rules = get_chain_rules(chain=delivery.transaction.workstation.branch.chain_id)
    return now + timedelta(minutes=rules.confirm_minutes)


def _choose_pause(delivery: Delivery) -> timedelta:
    if delivery.transaction.kind == Kind.REVERSAL:
        return get_reversal_pause(failures=delivery.attempt_number)
    return get_retry_pause(
        failures=delivery.attempt_number,
        first_seconds=settings.RETRY_FIRST_SECONDS,
        cap_seconds=settings.RETRY_CAP_SECONDS,
    )


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
