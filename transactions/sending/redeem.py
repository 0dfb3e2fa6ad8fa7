"""Paying with points, inside the till's own request: one call, a deadline, and the PIN nowhere."""

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from interfaces.payback.errors import NotSent
from interfaces.payback.operations import REDEEM
from interfaces.payback.records import CallRecord
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery
from transactions.sending.carry import Answer, build_client, carry
from transactions.sending.claim import Claim, claim_redemption
from transactions.sending.message import build_redemption

POLL_SECONDS = 0.05
SHORTEST_CALL_SECONDS = 0.25


def send_redemption(*, delivery_id: uuid.UUID, pin: str, clock: Callable[[], datetime]) -> None:
    """Sends a redemption that was accepted just now, in one try that is over by the deadline.

    Afterwards the row is booked or refused, cancelled where certainly nothing was sent, or unknown
    with its reversal in the outbox. Nothing is sent once the deadline is over. The PIN is in this
    call's memory only.
    """
    end = time.monotonic() + settings.REDEEM_DEADLINE_SECONDS
    claim = _claim_before(end, delivery_id, clock)
    if claim is None:
        cancel_unsent(delivery_id=delivery_id, now=clock())
        return

    def ask(claimed: Claim) -> Answer:
        profile = claimed.interface.profile
        left = end - time.monotonic()
        # Whoever was halted until now is taken for dead by others, and may be undone already.
        if left <= 0:
            raise NotSent("deadline", _describe_unsent(claimed))
        limit = min(profile.total_timeout_seconds, max(left, SHORTEST_CALL_SECONDS))
        client = build_client(claimed, replace(profile, total_timeout_seconds=limit))
        return client.redeem(build_redemption(claimed.delivery.transaction, pin))

    carry(claim, clock, ask)


def cancel_unsent(*, delivery_id: uuid.UUID, now: datetime) -> bool:
    """Makes sure that a redemption nobody claimed is never sent."""
    rows = Delivery.objects.select_related("transaction").filter(
        pk=delivery_id, state=State.DUE, transaction__kind=Kind.REDEEM
    )
    found = rows.first()
    if found is None:
        return False
    return found.move(to=State.CANCELLED, at=now, reason=Reason.UNREACHABLE)


def _describe_unsent(claim: Claim) -> CallRecord:
    return CallRecord(
        operation=REDEEM.name,
        origin=claim.interface.endpoint.origin,
        request_masked="",
        answer_masked="",
        http_status=None,
        duration_ms=0,
    )


def _claim_before(
    end: float, delivery_id: uuid.UUID, clock: Callable[[], datetime]
) -> Claim | None:
    """The claim as soon as the interface has a free place; None when it cannot be had in time."""
    while True:
        claim = claim_redemption(delivery_id=delivery_id, now=clock())
        if claim is not None:
            return claim
        is_waiting = Delivery.objects.filter(pk=delivery_id, state=State.DUE).exists()
        if not is_waiting or end - time.monotonic() < 2 * SHORTEST_CALL_SECONDS:
            return None
        time.sleep(POLL_SECONDS)
