"""Taking a due row, so that exactly one worker calls PAYBACK for it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from interfaces.models import Branch, Interface
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery, Gate
from transactions.models.gate import BREAKER_THRESHOLD, REJECTIONS_ALLOWED
from transactions.sending.route import NoRoute, Route, choose_route

WAITING = (State.DUE, State.UNKNOWN)
IN_FLIGHT = (State.CLAIMED, State.STARTED)
CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make one call: the row as claimed, and how to reach PAYBACK."""

    delivery: Delivery
    route: Route

    @property
    def interface(self) -> Interface:
        """Through which the call goes."""
        return self.route.interface

    @property
    def lease_seconds(self) -> int:
        """How long the row is nobody else's; a redemption's call may last to its deadline."""
        return count_lease_seconds(self.delivery)


def claim_delivery(*, delivery_id: uuid.UUID, now: datetime) -> Claim | None:
    """Claims this row if it waits, is due, and its interface may be called now.

    Never a redemption: only the request that brought the PIN may send it. Where every slot of the
    interface is taken, one query ends it: the gate is not waited for, and whoever gives a slot back
    looks for the next row.
    """
    rows = _list_claimable().filter(state__in=WAITING, due_at__lte=now)
    rows = rows.exclude(transaction__kind=Kind.REDEEM).alias(in_flight=_count_beside(now))
    free = rows.filter(in_flight__lt=settings.PAYBACK_CALLS_AT_ONCE)
    return _claim_first(free, delivery_id, now)


def claim_redemption(*, delivery_id: uuid.UUID, now: datetime) -> Claim | None:
    """Claims a redemption for the request that stored it; where it cannot go, it is cancelled."""
    rows = _list_claimable().filter(state=State.DUE, transaction__kind=Kind.REDEEM)
    return _claim_first(rows, delivery_id, now)


def claim_next(*, interface: Interface, after: uuid.UUID | None, now: datetime) -> Claim | None:
    """Claims a row that waits for `interface`: the branches take turns, each with its oldest row.

    `after` is the key of the branch that had its turn last. So a branch with thousands of rows, or
    with one that always fails, keeps another waiting for one turn at most. No row is locked while
    the gate is waited for: a claim always takes the gate first, so claims cannot block each other
    for good. Losing a row to another worker means trying the next one.
    """
    claims = (claim_delivery(delivery_id=pk, now=now) for pk in _list_next(interface, after, now))
    return next((claim for claim in claims if claim is not None), None)


def find_next(*, interface: Interface, after: uuid.UUID | None, now: datetime) -> uuid.UUID | None:
    """The row whose turn it is, without claiming it; `after` as for `claim_next`."""
    return next(_list_next(interface, after, now), None)


def _list_next(interface: Interface, after: uuid.UUID | None, now: datetime) -> Iterator[uuid.UUID]:
    """The first row of the branches whose turn comes, then the oldest of all."""
    waiting = Delivery.objects.filter(
        state__in=WAITING, due_at__lte=now, interface=interface
    ).exclude(transaction__kind=Kind.REDEEM)
    firsts = waiting.filter(branch=OuterRef("pk")).order_by("due_at").values("pk")[:1]
    turn = Case(When(pk__gt=after, then=Value(0)), default=Value(1)) if after else Value(0)
    yield from (
        Branch.objects.filter(chain=interface.chain_id)
        .annotate(first=Subquery(firsts), turn=turn)
        .exclude(first=None)
        .order_by("turn", "pk")
        .values_list("first", flat=True)[:CANDIDATES]
    )
    yield from waiting.order_by("due_at").values_list("pk", flat=True)[:CANDIDATES]


def lock_gate(*, interface: Interface) -> Gate:
    """The interface's gate, locked to the end of the transaction."""
    Gate.objects.bulk_create(
        [Gate(interface=interface, settings_fingerprint=interface.settings_fingerprint)],
        ignore_conflicts=True,
    )
    return Gate.objects.select_for_update().get(interface=interface)


def count_lease_seconds(delivery: Delivery) -> int:
    """Seconds a claim of this row lasts."""
    if delivery.transaction.kind == Kind.REDEEM:
        return int(settings.LEASE_SECONDS) + int(settings.REDEEM_DEADLINE_SECONDS)
    return int(settings.LEASE_SECONDS)


def _list_claimable() -> QuerySet[Delivery]:
    return Delivery.objects.select_related(
        "transaction__receipt",
        "transaction__interface",
        "transaction__original",
        "transaction__workstation__branch__chain",
    )


def _count_beside(now: datetime) -> Coalesce:
    """Calls that are on the way through a row's interface."""
    flying = Delivery.objects.filter(
        interface=OuterRef("interface"), state__in=IN_FLIGHT, lease_until__gt=now
    )
    count = flying.order_by().values("interface").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(count), 0)


def _claim_first(rows: QuerySet[Delivery], pk: uuid.UUID, now: datetime) -> Claim | None:
    with transaction.atomic():
        found = rows.filter(pk=pk).first()
        return None if found is None else _claim(found, now)


def _claim(delivery: Delivery, now: datetime) -> Claim | None:
    try:
        route = choose_route(delivery=delivery, at=now)
    except NoRoute as error:
        _set_aside(delivery, error.reason, error.fingerprint, now)
        return None
    gate = lock_gate(interface=route.interface)
    gate.refresh(settings_fingerprint=route.interface.settings_fingerprint, at=now)
    if gate.is_stopped:
        _set_aside(delivery, Reason.CREDENTIALS, gate.settings_fingerprint, now)
        return None
    if gate.is_closed(at=now) and delivery.transaction.kind == Kind.REDEEM:
        _set_aside(delivery, Reason.UNREACHABLE, gate.settings_fingerprint, now)
        return None
    if gate.is_closed(at=now) or not has_free_slot(gate, now):
        return None
    moved = delivery.move(
        to=State.CLAIMED,
        at=now,
        attempt_number=delivery.attempt_number + 1,
        lease_until=now + timedelta(seconds=count_lease_seconds(delivery)),
        interface=route.interface,
        settings_fingerprint=gate.settings_fingerprint,
    )
    return Claim(delivery=delivery, route=route) if moved else None


def _set_aside(delivery: Delivery, reason: Reason, fingerprint: str, now: datetime) -> None:
    """Held until the settings change; a redemption does not wait for that."""
    to = State.CANCELLED if delivery.transaction.kind == Kind.REDEEM else State.HELD
    delivery.move(to=to, at=now, reason=reason, settings_fingerprint=fingerprint)


def has_free_slot(gate: Gate, now: datetime) -> bool:
    """Whether one more call may be on the way through this interface.

    A rejected sign-in takes its slot with it: with at most three calls at once, not even calls made
    at the same moment bring a fourth rejection. After a pause of the breaker a single call probes.
    """
    in_flight = Delivery.objects.filter(
        interface=gate.interface_id, state__in=IN_FLIGHT, lease_until__gt=now
    ).count()
    in_flight += gate.asking_until is not None and gate.asking_until > now
    if gate.failures >= BREAKER_THRESHOLD:
        return in_flight == 0
    slots = settings.PAYBACK_CALLS_AT_ONCE
    if gate.rejections:
        slots = min(slots, REJECTIONS_ALLOWED - gate.rejections)
    return in_flight < slots
