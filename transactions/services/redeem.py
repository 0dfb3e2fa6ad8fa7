"""Accepting that a customer pays with points, and that the sale was closed."""

import uuid
from datetime import datetime

from django.db import transaction

from interfaces.models import Interface, Workstation
from interfaces.models.keys import new_key
from interfaces.secrets.card_hash import hash_card_number
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery, Receipt, Transaction
from transactions.outbox import FirstState, derive_payback_receipt_number, put_into_outbox
from transactions.services.errors import ConfirmationTooLate, OriginalNotFound, ReceiptReused
from transactions.services.keys import Acceptance, Idempotency, accept
from transactions.services.places import (
    count_next,
    is_plausible,
    lock_receipt,
    require_interface,
)
from transactions.validation import RedemptionCommand

GIVEN_UP = frozenset({State.REFUSED, State.REVERSED, State.CANCELLED})


def accept_redemption(
    *,
    workstation: Workstation,
    command: RedemptionCommand,
    idempotency: Idempotency,
    now: datetime,
) -> Acceptance:
    """Stores a redemption that only this very request may send, or finds the one already there.

    The PIN is no part of it. A receipt whose earlier redemptions came to nothing may be tried
    again; it gets the next sequence number and so a receipt number of its own at PAYBACK.

    :raises WorkstationNotReady: no interface applies; says why.
    :raises ReceiptReused: the receipt has a redemption with other content that may stand.
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
        tries = list(
            Transaction.objects.select_related("delivery", "receipt")
            .filter(receipt=receipt, kind=Kind.REDEEM)
            .order_by("sequence")
        )
        standing = [row for row in tries if State(row.delivery.state) not in GIVEN_UP]
        if standing and standing[-1].content_digest != command.content_digest:
            raise ReceiptReused
        if standing:
            return standing[-1], False
        interface = require_interface(workstation=workstation, now=now)
        sequence = count_next([row.sequence for row in tries])
        row = _build_redemption(workstation, command, interface, receipt, sequence)
        row.accepted_at = now
        is_timely = is_plausible(command.occurred_at, now=now)
        first = FirstState() if is_timely else FirstState(State.REFUSED, Reason.CLOCK)
        put_into_outbox(row, first=first, now=now)
        return row, True

    return accept(workstation=workstation, idempotency=idempotency, now=now, decide=decide)


def confirm_redemption(
    *, transaction_id: uuid.UUID, workstation: Workstation, now: datetime
) -> Delivery:
    """The sale that the points paid is closed: the redemption stays. Repeatable.

    :raises OriginalNotFound: the branch has no such redemption, or PAYBACK did not book it.
    :raises ConfirmationTooLate: it is undone, or is being undone.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_related("transaction__receipt")
            .filter(
                transaction=transaction_id,
                transaction__kind=Kind.REDEEM,
                branch=workstation.branch,
            )
            .select_for_update(of=("self",), no_key=True)
            .first()
        )
        if delivery is None:
            raise OriginalNotFound
        if delivery.transaction.followers.filter(kind=Kind.REVERSAL).exists():
            raise ConfirmationTooLate
        if delivery.state == State.ATTENTION and delivery.reason == Reason.NOT_CONFIRMED:
            delivery.move(to=State.BOOKED, at=now)
        if delivery.state != State.BOOKED:
            raise OriginalNotFound
        if delivery.confirmed_at is None:
            delivery.confirmed_at = now
            delivery.save(update_fields=["confirmed_at"])
    return delivery


def _build_redemption(
    workstation: Workstation,
    command: RedemptionCommand,
    interface: Interface,
    receipt: Receipt,
    sequence: int,
) -> Transaction:
    row = Transaction(
        id=new_key(),
        receipt=receipt,
        workstation=workstation,
        interface=interface,
        kind=Kind.REDEEM,
        sequence=sequence,
        occurred_at=command.occurred_at,
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
            kind=Kind.REDEEM,
            sequence=sequence,
        ),
        total_cents=command.total_cents,
        eligible_cents=0,
        points_asked=command.points,
        points_value_cents=command.value_cents,
    )
    row.card = command.card.number
    return row
