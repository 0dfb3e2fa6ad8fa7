"""Asking PAYBACK for a member's points, inside the till's own request; nothing is booked."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from interfaces.choices import NotReady
from interfaces.models import Interface, Workstation
from interfaces.payback.cards import Card
from interfaces.payback.client import PaybackClient
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import InvalidHost
from interfaces.payback.errors import Misconfigured, PaybackError, Refused, Unfit
from interfaces.payback.messages import BalanceQuery, Party
from interfaces.queries import get_effective_interface
from interfaces.secrets.sealed import SecretUnreadable
from transactions.models import ChainRules, Gate
from transactions.receipts.sentences import Explanation, explain_refusal
from transactions.sending.claim import has_free_slot, lock_gate

POLL_SECONDS = 0.05


class BalanceUnavailable(Exception):
    """PAYBACK gave no answer, or was not asked."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Available points, or the code of PAYBACK's refusal."""

    points: int | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Spending:
    """What a balance is worth, in cents of EUR, None where nobody knows; or why it pays nothing."""

    value_cents: int | None
    obstacle: Explanation | None = None


def ask_balance(*, workstation: Workstation, card: Card, clock: Callable[[], datetime]) -> Balance:
    """The points a member can spend now, as PAYBACK says.

    At most one such question is on its way through an interface, and it counts among its calls, so
    that rejected credentials are not tried more often than allowed.

    :raises BalanceUnavailable: no interface, no free place in time, or no usable answer.
    """
    end = time.monotonic() + settings.REDEEM_DEADLINE_SECONDS
    interface = get_effective_interface(workstation=workstation, at=clock()).winner
    if interface is None:
        raise BalanceUnavailable(NotReady.NO_INTERFACE.value)
    client = _build_client(interface, end)
    query = BalanceQuery(
        card=card.number,
        device_id=workstation.computer_name,
        party=Party(
            interface.partner_short_name, branch=workstation.branch.payback_short_name or None
        ),
    )
    with _place_at_gate(interface, end, clock) as fingerprint:
        return _ask(client, query, interface, fingerprint, clock)


def judge_spending(balance: Balance, rules: ChainRules) -> Spending:
    """What `balance` is worth, and why the member cannot pay with it, if so."""
    if balance.points is None:
        refusal = Explanation(code=balance.refusal, message=explain_refusal(balance.refusal))
        return Spending(value_cents=None, obstacle=refusal)
    value = max(0, balance.points) * rules.cents_per_point
    if balance.points >= rules.minimum_balance_points:
        return Spending(value_cents=value)
    message = _("Zum Bezahlen sind mindestens %(points)s Punkte nötig.")
    return Spending(
        value_cents=value,
        obstacle=Explanation(
            code="balance_too_low", message=message % {"points": rules.minimum_balance_points}
        ),
    )


def _ask(
    client: PaybackClient,
    query: BalanceQuery,
    interface: Interface,
    fingerprint: str,
    clock: Callable[[], datetime],
) -> Balance:
    try:
        answer, _record = client.get_balance(query)
    except Refused as refusal:
        _note(interface, fingerprint, lambda gate: gate.note_answer())
        return Balance(None, refusal.code)
    except Unfit as error:
        raise BalanceUnavailable("unfit") from error
    except Misconfigured as error:
        _note(interface, fingerprint, lambda gate: gate.note_rejection(at=clock()))
        raise BalanceUnavailable("credentials") from error
    except PaybackError as error:
        _note(interface, fingerprint, lambda gate: gate.note_failure(at=clock()))
        raise BalanceUnavailable("no_answer") from error
    _note(interface, fingerprint, lambda gate: gate.note_answer())
    return Balance(answer.available_points)


def _build_client(interface: Interface, end: float) -> PaybackClient:
    try:
        password, endpoint = interface.password, interface.endpoint
    except (SecretUnreadable, InvalidHost) as error:
        raise BalanceUnavailable("configuration") from error
    if not password:
        raise BalanceUnavailable("configuration")
    profile = interface.profile
    limit = min(profile.total_timeout_seconds, max(end - time.monotonic(), POLL_SECONDS))
    return PaybackClient(
        endpoint=endpoint,
        credentials=Credentials(username=interface.username, password=str(password)),
        profile=replace(profile, total_timeout_seconds=limit),
    )


@contextmanager
def _place_at_gate(
    interface: Interface, end: float, clock: Callable[[], datetime]
) -> Iterator[str]:
    """The one place for a question, taken and given back; yields the settings' fingerprint."""
    while not _take_place(interface, clock()):
        if time.monotonic() + POLL_SECONDS > end:
            raise BalanceUnavailable("busy")
        time.sleep(POLL_SECONDS)
    try:
        yield interface.settings_fingerprint
    finally:
        Gate.objects.filter(interface=interface).update(asking_until=None)


def _take_place(interface: Interface, now: datetime) -> bool:
    with transaction.atomic():
        gate = lock_gate(interface=interface)
        gate.refresh(settings_fingerprint=interface.settings_fingerprint, at=now)
        if gate.is_stopped or gate.is_closed(at=now):
            raise BalanceUnavailable("stopped")
        is_asking = gate.asking_until is not None and gate.asking_until > now
        if is_asking or not has_free_slot(gate, now):
            return False
        lease = settings.LEASE_SECONDS + settings.REDEEM_DEADLINE_SECONDS
        gate.asking_until = now + timedelta(seconds=lease)
        gate.save(update_fields=["asking_until"])
        return True


def _note(interface: Interface, fingerprint: str, change: Callable[[Gate], None]) -> None:
    """Counts the end of the call, unless the settings changed meanwhile."""
    with transaction.atomic():
        gate = lock_gate(interface=interface)
        if gate.settings_fingerprint == fingerprint:
            change(gate)
