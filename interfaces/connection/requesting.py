"""A person asks for a test: which set of settings it is about, and whether it may begin."""

from dataclasses import dataclass, field
from datetime import datetime

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from interfaces.choices import DeedKind, DeedOutcome, ProbeObstacle, ProbeState
from interfaces.connection.ending import end_test, give_up_overdue
from interfaces.connection.rejections import TooManyRejections, lock_requests, refuse_locked
from interfaces.deeds import Actor, record_deed
from interfaces.models import ConnectionTest, Interface
from interfaces.outbound import explain_host, read_endpoint
from interfaces.payback.endpoint import InvalidHost

RUN_TASK = "interfaces.tasks.run_connection_test"
logger = structlog.get_logger(__name__)


class HostUnusable(Exception):
    """The host is no address or not allowed; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class PasswordMissing(Exception):
    """None was typed, and none is stored."""


class SettingsMixed(Exception):
    """No password was typed, and the stored one belongs to other settings than those typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSettings:
    """What stands in the form. An empty password means the stored one."""

    host: str
    username: str
    partner_short_name: str
    profile_name: str
    password: str = field(default="", repr=False)

    @property
    def account(self) -> str:
        """Whom PAYBACK would lock: a user at an address.

        :raises InvalidHost: the host is no usable address.
        """
        origin = read_endpoint(self.host, profile_name=self.profile_name).origin
        return f"{origin} {self.username.casefold()}"


def request_test(
    *, interface: Interface | None, typed: TypedSettings, actor: Actor, now: datetime
) -> ConnectionTest:
    """Notes a test and wakes a worker for it; nothing is saved at the interface.

    It is about the complete typed set, or about the complete stored one, never about a mixture: a
    stored password goes only where it was stored for. A test whose worker cannot be woken comes
    back ended.

    :raises HostUnusable: the host is no address, or the operator does not allow it.
    :raises PasswordMissing: no password was typed and none is stored.
    :raises SettingsMixed: no password was typed, and the typed settings are not the stored ones.
    :raises TooManyRejections: credentials were rejected too often; a deed says that it was tried.
    """
    problem = explain_host(typed.host, profile_name=typed.profile_name)
    if problem:
        raise HostUnusable(problem)
    if not typed.password:
        _refuse_mixture(interface, typed)
    give_up_overdue(now=now)
    try:
        test = _note_test(interface, typed, actor, now)
    except TooManyRejections:
        record_deed(
            kind=DeedKind.CONNECTION_TEST,
            outcome=DeedOutcome.LOCKED,
            actor=actor,
            about=interface,
            at=now,
            detail=typed.host,
        )
        raise
    if not _wake_worker(test):
        end_test(test, state=ProbeState.LOST, reason=ProbeObstacle.BROKER_DOWN, now=now)
    return test


def is_stored_set(interface: Interface, settings: TypedSettings | ConnectionTest) -> bool:
    """Whether host, user, partner and profile are those the interface has stored."""
    try:
        stored = interface.endpoint
        given = read_endpoint(settings.host, profile_name=settings.profile_name)
    except InvalidHost:
        return False
    return (stored, interface.profile_name, interface.username, interface.partner_short_name) == (
        given,
        settings.profile_name,
        settings.username,
        settings.partner_short_name,
    )


def _refuse_mixture(interface: Interface | None, typed: TypedSettings) -> None:
    if interface is None or not interface.has_password:
        raise PasswordMissing
    if not is_stored_set(interface, typed):
        raise SettingsMixed


def _note_test(
    interface: Interface | None, typed: TypedSettings, actor: Actor, now: datetime
) -> ConnectionTest:
    test = ConnectionTest(
        interface=interface,
        requested_at=now,
        requested_by_id=actor.user_key,
        remote_address=actor.remote_address,
        request_id=actor.request_id[:64],
        host=typed.host,
        username=typed.username,
        partner_short_name=typed.partner_short_name,
        profile_name=typed.profile_name,
        uses_stored_password=not typed.password,
        account=typed.account,
    )
    test.password = typed.password or None
    with transaction.atomic():
        lock_requests()
        refuse_locked(interface=interface, account=typed.account, now=now)
        test.save()
    return test


def _wake_worker(test: ConnectionTest) -> bool:
    try:
        current_app.signature(RUN_TASK, args=[str(test.pk)]).apply_async()
    except OperationalError as error:
        logger.warning("connection_test_stuck", test=str(test.pk), error=type(error).__name__)
        return False
    return True
