"""Copying an interface to other branches and workstations of its chain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, record_deed
from interfaces.models import Branch, Interface, Workstation
from interfaces.payback.endpoint import InvalidHost
from interfaces.secrets.sealed import SecretUnreadable

Target = Branch | Workstation
Seen = tuple[str, ...]


class SourceChanged(Exception):
    """The interface is not what it was when the copies were planned."""


class CopyRefused(Exception):
    """One of the copies cannot be made; none was."""


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """Which interface is to be copied where.

    The copies start on `start_date` (None: at once) and reach PAYBACK at `host`. `seen` is what
    `read_source` gave when the person decided.
    """

    source: Interface
    targets: Sequence[Target]
    start_date: date | None
    host: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """One copy to be; `problem` says why it cannot be made and is empty when it can."""

    target: Target
    interface: Interface
    takes_password: bool
    problem: str


def read_source(source: Interface) -> Seen:
    """Everything that a copy takes over, the password only as a mark that changes with it."""
    return (
        source.partner_short_name,
        source.host,
        source.username,
        source.profile_name,
        str(source.is_active),
        source.password_mark,
    )


def plan_copies(order: CopyOrder, *, may_take_password: bool) -> list[PlannedCopy]:
    """What `copy_interface` would make now; nothing is stored.

    A copy takes the password along only if `may_take_password` and it reaches PAYBACK at the same
    address (scheme, host, port and path) as the same user. A copy without password is switched off,
    so that no till is led to an interface that cannot work yet.
    """
    password = _open_password(order.source) if may_take_password else None
    return [_plan(order, target, has_password=password is not None) for target in order.targets]


def copy_interface(
    order: CopyOrder, *, may_take_password: bool, user: User, actor: Actor, now: datetime
) -> list[Interface]:
    """Makes all copies, or none; each leaves a deed. Passwords are sealed anew for their row.

    :raises SourceChanged: the interface was changed since `order.seen`.
    :raises CopyRefused: a copy has a problem; `plan_copies` says which.
    """
    try:
        with transaction.atomic():
            source = Interface.objects.select_for_update(of=("self",)).get(pk=order.source.pk)
            if read_source(source) != order.seen:
                raise SourceChanged
            plans = plan_copies(replace(order, source=source), may_take_password=may_take_password)
            if not plans or any(plan.problem for plan in plans):
                raise CopyRefused
            return [_make(plan, source=source, user=user, actor=actor, now=now) for plan in plans]
    except IntegrityError as error:
        raise CopyRefused from error


def _plan(order: CopyOrder, target: Target, *, has_password: bool) -> PlannedCopy:
    source = order.source
    copy = Interface(
        chain=source.chain,
        branch=target if isinstance(target, Branch) else target.branch,
        workstation=target if isinstance(target, Workstation) else None,
        start_date=order.start_date,
        partner_short_name=source.partner_short_name,
        host=order.host,
        username=source.username,
        profile_name=source.profile_name,
    )
    takes_password = has_password and is_same_login(source, copy)
    copy.is_active = source.is_active and takes_password
    problem = next(_list_problems(copy, source), "")
    return PlannedCopy(target, copy, takes_password=takes_password, problem=problem)


def is_same_login(source: Interface, copy: Interface) -> bool:
    """Whether both call the same address (scheme, host, port and path) as the same user."""
    try:
        return (source.endpoint.url, source.username) == (copy.endpoint.url, copy.username)
    except InvalidHost:
        return False


def _list_problems(copy: Interface, source: Interface) -> Iterator[str]:
    if copy.branch is None or copy.branch.chain_id != source.chain_id:
        yield _("gehört zu einer anderen Filialkette")
        return
    try:
        copy.clean_fields(exclude=["password"])
        copy.clean()
    except ValidationError as error:
        yield " ".join(error.messages)
    there = Interface.objects.filter(
        chain=copy.chain_id,
        branch=copy.branch_id,
        workstation=copy.workstation_id,
        start_date=copy.start_date,
    )
    if there.filter(is_active=True).exists():
        yield _("hier gibt es schon eine aktive Schnittstelle mit diesem Start")
    if there.filter(_settings_of(copy)).exists():
        yield _("hier gibt es diese Kopie schon")


def _settings_of(copy: Interface) -> Q:
    return Q(
        partner_short_name=copy.partner_short_name,
        host=copy.host,
        username=copy.username,
        profile_name=copy.profile_name,
    )


def _make(
    plan: PlannedCopy, *, source: Interface, user: User, actor: Actor, now: datetime
) -> Interface:
    copy = plan.interface
    if plan.takes_password:
        # A plain text: what was opened remembers its row and would not be stored in another one.
        copy.password = str(_open_password(source))
        copy.password_set_at = now
        copy.password_set_by = user
    copy.save(force_insert=True)
    record_deed(
        kind=DeedKind.INTERFACE_COPY,
        outcome=DeedOutcome.DONE,
        actor=actor,
        about=copy,
        at=now,
        detail=f"{source} ({source.pk}), "
        + (_("mit Passwort") if plan.takes_password else _("ohne Passwort")),
    )
    return copy


def _open_password(source: Interface) -> str | None:
    try:
        password: str | None = source.password
    except SecretUnreadable:
        return None
    return password
