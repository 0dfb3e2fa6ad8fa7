"""Accepting a sale that earns points."""

from dataclasses import asdict
from datetime import datetime

from interfaces.models import Interface, Workstation
from interfaces.models.keys import new_key
from interfaces.rating import find_rate
from interfaces.secrets.card_hash import hash_card_number
from transactions.choices import Kind, Reason, State
from transactions.models import Receipt, Transaction
from transactions.outbox import FirstState, derive_payback_receipt_number, put_into_outbox
from transactions.rating import rate_points
from transactions.services.capture import use_capture
from transactions.services.errors import ReceiptReused
from transactions.services.keys import Acceptance, Idempotency, accept
from transactions.services.places import (
    NEWEST_SALE,
    OLDEST_SALE,
    is_plausible,
    lock_receipt,
    require_interface,
)
from transactions.validation import CollectCommand

__all__ = ["NEWEST_SALE", "OLDEST_SALE", "accept_collect"]


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
    :raises CaptureUsed: the order's card and coupons earned already, with another receipt.
    :raises KeyReused: same key, other body.
    :raises KeyBusy: same key, first request not answered yet.
    """

    def decide() -> tuple[Transaction, bool]:
        receipt = lock_receipt(
            workstation=workstation,
            receipt_number=command.receipt_number,
            occurred_at=command.occurred_at,
            total_cents=command.total_cents,
        )
        existing = _find_collect(receipt)
        if existing is None:
            return _store_collect(workstation, command, receipt, now), True
        if existing.content_digest != command.content_digest:
            raise ReceiptReused
        return existing, False

    return accept(workstation=workstation, idempotency=idempotency, now=now, decide=decide)


def _find_collect(receipt: Receipt) -> Transaction | None:
    return (
        Transaction.objects.select_related("delivery", "receipt")
        .filter(receipt=receipt, kind=Kind.COLLECT)
        .first()
    )


def _store_collect(
    workstation: Workstation, command: CollectCommand, receipt: Receipt, now: datetime
) -> Transaction:
    interface = require_interface(workstation=workstation, now=now)
    row = _build_transaction(workstation, command, interface, receipt, now)
    put_into_outbox(row, first=_decide_first_state(command, now), now=now)
    if command.order_number is not None:
        use_capture(workstation=workstation, order_number=command.order_number, collect=row)
    return row


def _build_transaction(
    workstation: Workstation,
    command: CollectCommand,
    interface: Interface,
    receipt: Receipt,
    now: datetime,
) -> Transaction:
    rate = find_rate(branch=workstation.branch, interface=interface)
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
        points_per_euro=rate,
        rated_points=rate_points(eligible_cents=command.eligible_cents, points_per_euro=rate),
        is_late=command.is_late,
        payment_type=command.payment_type,
        lines=[asdict(line) for line in command.lines],
        coupons=list(command.coupons),
    )
    row.card = command.card.number
    return row


def _decide_first_state(command: CollectCommand, now: datetime) -> FirstState:
    """Due, unless a rule of ours already knows better."""
    if command.eligible_cents == 0:
        return FirstState(State.REFUSED, Reason.NOTHING_ELIGIBLE)
    if not is_plausible(command.occurred_at, now=now):
        return FirstState(State.ATTENTION, Reason.CLOCK)
    return FirstState()
