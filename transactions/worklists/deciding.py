"""Carrying out what a person decided: row by row, on the record, and only where nothing changed."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, record_deed
from interfaces.payback.masking import Masker
from interfaces.secrets.sealed import SecretUnreadable
from transactions.choices import Reason, State
from transactions.dispatch import wake_worker
from transactions.models import Delivery, Transaction
from transactions.outbox import Undoing, open_reversal, settle_followers
from transactions.worklists.rules import Action, Obstacle, Situation, decide
from transactions.worklists.situations import read_situation

MOST_AT_ONCE = 100
NOTE_LENGTH = 200
WAITING = frozenset({State.DUE, State.UNKNOWN})


class NoteMissing(ValueError):
    """Nothing is decided without a written reason."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A delivery as a person saw it when deciding; any difference means that it changed."""

    state: str
    reason: str
    attempt_number: int
    state_since: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """What a decision would do to one delivery: the state it leads to, or why it does not fit."""

    delivery: Delivery
    to: State | None = None
    obstacle: Obstacle | None = None


@dataclass(slots=True)
class Decided:
    """What became of a decision about many."""

    done: list[uuid.UUID] = field(default_factory=list)
    left: dict[uuid.UUID, Obstacle] = field(default_factory=dict)


def read_seen(delivery: Delivery) -> Seen:
    """What the preview shows and the decision is bound to."""
    return Seen(
        state=delivery.state,
        reason=delivery.reason,
        attempt_number=delivery.attempt_number,
        state_since=delivery.state_since,
        due_at=delivery.due_at,
    )


def plan_all(*, deliveries: QuerySet[Delivery], action: Action, now: datetime) -> Sequence[Planned]:
    """What `action` would do to each of `deliveries`, the oldest first; changes nothing."""
    return [_plan(row, action, now) for row in _with_all_needed(deliveries).order_by("id")]


def decide_all(
    *, seen: Mapping[uuid.UUID, Seen], action: Action, note: str, actor: Actor, now: datetime
) -> Decided:
    """Carries out `action` on every delivery that still stands as it was seen.

    Each row is a database transaction of its own: the decision, its entry in the record of deeds
    and what follows for refunds and reversals, or nothing. Rows that changed meanwhile or that the
    decision does not fit are left alone and named. Attempts of the past are never touched: what is
    sent again gets the next attempt number. Runs of 13 digits and more in `note` lose their middle.
    The caller answers for the actor's right to decide about these rows.

    :raises NoteMissing: `note` is empty or blank.
    """
    reason = Masker(secrets=[], card="").mask_text(note.strip())[:NOTE_LENGTH]
    if not reason:
        raise NoteMissing
    decided = Decided()
    for pk, row in seen.items():
        order = _Order(action=action, note=reason, actor=actor, now=now)
        obstacle = _decide_one(pk, row, order)
        if obstacle is None:
            decided.done.append(pk)
        else:
            decided.left[pk] = obstacle
    if action in {Action.RETRY, Action.RELEASE}:
        transaction.on_commit(partial(_ring, decided.done), robust=True)
    return decided


@dataclass(frozen=True, slots=True)
class _Order:
    action: Action
    note: str
    actor: Actor
    now: datetime


def _plan(delivery: Delivery, action: Action, now: datetime) -> Planned:
    followed = delivery.transaction.original
    original = None if followed is None else followed.delivery
    fate = decide(action, read_situation(delivery, original=original, now=now))
    if isinstance(fate, Obstacle):
        return Planned(delivery, obstacle=fate)
    return Planned(delivery, to=fate)


def _decide_one(pk: uuid.UUID, seen: Seen, order: _Order) -> Obstacle | None:
    with transaction.atomic():
        original = _lock_original(pk)
        delivery = _with_all_needed(_lock(Delivery.objects.filter(pk=pk))).get()
        if read_seen(delivery) != seen:
            return Obstacle.CHANGED
        situation = read_situation(delivery, original=original, now=order.now)
        fate = decide(order.action, situation)
        if isinstance(fate, Obstacle):
            return fate
        _record(delivery, fate, order)
        obstacle = _carry_out(delivery, original, situation, fate, order)
        if obstacle is not None:
            transaction.set_rollback(True)
        return obstacle


def _carry_out(
    delivery: Delivery,
    original: Delivery | None,
    situation: Situation,
    to: State,
    order: _Order,
) -> Obstacle | None:
    """Moves the row and settles what waits for it; an obstacle undoes all of it."""
    if to == situation.state:
        return None if _bring_forward(delivery, order.now) else Obstacle.CHANGED
    changes = _build_changes(situation, order)
    if not delivery.move(to=to, at=order.now, **changes):
        return Obstacle.CHANGED
    if order.action == Action.UNDO:
        try:
            undoing = Undoing(note=order.note)
            open_reversal(delivery, undoing=undoing, due_at=order.now, now=order.now)
        except SecretUnreadable:
            return Obstacle.UNREADABLE
    settle_followers(original or delivery, now=order.now)
    return None


def _build_changes(situation: Situation, order: _Order) -> dict[str, Any]:
    match order.action:
        case Action.RELEASE:
            return {"due_at": order.now}
        case Action.RETRY:
            return {"due_at": order.now, "possible_arrivals": situation.uncertain_arrivals}
        case Action.WRITE_OFF:
            return {"reason": Reason.WRITTEN_OFF}
        case Action.KEEP:
            return {"confirmed_at": order.now}
        case Action.UNDO:
            return {}


def _bring_forward(delivery: Delivery, now: datetime) -> bool:
    """Makes a waiting row due at once, if nobody has claimed or postponed it meanwhile."""
    return bool(
        Delivery.objects.filter(
            pk=delivery.pk,
            state=delivery.state,
            attempt_number=delivery.attempt_number,
            due_at=delivery.due_at,
        ).update(due_at=now)
    )


def _record(delivery: Delivery, to: State, order: _Order) -> None:
    detail = _("%(action)s: „%(seen)s“ wird „%(to)s“. Begründung: %(note)s") % {
        "action": order.action.label,
        "seen": delivery.get_state_display(),
        "to": to.label,
        "note": order.note,
    }
    record_deed(
        kind=DeedKind.STATE_DECISION,
        outcome=DeedOutcome.DONE,
        actor=order.actor,
        about=delivery,
        at=order.now,
        detail=detail,
    )


def _lock_original(pk: uuid.UUID) -> Delivery | None:
    """The original goes first, as everywhere, so that nobody waits for each other for good."""
    row = Transaction.objects.filter(delivery=pk, original__isnull=False)
    found = row.values_list("original", flat=True).first()
    if found is None:
        return None
    return _lock(Delivery.objects.select_related("transaction").filter(transaction=found)).get()


def _lock(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_for_update(of=("self",), no_key=True)


def _with_all_needed(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related(
        "branch",
        "transaction__receipt",
        "transaction__interface",
        "transaction__original__delivery",
        "transaction__workstation__branch__chain",
    )


def _ring(keys: Iterable[uuid.UUID]) -> None:
    """Until the broker does not take a ring; the sweep finds the others."""
    for pk in keys:
        if not wake_worker(pk):
            return
