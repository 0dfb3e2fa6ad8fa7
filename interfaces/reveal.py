"""The reveal of a stored password ("Auge"): who may, the own password again, the record of it."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from interfaces.choices import DeedKind, DeedOutcome, Role
from interfaces.deeds import read_actor, record_deed
from interfaces.models import Chain, Deed, Interface
from interfaces.secrets.sealed import SecretUnreadable

# Goes with the credentials, so that whoever counts failures can tell them from those of signing in.
PURPOSE = "reveal"
_RIGHT_ENTRY = (DeedOutcome.DONE, DeedOutcome.NOTHING_STORED, DeedOutcome.UNREADABLE)


@dataclass(frozen=True, slots=True)
class RevealEnd:
    """How a try ended.

    `password` is there for DONE only. `tries_left` counts after WRONG_PASSWORD; `locked_until` is
    set as soon as no further try is allowed before then. `is_found` is False where the interface
    does not exist for this user.
    """

    outcome: DeedOutcome
    password: str | None = field(default=None, repr=False)
    tries_left: int = 0
    locked_until: datetime | None = None
    is_found: bool = True


def is_administrator(user: User | AnonymousUser) -> bool:
    """Whether `user` is in the group now. Being a superuser is not enough."""
    return (
        user.is_active
        and user.is_staff
        and user.groups.filter(name=Role.ADMINISTRATOR.value).exists()
    )


def may_reveal(*, user: User | AnonymousUser, interface_id: uuid.UUID) -> bool:
    """Whether there is an eye for `user` at this interface now."""
    return _has_option(interface_id) and is_administrator(user)


@sensitive_variables("own_password", "end")
def reveal_password(
    *,
    request: HttpRequest,
    interface: Interface | None,
    asked_for: uuid.UUID,
    own_password: str,
    now: datetime,
) -> RevealEnd:
    """Gives out the password of `interface` to an administrator who enters the own one.

    `interface` is None where no interface of the key `asked_for` exists for the user. Checked in
    this order: group, interface, option of the chain, lockout, own password. Tries of one user are
    taken one after the other, so that no more than REVEAL_FAILURES_ALLOWED wrong entries are ever
    looked at. However the try ends, its record is committed before this returns.

    :raises django.db.DatabaseError: the record could not be written; nothing is given out.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(username=request.user.get_username())
        end = _try(request, user, interface, own_password, now)
        about = interface or Interface.objects.filter(pk=asked_for).first()
        record_deed(
            kind=DeedKind.REVEAL,
            outcome=end.outcome,
            actor=read_actor(request),
            about=about,
            at=now,
            detail="" if about else str(asked_for),
        )
    return end


@sensitive_variables("own_password")
def _try(
    request: HttpRequest, user: User, interface: Interface | None, own_password: str, now: datetime
) -> RevealEnd:
    if not is_administrator(user):
        return RevealEnd(DeedOutcome.DENIED)
    if interface is None:
        return RevealEnd(DeedOutcome.DENIED, is_found=False)
    if not _has_option(interface.pk):
        return RevealEnd(DeedOutcome.OPTION_OFF)
    wrong_entries = _list_wrong_entries(user, now)
    locked_until = _find_end_of_lockout(wrong_entries)
    if locked_until and locked_until > now:
        return RevealEnd(DeedOutcome.LOCKED, locked_until=locked_until)
    if not _is_own_password(request, user, own_password):
        return _count_wrong_entry(wrong_entries, now)
    return _open(interface)


def _has_option(interface_id: uuid.UUID) -> bool:
    return Chain.objects.filter(interfaces=interface_id, may_reveal_passwords=True).exists()


def _list_wrong_entries(user: User, now: datetime) -> list[datetime]:
    """The moments of the latest wrong entries since the last right one, newest first."""
    entries = (
        Deed.objects.filter(
            user_key=user.pk,
            kind=DeedKind.REVEAL,
            outcome__in=(DeedOutcome.WRONG_PASSWORD, *_RIGHT_ENTRY),
            done_at__gt=now - 2 * _get_window(),
        )
        .order_by("-done_at", "-id")
        .values_list("outcome", "done_at")[: settings.REVEAL_FAILURES_ALLOWED]
    )
    return [at for _, at in takewhile(lambda row: row[0] == DeedOutcome.WRONG_PASSWORD, entries)]


def _find_end_of_lockout(wrong_entries: list[datetime]) -> datetime | None:
    """As long after the last of too many entries as the time within which they were made."""
    if len(wrong_entries) < settings.REVEAL_FAILURES_ALLOWED:
        return None
    newest, oldest = wrong_entries[0], wrong_entries[-1]
    return newest + _get_window() if newest - oldest < _get_window() else None


def _count_wrong_entry(earlier: list[datetime], now: datetime) -> RevealEnd:
    recent = [at for at in earlier if now - at < _get_window()]
    tries_left = settings.REVEAL_FAILURES_ALLOWED - len(recent) - 1
    return RevealEnd(
        DeedOutcome.WRONG_PASSWORD,
        tries_left=tries_left,
        locked_until=None if tries_left else now + _get_window(),
    )


@sensitive_variables("own_password")
def _is_own_password(request: HttpRequest, user: User, own_password: str) -> bool:
    found = authenticate(
        request, username=user.get_username(), password=own_password, purpose=PURPOSE
    )
    return found is not None and found.pk == user.pk


def _open(interface: Interface) -> RevealEnd:
    try:
        password = interface.password
    except SecretUnreadable:
        return RevealEnd(DeedOutcome.UNREADABLE)
    if not password:
        return RevealEnd(DeedOutcome.NOTHING_STORED)
    return RevealEnd(DeedOutcome.DONE, password=password)


def _get_window() -> timedelta:
    return timedelta(minutes=settings.REVEAL_LOCKOUT_MINUTES)
