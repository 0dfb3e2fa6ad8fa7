"""PAYBACK rejects our credentials, or is down for a while: few calls, and everything in the end."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.faults.cases import EVERY_RETURN, RETURNS, Asked, prepare_all
from tests.faults.stack import PASSWORD, Stack
from tests.faults.till import Till, assert_booked_once
from tests.simulator_process import PARTNER, USERNAME

QUEUED = 20
MOST_REJECTED_CALLS = 3
NEW_PASSWORD = f"{PASSWORD}-new"
BREAKER_THRESHOLD = 5


class TestRejectedCredentials:
    def test_are_shown_to_payback_three_times_and_corrected_ones_book_everything(
        self, stack: Stack, till: Till
    ) -> None:
        stack.kill("worker")
        sales = [till.sell() for _ in range(QUEUED)]
        stack.simulator.accept(partner=PARTNER, username=USERNAME, password=NEW_PASSWORD)

        stack.start("worker")

        till.witness.wait_for("held", *sales)
        rejected = len(till.witness.calls(*sales))
        assert {till.witness.row(sale)["reason"] for sale in sales} == {"credentials"}
        assert {till.read(sale)["outcome"] for sale in sales} == {"queued"}
        stack.store_password(NEW_PASSWORD, till.place)
        till.witness.wait_for("booked", *sales)
        assert_booked_once(till, *sales)
        assert rejected <= MOST_REJECTED_CALLS
        assert len(till.witness.calls(*sales)) == rejected + QUEUED


@pytest.fixture(scope="module")
def rejected(running_stack: Stack) -> Mapping[str, tuple[Asked, dict[str, Any]]]:
    """Returns of each kind that met rejected credentials, and the deliveries as they stood then.

    In the end their interfaces have a corrected password.
    """
    stack = running_stack
    stack.restore()
    cases = prepare_all(stack, RETURNS)
    stack.simulator.accept(partner=PARTNER, username=USERNAME, password=NEW_PASSWORD)
    found = {}
    for kind, case in cases.items():
        asked = case.ask()
        case.till.witness.wait_for("held", asked)
        found[kind] = (case, asked), case.till.witness.row(asked)
    stack.store_password(NEW_PASSWORD, *(case.till.place for case in cases.values()))
    for case, asked in (one for one, _rows in found.values()):
        case.till.witness.wait_for("booked", asked)
    return found


@EVERY_RETURN
class TestReturnWithRejectedCredentials:
    def test_is_held_and_done_once_when_they_are_corrected(
        self, rejected: Mapping[str, tuple[Asked, dict[str, Any]]], kind: str
    ) -> None:
        (case, asked), held = rejected[kind]

        assert held["reason"] == "credentials"
        case.assert_done_once(asked)
        assert case.verdicts(asked) == ["unauthorised", "booked"]


class TestPaybackThatIsDown:
    def test_is_probed_with_one_call_a_pause_and_gets_everything_when_it_is_back(
        self, stack: Stack, till: Till
    ) -> None:
        stack.kill("worker")
        sales = [till.sell() for _ in range(QUEUED)]
        stack.simulator.trouble("http_500", card=till.place.card, calls=None)
        stack.start("worker")
        till.witness.wait_for_pause()
        first = len(till.witness.calls(*sales))

        till.witness.end_pause()
        till.witness.wait_for_pause()
        second = len(till.witness.calls(*sales))
        stack.simulator.clear_troubles()
        till.witness.end_pause()

        till.witness.wait_for("booked", *sales)
        assert BREAKER_THRESHOLD <= first < QUEUED
        assert second == first + 1
        assert_booked_once(till, *sales)
        assert len(till.witness.calls(*sales)) == second + QUEUED
