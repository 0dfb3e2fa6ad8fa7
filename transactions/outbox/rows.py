"""A transaction and its outbox row, stored together."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from transactions.choices import Kind, Reason, State
from transactions.dispatch import wake_worker
from transactions.models import Delivery, Transaction
from transactions.models.delivery import record_state


@dataclass(frozen=True, slots=True)
class FirstState:
    """Where a new delivery stands; `due_at` None means at once."""

    state: State = State.DUE
    reason: Reason = Reason.NONE
    due_at: datetime | None = None


def put_into_outbox(row: Transaction, *, first: FirstState, now: datetime) -> Delivery:
    """Stores a new transaction with its delivery and the trail; rings when it is to be sent now.

    To be called inside the database transaction that decided on it. Nobody is woken for a
    redemption: only the till's own request sends it.
    """
    row.save(force_insert=True)
    delivery = Delivery(
        transaction=row,
        branch=row.workstation.branch,
        interface=row.interface,
        state=first.state,
        reason=first.reason,
        state_since=now,
        due_at=first.due_at or now,
    )
    delivery.save(force_insert=True)
    record_state(delivery, from_state=None, at=now)
    is_due = first.state == State.DUE and delivery.due_at <= now
    if is_due and row.kind != Kind.REDEEM:
        transaction.on_commit(partial(wake_worker, delivery.pk), robust=True)
    return delivery


def copy_card(frozen: Transaction) -> str:
    """The card number of another row as plain text, free of what it was sealed for.

    :raises SecretUnreadable: no configured key opens it.
    """
    return str(frozen.card or "")
