"""A worker carries a test out; what is over is written down stage by stage."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from interfaces.choices import ProbeObstacle, ProbeState
from interfaces.connection.ending import end_test, give_up_overdue
from interfaces.connection.requesting import is_stored_set
from interfaces.models import ConnectionTest
from interfaces.payback.credentials import Credentials
from interfaces.payback.probe import run_probe
from interfaces.payback.stages import StageEnd, StageState
from interfaces.secrets.sealed import SecretUnreadable


class _Hindered(Exception):
    """PAYBACK is not to be called; `obstacle` is why."""

    def __init__(self, obstacle: ProbeObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class _Taken:
    """A test that nobody else carries out, and the password that is now in this memory only."""

    test: ConnectionTest
    password: str = field(repr=False)


def run_test(*, test_id: uuid.UUID, clock: Callable[[], datetime]) -> None:
    """Takes the test if it still waits, and carries it out. Nothing is ever booked.

    A typed password is gone from the database before the first byte is sent.
    """
    give_up_overdue(now=clock())
    try:
        taken = _take(test_id, clock())
    except _Hindered as hindered:
        test = _find(test_id)
        if test is not None:
            reason = hindered.obstacle.value
            end_test(test, state=ProbeState.FAILED, reason=reason, now=clock())
        return
    if taken is not None:
        _carry_out(taken, clock)


def _take(test_id: uuid.UUID, now: datetime) -> _Taken | None:
    test = _find(test_id)
    if test is None:
        return None
    password = _open_password(test)
    changes: dict[str, Any] = {"state": ProbeState.RUNNING, "started_at": now, "password": None}
    rows = ConnectionTest.objects.filter(pk=test.pk, state=ProbeState.WAITING)
    if not rows.update(**changes):
        return None
    for name, value in changes.items():
        setattr(test, name, value)
    return _Taken(test, password)


def _find(test_id: uuid.UUID) -> ConnectionTest | None:
    rows = ConnectionTest.objects.select_related("interface", "requested_by")
    return rows.filter(pk=test_id, state=ProbeState.WAITING).first()


def _open_password(test: ConnectionTest) -> str:
    """The typed password, or the stored one if the stored set is still the one asked about."""
    if not test.may_be_called:
        raise _Hindered(ProbeObstacle.HOST_NOT_ALLOWED)
    interface = test.interface
    holder = interface if test.uses_stored_password else test
    if holder is None or (holder is interface and not is_stored_set(holder, test)):
        raise _Hindered(ProbeObstacle.SETTINGS_CHANGED)
    try:
        password = holder.password
    except SecretUnreadable as error:
        raise _Hindered(ProbeObstacle.PASSWORD_UNREADABLE) from error
    if not password:
        raise _Hindered(ProbeObstacle.SETTINGS_CHANGED)
    return str(password)


def _carry_out(taken: _Taken, clock: Callable[[], datetime]) -> None:
    test, stages = taken.test, list[dict[str, Any]]()

    def note(end: StageEnd) -> None:
        stages.append(_write(end))
        ConnectionTest.objects.filter(pk=test.pk).update(stages=stages)

    last = run_probe(
        endpoint=test.endpoint,
        credentials=Credentials(username=test.username, password=taken.password),
        partner=test.partner_short_name,
        profile=test.profile,
        report=note,
    )[-1]
    state = ProbeState.FAILED if last.state is StageState.FAILED else ProbeState.PASSED
    end_test(test, state=state, reason=last.reason or "", stages=stages, now=clock())


def _write(end: StageEnd) -> dict[str, Any]:
    return {
        "stage": end.stage.value,
        "state": end.state.value,
        "duration_ms": end.duration_ms,
        "reason": str(end.reason or ""),
        "code": end.code,
    }
