"""Accepting that an earlier transaction never happened (Storno)."""

import uuid
from datetime import datetime

from interfaces.models import Workstation
from transactions.choices import Kind
from transactions.models import Delivery, Transaction
from transactions.outbox import Undoing, open_reversal
from transactions.services.errors import NotReversible, OriginalNotFound
from transactions.services.keys import Acceptance, Idempotency, accept
from transactions.services.places import is_plausible
from transactions.validation import ReversalCommand

REVERSIBLE = frozenset({Kind.COLLECT, Kind.REDEEM})


def accept_reversal(
    *,
    workstation: Workstation,
    command: ReversalCommand,
    idempotency: Idempotency,
    now: datetime,
) -> Acceptance:
    """Stores the one reversal of a transaction, or finds the one that is already there.

    What was certainly never sent is cancelled at once and never will be. Otherwise the reversal is
    sent when its original is decided, and repeated until PAYBACK acknowledges it. A till's clock
    that cannot be right does not keep a reversal from being sent.

    :raises OriginalNotFound: the branch has no such transaction.
    :raises NotReversible: refunds and reversals themselves.
    :raises KeyReused: same key, other body.
    :raises KeyBusy: same key, first request not answered yet.
    """

    def decide() -> tuple[Transaction, bool]:
        original = _lock_original(workstation, command)
        if Kind(original.transaction.kind) not in REVERSIBLE:
            raise NotReversible
        is_new = not original.transaction.followers.filter(kind=Kind.REVERSAL).exists()
        is_timely = is_plausible(command.occurred_at, now=now)
        undoing = Undoing(
            workstation=workstation,
            occurred_at=command.occurred_at if is_timely else now,
            note=command.reason,
            content_digest=command.content_digest,
        )
        return open_reversal(original, undoing=undoing, due_at=now, now=now), is_new

    return accept(workstation=workstation, idempotency=idempotency, now=now, decide=decide)


def _lock_original(workstation: Workstation, command: ReversalCommand) -> Delivery:
    """The latest try where a receipt has several redemptions."""
    rows = Delivery.objects.filter(branch=workstation.branch)
    if command.transaction_id is not None:
        rows = rows.filter(transaction=command.transaction_id)
    else:
        rows = rows.filter(
            transaction__receipt__receipt_number=command.original_receipt_number,
            transaction__kind=command.kind,
        ).order_by("-transaction__sequence")
    pk: uuid.UUID | None = rows.values_list("pk", flat=True).first()
    if pk is None:
        raise OriginalNotFound
    return (
        Delivery.objects.select_related(
            "transaction__receipt", "transaction__workstation__branch", "transaction__interface"
        )
        .select_for_update(of=("self",), no_key=True)
        .get(pk=pk)
    )
