"""Accepting what tills post: one short database transaction, then the doorbell."""

import base64
import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from interfaces.choices import NotReady
from interfaces.models import Interface, Workstation
from interfaces.models.keys import new_key
from interfaces.queries import get_effective_interface
from interfaces.secrets.card_hash import hash_card_number
from transactions import crash_points
from transactions.choices import Kind, Reason, State
from transactions.dispatch import wake_worker
from transactions.models import Delivery, IdempotencyKey, Receipt, Transaction
from transactions.models.delivery import record_state
from transactions.validation import CollectCommand

OLDEST_SALE = timedelta(days=7)
NEWEST_SALE = timedelta(minutes=10)
KEY_WORK_TIME = timedelta(seconds=30)


class WorkstationNotReady(Exception):
    """No interface applies to the workstation; nothing was stored."""

    def __init__(self, reason: NotReady) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ReceiptReused(Exception):
    """The receipt already has a transaction of this kind with other content."""


class KeyReused(Exception):
    """The idempotency key came before with another body."""


class KeyBusy(Exception):
    """The first request with this key is still being worked on."""


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The till's key and the keyed digest of the body it came with."""

    key: str
    body_digest: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of a request. `replay` is the earlier answer when this key has one."""

    transaction: Transaction
    key: IdempotencyKey
    replay: dict[str, Any] | None = None


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


def accept_collect(
    *,
    workstation: Workstation,
    command: CollectCommand,
    idempotency: Idempotency,
    now: datetime,
) -> Acceptance:
    """Stores a collect and its outbox row together, or finds the one that is already there.

    When this returns, the collect is committed and will be sent whatever dies next. The worker is
    woken after the commit; a broker that is down costs a log line.

    :raises WorkstationNotReady: no interface applies; says why.
    :raises ReceiptReused: same receipt and kind, other content.
    :raises KeyReused: same key, other body.
    :raises KeyBusy: same key, first request not answered yet.
    """
    crash_points.reach("before_insert")
    with transaction.atomic():
        key, is_new = _claim_key(workstation, idempotency, now)
        if not is_new:
            return _replay(key, idempotency, now)
        receipt = _lock_receipt(workstation, command)
        existing = _find_collect(receipt)
        if existing is None:
            existing = _store_collect(workstation, command, receipt, now)
        elif existing.content_digest != command.content_digest:
            raise ReceiptReused
        key.transaction = existing
        key.save(update_fields=["transaction"])
        crash_points.reach("after_insert")
    crash_points.reach("after_commit")
    return Acceptance(transaction=existing, key=key)


def remember_answer(*, key: IdempotencyKey, status: int, answer: dict[str, Any]) -> None:
    """Keeps the first answer given under `key`, for every repeat of the request."""
    IdempotencyKey.objects.filter(pk=key.pk, status=None).update(status=status, answer=answer)


def derive_payback_receipt_number(
    *, workstation: Workstation, partner: str, receipt_number: str, kind: Kind, sequence: int = 0
) -> str:
    """36 ASCII letters and digits, the same for the same sale and different for every other.

    PAYBACK takes at most 36 characters and wants them unique per partner. A letter for the kind is
    followed by 175 bits of a SHA-256 over the parts, each with its length.
    """
    branch = workstation.branch
    parts = [
        partner,
        str(branch.pk),
        str(workstation.pk),
        receipt_number,
        kind.value,
        str(sequence),
    ]
    content = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
    digest = base64.b32encode(hashlib.sha256(content).digest()).decode()
    return kind.value[0].upper() + digest[:35]


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


def _lock_receipt(workstation: Workstation, command: CollectCommand) -> Receipt:
    """The receipt's row, made if need be and locked: one request at a time decides about it."""
    row = Receipt(
        branch=workstation.branch,
        receipt_number=command.receipt_number,
        occurred_at=command.occurred_at,
        total_cents=command.total_cents,
    )
    Receipt.objects.bulk_create([row], ignore_conflicts=True)
    return Receipt.objects.select_for_update(no_key=True).get(
        branch=workstation.branch, receipt_number=command.receipt_number
    )


def _find_collect(receipt: Receipt) -> Transaction | None:
    return (
        Transaction.objects.select_related("delivery", "receipt")
        .filter(receipt=receipt, kind=Kind.COLLECT)
        .first()
    )


def _store_collect(
    workstation: Workstation, command: CollectCommand, receipt: Receipt, now: datetime
) -> Transaction:
    decision = get_effective_interface(workstation=workstation, at=now)
    if decision.winner is None:
        raise WorkstationNotReady(decision.not_ready or NotReady.NO_INTERFACE)
    row = _build_transaction(workstation, command, decision.winner, receipt, now)
    row.save(force_insert=True)
    delivery = Delivery(
        transaction=row,
        branch=workstation.branch,
        interface=decision.winner,
        state_since=now,
        due_at=now,
        **_decide_first_state(command, now),
    )
    delivery.save(force_insert=True)
    record_state(delivery, from_state=None, at=now)
    if delivery.state == State.DUE:
        transaction.on_commit(partial(wake_worker, delivery.pk), robust=True)
    return row


def _build_transaction(
    workstation: Workstation,
    command: CollectCommand,
    interface: Interface,
    receipt: Receipt,
    now: datetime,
) -> Transaction:
    row = Transaction(
        id=new_key(),
        receipt=receipt,
        workstation=workstation,
        interface=interface,
        kind=Kind.COLLECT,
        occurred_at=command.occurred_at,
        accepted_at=now,
        content_digest=command.content_digest,
        card_hash=hash_card_number(command.card.number),
        card_masked=command.card.masked,
        partner_short_name=interface.partner_short_name,
        branch_short_name=workstation.branch.payback_short_name,
        device_id=workstation.computer_name,
        payback_receipt_number=derive_payback_receipt_number(
            workstation=workstation,
            partner=interface.partner_short_name,
            receipt_number=command.receipt_number,
            kind=Kind.COLLECT,
        ),
        total_cents=command.total_cents,
        eligible_cents=command.eligible_cents,
        is_late=command.is_late,
        payment_type=command.payment_type,
        lines=[asdict(line) for line in command.lines],
        coupons=list(command.coupons),
    )
    row.card = command.card.number
    return row


def _decide_first_state(command: CollectCommand, now: datetime) -> dict[str, Any]:
    """Due, unless a rule of ours already knows better."""
    if command.eligible_cents == 0:
        return {"state": State.REFUSED, "reason": Reason.NOTHING_ELIGIBLE}
    if not now - OLDEST_SALE <= command.occurred_at <= now + NEWEST_SALE:
        return {"state": State.ATTENTION, "reason": Reason.CLOCK}
    return {"state": State.DUE}
