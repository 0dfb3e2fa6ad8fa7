"""How a test ends, by itself or because nobody carries it out any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from interfaces.choices import DeedKind, DeedOutcome, ProbeObstacle, ProbeState
from interfaces.deeds import Actor, record_deed
from interfaces.models import ConnectionTest
from interfaces.payback.stages import REJECTED_CREDENTIALS

# A worker takes a test within milliseconds; a person waits no longer than this for nothing.
PATIENCE = timedelta(seconds=8)
# Above everything a call may take (the profiles' total timeout).
LONGEST = timedelta(seconds=30)
UNSAVED_KEPT = timedelta(days=1)
logger = structlog.get_logger(__name__)


def end_test(
    test: ConnectionTest,
    *,
    state: ProbeState,
    now: datetime,
    reason: str = "",
    stages: Sequence[dict[str, Any]] | None = None,
) -> bool:
    """Ends the test if it still stands as this instance saw it, forgets its password, and writes
    the deed of whoever asked for it in the same transaction.

    False: somebody else ended it before.
    """
    values: dict[str, Any] = {
        "state": state,
        "reason": reason,
        "ended_at": now,
        "password": None,
        "are_credentials_rejected": reason in REJECTED_CREDENTIALS,
    }
    if stages is not None:
        values["stages"] = list(stages)
    with transaction.atomic():
        rows = ConnectionTest.objects.filter(pk=test.pk, state=test.state)
        if not rows.update(**values):
            return False
        for name, value in values.items():
            setattr(test, name, value)
        _record(test, now)
    logger.info("connection_test_ended", test=str(test.pk), state=state.value, reason=reason)
    return True


def give_up_overdue(*, now: datetime) -> int:
    """Ends tests that no worker took in time, and those whose worker was lost; how many."""
    overdue = ConnectionTest.objects.select_related("interface", "requested_by").filter(
        Q(state=ProbeState.WAITING, requested_at__lt=now - PATIENCE)
        | Q(state=ProbeState.RUNNING, started_at__lt=now - LONGEST)
    )
    obstacles = {
        ProbeState.WAITING: ProbeObstacle.WORKER_ABSENT,
        ProbeState.RUNNING: ProbeObstacle.WORKER_LOST,
    }
    return sum(
        end_test(
            test, state=ProbeState.LOST, reason=obstacles[ProbeState(test.state)].value, now=now
        )
        for test in overdue
    )


def tidy(*, now: datetime) -> None:
    """Gives up what is overdue, and forgets yesterday's tests of settings nobody saved."""
    give_up_overdue(now=now)
    ConnectionTest.objects.filter(interface=None, ended_at__lt=now - UNSAVED_KEPT).delete()


def _record(test: ConnectionTest, now: datetime) -> None:
    user = test.requested_by
    record_deed(
        kind=DeedKind.CONNECTION_TEST,
        outcome=DeedOutcome.DONE if test.state == ProbeState.PASSED else DeedOutcome.FAILED,
        actor=Actor(
            user_key=test.requested_by_id,
            username=user.get_username() if user else "",
            remote_address=test.remote_address,
            request_id=test.request_id,
        ),
        about=test.interface,
        at=now,
        detail=f"{test.host}: {test.reason or test.state}",
    )
