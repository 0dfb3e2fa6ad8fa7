"""How a test ends that nobody carries out any more, and what stays of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from interfaces.choices import DeedOutcome, ProbeState
from interfaces.connection import give_up_overdue, tidy
from interfaces.connection.ending import end_test
from interfaces.models import ConnectionTest, Deed
from tests.interfaces.connection.asking import (
    MINUTE,
    NOW,
    NOWHERE,
    SECOND,
    ask,
    make_interface,
    reread,
    type_in,
)

pytestmark = pytest.mark.django_db


def start(test: ConnectionTest) -> None:
    """As if a worker had taken it."""
    rows = ConnectionTest.objects.filter(pk=test.pk)
    rows.update(state=ProbeState.RUNNING, started_at=NOW, password=None)


class TestGivingUp:
    @pytest.mark.parametrize(
        ("after", "state"),
        [(8 * SECOND, ProbeState.WAITING), (9 * SECOND, ProbeState.LOST)],
    )
    def test_ends_what_no_worker_took(self, after: timedelta, state: ProbeState) -> None:
        test = ask(type_in(NOWHERE))

        give_up_overdue(now=NOW + after)

        assert reread(test).state == state

    @pytest.mark.parametrize(
        ("after", "state"),
        [(30 * SECOND, ProbeState.RUNNING), (31 * SECOND, ProbeState.LOST)],
    )
    def test_ends_what_lost_its_worker(self, after: timedelta, state: ProbeState) -> None:
        test = ask(type_in(NOWHERE))
        start(test)

        give_up_overdue(now=NOW + after)

        assert reread(test).state == state

    def test_says_why_and_leaves_a_deed_and_no_password(self) -> None:
        test = ask(type_in(NOWHERE), interface=make_interface(NOWHERE))

        give_up_overdue(now=NOW + MINUTE)

        ended = reread(test)
        assert (ended.reason, ended.password_sealed) == ("worker_absent", None)
        assert Deed.objects.get().outcome == DeedOutcome.FAILED

    def test_names_the_lost_worker(self) -> None:
        test = ask(type_in(NOWHERE))
        start(test)

        give_up_overdue(now=NOW + MINUTE)

        assert reread(test).reason == "worker_lost"


class TestEnding:
    def test_happens_once(self) -> None:
        first = ask(type_in(NOWHERE))
        second = reread(first)

        ended = [
            end_test(one, state=ProbeState.LOST, reason="worker_absent", now=NOW)
            for one in (first, second)
        ]

        assert ended == [True, False]
        assert Deed.objects.count() == 1

    @pytest.mark.parametrize("state", [ProbeState.RUNNING, ProbeState.PASSED, ProbeState.LOST])
    def test_cannot_leave_a_password_behind(self, state: ProbeState) -> None:
        test = ask(type_in(NOWHERE))

        with pytest.raises(IntegrityError, match="keeps_no_password"), transaction.atomic():
            ConnectionTest.objects.filter(pk=test.pk).update(state=state)


class TestTidying:
    def test_forgets_passwords_nobody_came_for(self) -> None:
        test = ask(type_in(NOWHERE))

        tidy(now=NOW + MINUTE)

        assert reread(test).password_sealed is None

    def test_forgets_unsaved_settings_after_a_day_and_keeps_the_others(self) -> None:
        ask(type_in(NOWHERE))
        kept = ask(type_in(NOWHERE), interface=make_interface(NOWHERE))
        tidy(now=NOW + MINUTE)

        tidy(now=NOW + timedelta(days=1, minutes=2))

        assert list(ConnectionTest.objects.all()) == [kept]
