"""What makes repeating safe: the till's key, and the answer it was given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from interfaces.models import Workstation
from transactions import crash_points
from transactions.models import IdempotencyKey, Transaction
from transactions.services.errors import KeyBusy, KeyReused

KEY_WORK_TIME = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The till's key and the keyed digest of the body it came with."""

    key: str
    body_digest: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of a request. `replay` is the earlier answer when this key has one.

    `is_new`: this request stored the transaction; no other request did or will.
    """

    transaction: Transaction
    key: IdempotencyKey
    replay: dict[str, Any] | None = None
    is_new: bool = False


def find_acceptance(
    *, workstation: Workstation, idempotency: Idempotency, now: datetime
) -> Acceptance | None:
    """What an earlier request with this key was told; None: the key is new.

    Asked before anything that may have changed since then is checked.

    :raises KeyReused: same key, other body.
    :raises KeyBusy: same key, first request not answered yet.
    """
    stored = _find_key(workstation, idempotency)
    return _replay(stored, idempotency, now) if stored else None


def accept(
    *,
    workstation: Workstation,
    idempotency: Idempotency,
    now: datetime,
    decide: Callable[[], tuple[Transaction, bool]],
) -> Acceptance:
    """Commits the key together with what `decide` finds (False) or stores (True).

    When this returns, the transaction is committed and its fate is sure whatever dies next.

    :raises KeyReused: same key, other body.
    :raises KeyBusy: same key, first request not answered yet.
    """
    crash_points.reach("before_insert")
    with transaction.atomic():
        key, is_key_new = _claim_key(workstation, idempotency, now)
        if not is_key_new:
            return _replay(key, idempotency, now)
        row, is_new = decide()
        key.transaction = row
        key.save(update_fields=["transaction"])
        crash_points.reach("after_insert")
    crash_points.reach("after_commit")
    return Acceptance(transaction=row, key=key, is_new=is_new)


def remember_answer(*, key: IdempotencyKey, status: int, answer: dict[str, Any]) -> None:
    """Keeps the first answer given under `key`, for every repeat of the request."""
    IdempotencyKey.objects.filter(pk=key.pk, status=None).update(status=status, answer=answer)


def _claim_key(
    workstation: Workstation, idempotency: Idempotency, now: datetime
) -> tuple[IdempotencyKey, bool]:
    row = IdempotencyKey(
        workstation=workstation,
        key=idempotency.key,
        body_digest=idempotency.body_digest,
        created_at=now,
        working_until=now + KEY_WORK_TIME,
    )
    IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
    stored = _find_key(workstation, idempotency)
    assert stored is not None  # noqa: S101  (it was there before, or has just been made)
    return stored, stored.pk == row.pk


def _find_key(workstation: Workstation, idempotency: Idempotency) -> IdempotencyKey | None:
    return (
        IdempotencyKey.objects.select_related("transaction__delivery", "transaction__receipt")
        .filter(workstation=workstation, key=idempotency.key)
        .first()
    )


def _replay(key: IdempotencyKey, idempotency: Idempotency, now: datetime) -> Acceptance:
    if key.body_digest != idempotency.body_digest:
        raise KeyReused
    if key.answer is None and key.working_until > now:
        raise KeyBusy
    assert key.transaction is not None  # noqa: S101  (both are committed together)
    return Acceptance(transaction=key.transaction, key=key, replay=key.answer)
