"""What every acceptance asks of receipt, workstation and clock."""

from collections.abc import Collection
from datetime import datetime, timedelta

from interfaces.choices import NotReady
from interfaces.models import Interface, Workstation
from interfaces.queries import get_effective_interface
from transactions.models import Receipt
from transactions.services.errors import OriginalNotFound, WorkstationNotReady

OLDEST_SALE = timedelta(days=7)
NEWEST_SALE = timedelta(minutes=10)


def lock_receipt(
    *, workstation: Workstation, receipt_number: str, occurred_at: datetime, total_cents: int
) -> Receipt:
    """The receipt's row, made if need be and locked: one request at a time decides about it."""
    _make_receipt(workstation, receipt_number, occurred_at, total_cents)
    return Receipt.objects.select_for_update(no_key=True).get(
        branch=workstation.branch, receipt_number=receipt_number
    )


def lock_receipts_of_return(
    *,
    workstation: Workstation,
    receipt_number: str,
    original_receipt_number: str,
    occurred_at: datetime,
    total_cents: int,
) -> tuple[Receipt, Receipt]:
    """The return's receipt, made if need be, and the original's; both locked, always in one order.

    :raises OriginalNotFound: the branch has no such receipt.
    """
    numbers = {receipt_number, original_receipt_number}
    branch_receipts = Receipt.objects.filter(branch=workstation.branch)
    if not branch_receipts.filter(receipt_number=original_receipt_number).exists():
        raise OriginalNotFound
    _make_receipt(workstation, receipt_number, occurred_at, total_cents)
    rows = (
        branch_receipts.filter(receipt_number__in=numbers)
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    by_number = {row.receipt_number: row for row in rows}
    return by_number[receipt_number], by_number[original_receipt_number]


def require_interface(*, workstation: Workstation, now: datetime) -> Interface:
    """The interface that applies to the workstation now.

    :raises WorkstationNotReady: none does; says why.
    """
    decision = get_effective_interface(workstation=workstation, at=now)
    if decision.winner is None:
        raise WorkstationNotReady(decision.not_ready or NotReady.NO_INTERFACE)
    return decision.winner


def is_plausible(occurred_at: datetime, *, now: datetime) -> bool:
    """Whether a till's clock can be right: 7 days back to 10 minutes ahead."""
    return now - OLDEST_SALE <= occurred_at <= now + NEWEST_SALE


def count_next(sequences: Collection[int]) -> int:
    """The sequence number after those that are taken."""
    return max(sequences, default=-1) + 1


def _make_receipt(
    workstation: Workstation, receipt_number: str, occurred_at: datetime, total_cents: int
) -> None:
    row = Receipt(
        branch=workstation.branch,
        receipt_number=receipt_number,
        occurred_at=occurred_at,
        total_cents=total_cents,
    )
    Receipt.objects.bulk_create([row], ignore_conflicts=True)
