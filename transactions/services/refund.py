"""Accepting goods that come back."""

from datetime import datetime

from interfaces.models import Workstation
from interfaces.models.keys import new_key
from transactions.choices import FINAL_STATES, GiveBack, Kind, Reason, State
from transactions.models import Delivery, Receipt, Transaction
from transactions.outbox import (
    FirstState,
    Undoing,
    copy_card,
    derive_payback_receipt_number,
    open_reversal,
    put_into_outbox,
)
from transactions.queries import get_chain_rules
from transactions.services.errors import AlreadyReversed, OriginalNotFound, ReceiptReused
from transactions.services.keys import Acceptance, Idempotency, accept
from transactions.services.places import count_next, is_plausible, lock_receipts_of_return
from transactions.services.shares import Share, share_refund
from transactions.validation import RefundCommand

NOT_TAKEN_BACK = (State.REFUSED, State.CANCELLED)


def accept_refund(
    *,
    workstation: Workstation,
    command: RefundCommand,
    idempotency: Idempotency,
    now: datetime,
) -> Acceptance:
    """Stores a refund and its outbox row together, or finds the one that is already there.

    Member, partner and branch are the original's. The original's receipt is locked while the sum of
    its refunds is looked at, so that together they never exceed it. While the original is undecided
    the refund is held. A redemption of the sale that the returned goods cover is undone with them.

    :raises OriginalNotFound: the branch has no such sale.
    :raises AlreadyReversed: the sale is undone, or is being undone.
    :raises RefundTooLarge: more would come back than was sold.
    :raises LineNotOnOriginal: a returned line is not on the original.
    :raises ReceiptReused: the return's receipt has another refund of this sale.
    :raises KeyReused: same key, other body.
    :raises KeyBusy: same key, first request not answered yet.
    """

    def decide() -> tuple[Transaction, bool]:
        receipt, sold = lock_receipts_of_return(
            workstation=workstation,
            receipt_number=command.receipt_number,
            original_receipt_number=command.original_receipt_number,
            occurred_at=command.occurred_at,
            total_cents=command.amount_cents,
        )
        original = _lock_original(sold)
        existing = original.transaction.followers.filter(kind=Kind.REFUND, receipt=receipt).first()
        if existing is None:
            return _store_refund(workstation, command, receipt, original, now), True
        if existing.content_digest != command.content_digest:
            raise ReceiptReused
        return existing, False

    return accept(workstation=workstation, idempotency=idempotency, now=now, decide=decide)


def _lock_original(sold: Receipt) -> Delivery:
    found = (
        Delivery.objects.select_related("transaction__receipt")
        .filter(transaction__receipt=sold, transaction__kind=Kind.COLLECT)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if found is None:
        raise OriginalNotFound
    return found


def _store_refund(
    workstation: Workstation,
    command: RefundCommand,
    receipt: Receipt,
    original: Delivery,
    now: datetime,
) -> Transaction:
    sale = original.transaction
    if sale.followers.filter(kind=Kind.REVERSAL).exists():
        raise AlreadyReversed
    earlier = _list_earlier(sale)
    share = share_refund(sale=_read_share(sale), earlier=earlier, command=command)
    row = _build_refund(workstation, command, share, receipt, sale, now)
    put_into_outbox(row, first=_decide_first_state(row, original, now), now=now)
    returned = sum(one.total_cents for one in earlier) + share.total_cents
    _give_points_back(sale, returned_cents=returned, now=now)
    return row


def _list_earlier(sale: Transaction) -> list[Share]:
    rows = sale.followers.filter(kind=Kind.REFUND).exclude(delivery__state__in=NOT_TAKEN_BACK)
    return [_read_share(row) for row in rows] + _list_refused_and_back(sale)


def _list_refused_and_back(sale: Transaction) -> list[Share]:
    """Refused returns that count all the same.

    Goods that earned nothing: their money is back although PAYBACK was not asked. Written off after
    a call: PAYBACK may have booked it, and must not book the same goods a second time.
    """
    rows = sale.followers.filter(
        kind=Kind.REFUND,
        delivery__state=State.REFUSED,
        delivery__reason__in=[Reason.NOTHING_ELIGIBLE, Reason.WRITTEN_OFF],
    )
    return [_read_share(row) for row in rows]


def _read_share(row: Transaction) -> Share:
    return Share(row.total_cents, row.eligible_cents, tuple(row.lines), row.rated_points)


def _build_refund(
    workstation: Workstation,
    command: RefundCommand,
    share: Share,
    receipt: Receipt,
    sale: Transaction,
    now: datetime,
) -> Transaction:
    rows = Transaction.objects.filter(receipt=receipt, kind=Kind.REFUND)
    row = Transaction(
        id=new_key(),
        original=sale,
        receipt=receipt,
        workstation=workstation,
        interface=sale.interface,
        kind=Kind.REFUND,
        sequence=count_next(list(rows.values_list("sequence", flat=True))),
        occurred_at=command.occurred_at,
        accepted_at=now,
        content_digest=command.content_digest,
        card_hash=sale.card_hash,
        card_masked=sale.card_masked,
        partner_short_name=sale.partner_short_name,
        branch_short_name=sale.branch_short_name,
        device_id=workstation.computer_name,
        total_cents=share.total_cents,
        eligible_cents=share.eligible_cents,
        points_per_euro=sale.points_per_euro,
        rated_points=share.rated_points,
        is_late=sale.is_late,
        lines=list(share.lines),
    )
    row.payback_receipt_number = derive_payback_receipt_number(
        workstation=workstation,
        partner=sale.partner_short_name,
        receipt_number=command.receipt_number,
        kind=Kind.REFUND,
        sequence=row.sequence,
    )
    row.card = copy_card(sale)
    return row


def _decide_first_state(row: Transaction, original: Delivery, now: datetime) -> FirstState:
    if row.eligible_cents == 0:
        return FirstState(State.REFUSED, Reason.NOTHING_ELIGIBLE)
    if not is_plausible(row.occurred_at, now=now):
        return FirstState(State.ATTENTION, Reason.CLOCK)
    if State(original.state) not in FINAL_STATES:
        return FirstState(State.HELD, Reason.ORIGINAL_PENDING)
    if original.state != State.BOOKED:
        return FirstState(State.REFUSED, Reason.ORIGINAL_NOT_BOOKED)
    return FirstState()


def _give_points_back(sale: Transaction, *, returned_cents: int, now: datetime) -> None:
    """Undoes the sale's redemption once the goods that came back cover it.

    PAYBACK undoes a redemption only as a whole. Points first: as soon as the returned goods are
    worth the points; money first: when nothing of the sale is left.
    """
    paid = (
        Delivery.objects.select_related("transaction__receipt", "transaction__workstation__branch")
        .filter(
            transaction__receipt=sale.receipt,
            transaction__kind=Kind.REDEEM,
            state=State.BOOKED,
        )
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if paid is None:
        return
    rules = get_chain_rules(chain=sale.workstation.branch.chain_id)
    is_points_first = rules.give_back_first == GiveBack.POINTS
    limit = paid.transaction.points_value_cents if is_points_first else sale.total_cents
    if returned_cents >= limit:
        open_reversal(paid, undoing=Undoing(note="refund"), due_at=now, now=now)
