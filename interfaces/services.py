"""Letting workstations in: one-time codes and tokens."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import NOBODY, Actor, read_request_id, record_deed
from interfaces.models import (
    EnrolmentCode,
    EnrolmentFailure,
    Interface,
    Workstation,
    WorkstationToken,
)

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
TOKEN_PREFIX = "pbw_"  # noqa: S105  (marks what the text is; it is no secret)


class EnrolmentRefused(Exception):
    """The one-time code is wrong, used or expired."""


class EnrolmentLocked(Exception):
    """Too many wrong codes from this address; `until` is when it may try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(str(until))
        self.until = until


class OtherComputer(Exception):
    """The code is good, but was made for a computer of another name."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A fresh one-time code in the clear, shown once."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewToken:
    """A fresh token in the clear, handed over once."""

    token: str
    workstation: Workstation


def create_enrolment_code(
    *,
    workstation: Workstation,
    created_by: User | None,
    now: datetime,
    ends_older_tokens: bool = False,
    actor: Actor = NOBODY,
) -> NewCode:
    """Makes a one-time code and leaves a deed; earlier unused codes of the workstation end with it.

    With `ends_older_tokens`, once the code is used, older tokens last TOKEN_OVERLAP_HOURS more.
    """
    characters = "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))
    expires_at = now + timedelta(minutes=settings.ENROLMENT_CODE_MINUTES)
    with transaction.atomic():
        EnrolmentCode.objects.filter(workstation=workstation, used_at=None).update(expires_at=now)
        EnrolmentCode.objects.create(
            workstation=workstation,
            digest=digest_code(characters),
            created_at=now,
            expires_at=expires_at,
            ends_older_tokens=ends_older_tokens,
            created_by=created_by,
        )
        record_deed(
            kind=DeedKind.TOKEN_ROLL if ends_older_tokens else DeedKind.ENROLMENT_CODE,
            outcome=DeedOutcome.DONE,
            actor=actor,
            about=workstation,
            at=now,
        )
    grouped = "-".join(characters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
    return NewCode(code=grouped, expires_at=expires_at)


def enrol_workstation(
    *, code: str, computer_name: str | None, remote_address: str, now: datetime
) -> NewToken:
    """Turns a one-time code into a token; however it ends, it leaves a deed.

    `computer_name` is None where it cannot be known: a browser does not tell it.

    Earlier tokens of the workstation stay valid, unless the code says that they end.

    :raises EnrolmentLocked: too many wrong codes from `remote_address`; leaves no deed.
    :raises EnrolmentRefused: the code is wrong, used or expired; counted.
    :raises OtherComputer: the code was made for another computer name; it stays usable.
    """
    refuse_locked_address(remote_address=remote_address, now=now)
    till = Actor(remote_address=remote_address, request_id=read_request_id())
    with transaction.atomic():
        found = (
            EnrolmentCode.objects.select_for_update(of=("self",))
            .select_related("workstation__branch__chain")
            .filter(digest=digest_code(code), used_at=None, expires_at__gt=now)
            .first()
        )
        if found is None:
            EnrolmentFailure.objects.create(remote_address=remote_address, failed_at=now)
            _note_enrolment(DeedOutcome.DENIED, None, till, now=now)
        elif not _is_for(found.workstation, computer_name):
            _note_enrolment(DeedOutcome.FAILED, found.workstation, till, now=now)
        else:
            return _give_token(found, till, now=now)
    raise EnrolmentRefused if found is None else OtherComputer


def _is_for(workstation: Workstation, computer_name: str | None) -> bool:
    own = workstation.computer_name.casefold()
    return computer_name is None or computer_name.casefold() == own


def _give_token(code: EnrolmentCode, till: Actor, *, now: datetime) -> NewToken:
    code.used_at = now
    code.save(update_fields=["used_at"])
    workstation, token = code.workstation, TOKEN_PREFIX + secrets.token_urlsafe(32)
    if code.ends_older_tokens:
        end = now + timedelta(hours=settings.TOKEN_OVERLAP_HOURS)
        still_longer = Q(expires_at=None) | Q(expires_at__gt=end)
        workstation.tokens.filter(still_longer, revoked_at=None).update(expires_at=end)
    WorkstationToken.objects.create(
        workstation=workstation, digest=digest_token(token), created_at=now
    )
    _note_enrolment(DeedOutcome.DONE, workstation, till, now=now)
    return NewToken(token=token, workstation=workstation)


def _note_enrolment(
    outcome: DeedOutcome, workstation: Workstation | None, till: Actor, *, now: datetime
) -> None:
    record_deed(
        kind=DeedKind.ENROLMENT,
        outcome=outcome,
        actor=till,
        about=workstation,
        at=now,
        detail=_("anderer Rechnername") if outcome == DeedOutcome.FAILED else "",
    )


def refuse_locked_address(*, remote_address: str, now: datetime) -> None:
    """Lets pass while the address had few wrong codes lately.

    :raises EnrolmentLocked: it had too many.
    """
    window = timedelta(minutes=settings.ENROLMENT_LOCKOUT_MINUTES)
    recent = EnrolmentFailure.objects.filter(
        remote_address=remote_address, failed_at__gt=now - window
    ).order_by("-failed_at")[: settings.ENROLMENT_FAILURES_ALLOWED]
    failures = [row.failed_at for row in recent]
    if len(failures) >= settings.ENROLMENT_FAILURES_ALLOWED:
        raise EnrolmentLocked(until=failures[-1] + window)


def revoke_tokens(*, workstation: Workstation, now: datetime, actor: Actor = NOBODY) -> int:
    """Ends every token and every unused code of the workstation at once; the number of tokens."""
    with transaction.atomic():
        workstation.enrolment_codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
        ended = workstation.tokens.filter(revoked_at=None).update(revoked_at=now)
        _note_revocation(workstation, ended, actor, now=now)
    return ended


def revoke_token(*, token: WorkstationToken, now: datetime, actor: Actor = NOBODY) -> bool:
    """Ends one token at once; False when it was revoked already."""
    with transaction.atomic():
        is_ended = bool(
            WorkstationToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
        )
        if is_ended:
            _note_revocation(token.workstation, 1, actor, now=now)
    return is_ended


def _note_revocation(workstation: Workstation, ended: int, actor: Actor, *, now: datetime) -> None:
    record_deed(
        kind=DeedKind.TOKEN_REVOKE,
        outcome=DeedOutcome.DONE,
        actor=actor,
        about=workstation,
        at=now,
        detail=_("%(count)s Zugangsschlüssel") % {"count": ended},
    )


def store_password(
    *, interface_id: uuid.UUID, password: str, set_by: User | None, now: datetime
) -> None:
    """Seals `password` for the interface as it is stored now and notes who set it and when."""
    with transaction.atomic():
        interface = Interface.objects.select_for_update(of=("self",)).get(pk=interface_id)
        interface.password = password
        interface.password_set_at = now
        interface.password_set_by = set_by
        interface.save(update_fields=["password", "password_set_at", "password_set_by"])


def digest_code(code: str) -> str:
    """What is stored of a one-time code; blanks, dashes and letter case do not count."""
    plain = "".join(code.upper().replace("-", " ").split())
    return hashlib.sha256(plain.encode()).hexdigest()


def digest_token(token: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
