"""Undoing a whole collect or redemption, whoever asks for it."""

from dataclasses import dataclass
from datetime import datetime

from interfaces.models import Workstation
from interfaces.models.keys import new_key
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery, Transaction
from transactions.outbox.following import is_ready_to_follow
from transactions.outbox.numbers import derive_payback_receipt_number
from transactions.outbox.rows import FirstState, copy_card, put_into_outbox

NEVER_SENT = frozenset({State.DUE, State.HELD, State.ATTENTION})


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who undoes and why; without a workstation the house does it by itself."""

    workstation: Workstation | None = None
    occurred_at: datetime | None = None
    note: str = ""
    content_digest: str = ""


def open_reversal(
    original: Delivery, *, undoing: Undoing, due_at: datetime, now: datetime
) -> Transaction:
    """The one reversal of `original`, made if need be; its receipt number is fixed once.

    `original` must be locked by the caller. What was certainly never sent is cancelled and never
    will be; otherwise the reversal waits until the original and its refunds are decided. The
    redemption whose outcome is unknown is the exception: its reversal is what decides it.
    """
    frozen = original.transaction
    existing = frozen.followers.filter(kind=Kind.REVERSAL).first()
    if existing is not None:
        return existing
    row = _build_reversal(frozen, undoing, now)
    put_into_outbox(row, first=_choose_first_state(original, due_at, now), now=now)
    return row


def _choose_first_state(original: Delivery, due_at: datetime, now: datetime) -> FirstState:
    state = State(original.state)
    if state in NEVER_SENT and not original.possible_arrivals:
        original.move(to=State.CANCELLED, at=now, reason=Reason.REVERSED_BEFORE_SENDING)
        return FirstState(State.CANCELLED, Reason.REVERSED_BEFORE_SENDING)
    if state in {State.REFUSED, State.CANCELLED}:
        return FirstState(State.CANCELLED, Reason.ORIGINAL_NOT_BOOKED)
    if is_ready_to_follow(Kind.REVERSAL, original):
        return FirstState(due_at=due_at)
    return FirstState(State.HELD, Reason.ORIGINAL_PENDING)


def _build_reversal(frozen: Transaction, undoing: Undoing, now: datetime) -> Transaction:
    workstation = undoing.workstation or frozen.workstation
    sequence = Transaction.objects.filter(receipt=frozen.receipt, kind=Kind.REVERSAL).count()
    row = Transaction(
        id=new_key(),
        original=frozen,
        receipt=frozen.receipt,
        workstation=workstation,
        interface=frozen.interface,
        kind=Kind.REVERSAL,
        sequence=sequence,
        occurred_at=undoing.occurred_at or now,
        accepted_at=now,
        content_digest=undoing.content_digest,
        card_hash=frozen.card_hash,
        card_masked=frozen.card_masked,
        partner_short_name=frozen.partner_short_name,
        branch_short_name=frozen.branch_short_name,
        device_id=workstation.computer_name,
        # By the original's workstation: the number must not depend on who undoes it.
        payback_receipt_number=derive_payback_receipt_number(
            workstation=frozen.workstation,
            partner=frozen.partner_short_name,
            receipt_number=frozen.payback_receipt_number,
            kind=Kind.REVERSAL,
        ),
        total_cents=frozen.total_cents,
        eligible_cents=frozen.eligible_cents,
        points_value_cents=frozen.points_value_cents,
        note=undoing.note,
    )
    row.card = copy_card(frozen)
    return row
