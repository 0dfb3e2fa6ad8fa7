"""Takes up what is due and what a dead worker left behind; the broker is not asked what it kept."""

import uuid
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from transactions.backoff import get_retry_pause
from transactions.choices import Kind, Reason, State, Verdict
from transactions.dispatch import wake_worker
from transactions.models import Attempt, Delivery
from transactions.sending.claim import IN_FLIGHT, WAITING
from transactions.sending.route import NoRoute, choose_route
from transactions.sending.undo import (
    cancel_abandoned,
    open_missing_reversals,
    release_followers,
    undo_unconfirmed,
)

logger = structlog.get_logger(__name__)
ROWS_PER_SWEEP = 500
FRESH = timedelta(seconds=2)
OBSTACLE = (
    "transaction__workstation_id",
    "transaction__interface_id",
    "transaction__partner_short_name",
    "reason",
    "settings_fingerprint",
)


def sweep(*, now: datetime) -> int:
    """Frees expired leases, releases held rows whose obstacle is gone, undoes redemptions nobody
    stands for, rings for what is due.

    The number of workers rung for; it stops at the first ring the broker does not take.
    """
    for delivery in _list_expired(now):
        recover_lease(delivery, now=now)
    cancel_abandoned(now=now)
    undo_unconfirmed(now=now)
    open_missing_reversals(now=now)
    release_followers(now=now)
    for first in _list_first_held():
        alike = _list_held_alike(first)
        if release_held(first, now=now):
            for delivery in alike:
                release_held(delivery, now=now)
    rung = 0
    for pk in _list_overdue(now):
        if not wake_worker(pk):
            break
        rung += 1
    return rung


def recover_lease(delivery: Delivery, *, now: datetime) -> bool:
    """Gives a row back whose worker is gone. Once started, it may have reached PAYBACK: unknown.

    A redemption is never given back: it is cancelled where nothing was started, else undone.
    """
    with transaction.atomic():
        if delivery.state == State.STARTED:
            Attempt.objects.create(
                delivery=delivery,
                interface_id=delivery.interface_id,
                number=delivery.attempt_number,
                verdict=Verdict.WORKER_LOST,
                recorded_at=now,
            )
        pause = get_retry_pause(
            failures=delivery.attempt_number,
            first_seconds=settings.RETRY_FIRST_SECONDS,
            cap_seconds=settings.RETRY_CAP_SECONDS,
        )
        moved = delivery.move(to=_state_after_loss(delivery), at=now, due_at=now + pause)
        if not moved:
            transaction.set_rollback(True)
    logger.warning("lease_recovered", delivery=str(delivery.pk), moved=moved)
    return moved


def release_held(delivery: Delivery, *, now: datetime) -> bool:
    """Lets a held row go on when today's settings lead somewhere.

    Rejected credentials must have been replaced; everything else that holds a row shows by itself
    when it is mended.
    """
    try:
        route = choose_route(delivery=delivery, at=now)
    except NoRoute:
        return False
    is_same = route.interface.settings_fingerprint == delivery.settings_fingerprint
    if delivery.reason == Reason.CREDENTIALS and is_same:
        return False
    return delivery.move(to=_waiting_state(delivery), at=now, due_at=now)


def _waiting_state(delivery: Delivery) -> State:
    return State.UNKNOWN if delivery.possible_arrivals else State.DUE


def _state_after_loss(delivery: Delivery) -> State:
    if delivery.transaction.kind != Kind.REDEEM:
        return _waiting_state(delivery)
    return State.UNKNOWN if delivery.state == State.STARTED else State.CANCELLED


def _list_expired(now: datetime) -> list[Delivery]:
    return list(
        Delivery.objects.select_related("transaction")
        .filter(state__in=IN_FLIGHT, lease_until__lt=now)
        .order_by("lease_until")[:ROWS_PER_SWEEP]
    )


def _list_first_held() -> list[Delivery]:
    """The oldest held row of every obstacle, so that a lasting one hides no other behind it."""
    return list(_held_rows().order_by(*OBSTACLE, "id").distinct(*OBSTACLE))


def _list_held_alike(first: Delivery) -> QuerySet[Delivery]:
    """The rows that wait behind the same obstacle; read only when they are asked for."""
    return _held_rows().filter(
        transaction__workstation=first.transaction.workstation_id,
        transaction__interface=first.transaction.interface_id,
        transaction__partner_short_name=first.transaction.partner_short_name,
        reason=first.reason,
        settings_fingerprint=first.settings_fingerprint,
    )[:ROWS_PER_SWEEP]


def _held_rows() -> QuerySet[Delivery]:
    return (
        Delivery.objects.select_related(
            "transaction__interface", "transaction__workstation__branch__chain"
        )
        .filter(state=State.HELD)
        .exclude(reason=Reason.ORIGINAL_PENDING)
    )


def _list_overdue(now: datetime) -> list[uuid.UUID]:
    """Rows nobody was woken for; those accepted just now have rung for themselves.

    Every branch's oldest row comes before any branch's second, so that no backlog hides another.
    """
    place = Window(
        RowNumber(), partition_by=[F("interface_id"), F("branch_id")], order_by=F("due_at").asc()
    )
    return list(
        Delivery.objects.filter(state__in=WAITING, due_at__lte=now - FRESH)
        .exclude(transaction__kind=Kind.REDEEM)
        .exclude(interface__gate__closed_until__gt=now)
        .annotate(place=place)
        .order_by("place", "due_at")
        .values_list("pk", flat=True)[:ROWS_PER_SWEEP]
    )
