"""What the sweep does about redemptions that nobody stands for, and about rows that wait behind."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from interfaces.secrets.sealed import SecretUnreadable
from transactions.choices import FINAL_STATES, Kind, Reason, State, Unconfirmed
from transactions.models import Delivery
from transactions.outbox import Undoing, open_reversal, settle_followers
from transactions.queries import get_chain_rules
from transactions.sending.redeem import cancel_unsent
from transactions.sending.reversal_rule import get_reversal_pause

logger = structlog.get_logger(__name__)
ROWS_PER_SWEEP = 500


def cancel_abandoned(*, now: datetime) -> int:
    """Cancels redemptions whose request died before it claimed them; how many."""
    seconds = settings.REDEEM_DEADLINE_SECONDS + settings.LEASE_SECONDS
    rows = Delivery.objects.filter(
        state=State.DUE,
        transaction__kind=Kind.REDEEM,
        state_since__lt=now - timedelta(seconds=seconds),
    ).values_list("pk", flat=True)[:ROWS_PER_SWEEP]
    return sum(cancel_unsent(delivery_id=pk, now=now) for pk in rows)


def undo_unconfirmed(*, now: datetime) -> int:
    """Undoes booked redemptions not confirmed in time, or asks a person; how many."""
    overdue = Q(
        state=State.BOOKED,
        confirm_by__lte=now,
        confirmed_at=None,
        transaction__followers__isnull=True,
    )
    return sum(_undo(delivery, now) for delivery in _lock_each(overdue))


def open_missing_reversals(*, now: datetime) -> int:
    """Gives every redemption without an answer its reversal; how many had none."""
    orphaned = Q(
        state=State.UNKNOWN,
        transaction__kind=Kind.REDEEM,
        transaction__followers__isnull=True,
    )
    return sum(_open(delivery, now) for delivery in _lock_each(orphaned))


def release_followers(*, now: datetime) -> int:
    """Lets go refunds and reversals whose original is decided; how many moved."""
    waiting = Delivery.objects.filter(state=State.HELD, reason=Reason.ORIGINAL_PENDING).values_list(
        "transaction__original", flat=True
    )
    decided = Q(transaction__in=waiting) & (
        Q(state__in=FINAL_STATES) | Q(state=State.UNKNOWN, transaction__kind=Kind.REDEEM)
    )
    return sum(settle_followers(original, now=now) for original in _lock_each(decided))


def open_undo(delivery: Delivery, *, now: datetime) -> None:
    """The reversal of a redemption whose outcome is unknown, due after the first pause."""
    due_at = now + get_reversal_pause(failures=0)
    open_reversal(delivery, undoing=Undoing(), due_at=due_at, now=now)


def _undo(delivery: Delivery, now: datetime) -> bool:
    rules = get_chain_rules(chain=delivery.transaction.workstation.branch.chain_id)
    if rules.unconfirmed == Unconfirmed.ASK:
        return delivery.move(to=State.ATTENTION, at=now, reason=Reason.NOT_CONFIRMED)
    try:
        open_reversal(delivery, undoing=Undoing(), due_at=now, now=now)
    except SecretUnreadable:
        logger.exception("redemption_not_undone", delivery=str(delivery.pk))
        return False
    return True


def _open(delivery: Delivery, now: datetime) -> bool:
    try:
        open_undo(delivery, now=now)
    except SecretUnreadable:
        logger.exception("redemption_not_undone", delivery=str(delivery.pk))
        return False
    return True


def _lock_each(condition: Q) -> Iterator[Delivery]:
    """Each row that fits, locked in a transaction of its own and looked at again under the lock."""
    for pk in Delivery.objects.filter(condition).values_list("pk", flat=True)[:ROWS_PER_SWEEP]:
        with transaction.atomic():
            found = (
                Delivery.objects.select_related(
                    "transaction__receipt",
                    "transaction__interface",
                    "transaction__workstation__branch",
                )
                .filter(condition, pk=pk)
                .select_for_update(of=("self",), no_key=True)
                .first()
            )
            if found is not None:
                yield found
