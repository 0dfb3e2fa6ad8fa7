"""Asking for tests as the page does, and carrying them out as a worker does."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from interfaces.choices import ProbeState
from interfaces.connection import TypedSettings, request_test, run_test
from interfaces.deeds import Actor
from interfaces.models import ConnectionTest, Interface
from tests.factories import InterfaceFactory
from tests.simulator_process import PARTNER, PASSWORD, USERNAME

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NOWHERE = "https://payback.example"


def make_interface(host: str, **changes: Any) -> Interface:
    """An interface as the database holds it; by default with what the simulator accepts."""
    row = InterfaceFactory.create(
        **{
            "host": host,
            "partner_short_name": PARTNER,
            "username": USERNAME,
            "password": PASSWORD,
            **changes,
        }
    )
    return Interface.objects.get(pk=row.pk)


def type_in(host: str, **changes: Any) -> TypedSettings:
    """A complete typed set; by default what the simulator accepts."""
    return TypedSettings(
        **{
            "host": host,
            "username": USERNAME,
            "partner_short_name": PARTNER,
            "profile_name": "simulator",
            "password": PASSWORD,
            **changes,
        }
    )


def ask(
    typed: TypedSettings,
    *,
    interface: Interface | None = None,
    user: User | None = None,
    at: datetime = NOW,
) -> ConnectionTest:
    """A test as somebody asks for it."""
    actor = Actor(
        user_key=user.pk if user else None,
        username=user.get_username() if user else "",
        remote_address="192.0.2.9",
        request_id="kennung",
    )
    return request_test(interface=interface, typed=typed, actor=actor, now=at)


def carry_out(test: ConnectionTest, *, at: datetime | None = None) -> ConnectionTest:
    """What became of it after a worker was there."""
    moment = at or test.requested_at
    run_test(test_id=test.pk, clock=lambda: moment)
    return reread(test)


def reread(test: ConnectionTest) -> ConnectionTest:
    """The row as it stands in the database."""
    return ConnectionTest.objects.get(pk=test.pk)


def name_stages(test: ConnectionTest) -> dict[str, str]:
    """How the stages ended that are over."""
    return {row["stage"]: row["state"] for row in test.stages}


def end_as_rejected(test: ConnectionTest, *, at: datetime) -> None:
    """As if PAYBACK had rejected its credentials at that moment."""
    ConnectionTest.objects.filter(pk=test.pk).update(
        state=ProbeState.FAILED,
        password=None,
        started_at=at,
        ended_at=at,
        reason="credentials_401",
        are_credentials_rejected=True,
    )
