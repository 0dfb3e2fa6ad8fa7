"""At most three rejected sign-ins in a quarter of an hour, whoever clicks how often."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from interfaces.choices import DeedOutcome, ProbeState
from interfaces.connection import TooManyRejections, TypedSettings
from interfaces.models import ConnectionTest, Deed
from tests.interfaces.connection.asking import (
    MINUTE,
    NOW,
    NOWHERE,
    SECOND,
    ask,
    carry_out,
    end_as_rejected,
    make_interface,
    type_in,
)
from tests.simulator_process import SimulatorProcess
from tests.transactions.at_once import run_at_once

ELSEWHERE = "https://elsewhere.example"
WINDOW = 15 * MINUTE


def reject(count: int, typed: TypedSettings, **details: Any) -> None:
    """So many tests that PAYBACK rejects, one second after the other from NOW on."""
    for number in range(count):
        moment = NOW + number * SECOND
        end_as_rejected(ask(typed, **details, at=moment), at=moment)


def is_refused(typed: TypedSettings, *, after: timedelta = 3 * SECOND, **details: Any) -> bool:
    """Whether one more is refused so long after NOW."""
    try:
        ask(typed, **details, at=NOW + after)
    except TooManyRejections:
        return True
    return False


@pytest.mark.django_db
class TestAFourthTest:
    def test_is_refused_and_the_next_moment_named(self) -> None:
        interface = make_interface(NOWHERE)
        reject(3, type_in(NOWHERE), interface=interface)

        with pytest.raises(TooManyRejections) as caught:
            ask(type_in(NOWHERE), interface=interface, at=NOW + 5 * SECOND)

        assert caught.value.until == NOW + WINDOW
        assert ConnectionTest.objects.count() == 3

    def test_leaves_a_deed(self) -> None:
        interface = make_interface(NOWHERE)
        reject(3, type_in(NOWHERE), interface=interface)

        assert is_refused(type_in(NOWHERE), interface=interface)

        deed = Deed.objects.get()
        assert (deed.outcome, deed.interface_key) == (DeedOutcome.LOCKED, interface.pk)

    def test_is_refused_for_other_credentials_of_the_same_interface(self) -> None:
        interface = make_interface(NOWHERE)
        reject(3, type_in(NOWHERE), interface=interface)

        assert is_refused(type_in(ELSEWHERE, username="other"), interface=interface)

    @pytest.mark.parametrize("username", ["demo", "DEMO"])
    def test_is_refused_for_the_same_account_without_an_interface(self, username: str) -> None:
        reject(3, type_in(NOWHERE), interface=make_interface(NOWHERE))

        assert is_refused(type_in("PAYBACK.example:443", username=username))

    def test_is_refused_for_an_account_that_is_not_saved_at_all(self) -> None:
        reject(3, type_in(NOWHERE))

        assert is_refused(type_in(NOWHERE))

    @pytest.mark.parametrize(
        "typed", [type_in(ELSEWHERE), type_in(NOWHERE, username="other")], ids=["host", "user"]
    )
    def test_is_allowed_for_another_account_that_is_not_saved(self, typed: TypedSettings) -> None:
        reject(3, type_in(NOWHERE))

        assert not is_refused(typed)

    def test_is_allowed_when_the_first_is_a_quarter_of_an_hour_ago(self) -> None:
        reject(3, type_in(NOWHERE))

        assert is_refused(type_in(NOWHERE), after=WINDOW - SECOND)
        assert not is_refused(type_in(NOWHERE), after=WINDOW)

    def test_is_refused_after_three_whose_worker_was_lost_on_the_way(self) -> None:
        reject(3, type_in(NOWHERE))
        ConnectionTest.objects.update(state=ProbeState.LOST, are_credentials_rejected=False)

        assert is_refused(type_in(NOWHERE))

    def test_is_allowed_after_three_that_never_began(self) -> None:
        reject(3, type_in(NOWHERE))
        ConnectionTest.objects.update(
            state=ProbeState.LOST, are_credentials_rejected=False, started_at=None
        )

        assert not is_refused(type_in(NOWHERE))

    def test_is_allowed_after_three_that_failed_otherwise(self) -> None:
        reject(3, type_in(NOWHERE))
        ConnectionTest.objects.update(are_credentials_rejected=False)

        assert not is_refused(type_in(NOWHERE))

    def test_waits_while_three_are_under_way(self) -> None:
        interface = make_interface(NOWHERE)
        started = [ask(type_in(NOWHERE), interface=interface) for _ in range(3)]

        with pytest.raises(TooManyRejections) as caught:
            ask(type_in(NOWHERE), interface=interface)

        assert len(started) == 3
        assert caught.value.until is None

    def test_is_allowed_when_those_under_way_are_given_up(self) -> None:
        for_all = make_interface(NOWHERE)
        assert [is_refused(type_in(NOWHERE), interface=for_all) for _ in range(3)] == [False] * 3

        assert not is_refused(type_in(NOWHERE), interface=for_all, after=12 * SECOND)


@pytest.mark.django_db
class TestTheSimulator:
    def test_sees_three_wrong_passwords_and_no_fourth(self, simulator: SimulatorProcess) -> None:
        interface = make_interface(simulator.url)
        typed = type_in(simulator.url, password="wrong")
        ends = [carry_out(ask(typed, interface=interface)).reason for _ in range(3)]

        assert is_refused(type_in(simulator.url), interface=interface, after=SECOND)

        assert ends == ["credentials_401"] * 3
        assert len(simulator.calls()) == 3

    def test_sees_as_many_right_ones_as_somebody_likes(self, simulator: SimulatorProcess) -> None:
        interface = make_interface(simulator.url)

        ends = [carry_out(ask(type_in(simulator.url), interface=interface)) for _ in range(5)]

        assert {test.state for test in ends} == {ProbeState.PASSED}


@pytest.mark.django_db(transaction=True)
class TestParallelClicks:
    def test_begin_no_more_than_three_tests(self) -> None:
        interface = make_interface(NOWHERE)

        click = partial(is_refused, type_in(NOWHERE), interface=interface, after=SECOND)

        refused = run_at_once([click] * 12)

        assert refused.count(False) == 3
        assert ConnectionTest.objects.count() == 3
