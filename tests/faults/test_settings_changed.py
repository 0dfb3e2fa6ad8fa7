"""Settings change between acceptance and sending: what was accepted is sent as accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.cases import EVERY_KIND, Asked, Case, prepare_all
from tests.faults.paying import redeem
from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once
from tests.interfaces.simulator.envelopes import RICH
from tests.simulator_process import PARTNER

LESS_THAN_THE_BREAKERS_PAUSE_SECONDS = 10.0

INTERFACE = "UPDATE interfaces_interface SET {} WHERE branch_id = %s"
SWITCHED_OFF = {
    "interface is switched off": INTERFACE.format("is_active = false"),
    "start date is put off": INTERFACE.format("start_date = current_date + 30"),
    "branch is switched off": "UPDATE interfaces_branch SET is_active = false WHERE id = %s",
    "till is switched off": (
        "UPDATE interfaces_workstation SET is_active = false WHERE branch_id = %s"
    ),
}
RENAME_PARTNER = INTERFACE.format("partner_short_name = 'ANDERE'")
NAME_PARTNER_AS_BEFORE = INTERFACE.format("partner_short_name = 'DEMOOPTIK'")

Cases = Mapping[tuple[str, str], Asked]


@dataclass(frozen=True)
class Renamed:
    """What was asked before the partner was renamed, how it stood then, and what PAYBACK heard."""

    case: Case
    asked: str
    reason: str
    calls: list[dict[str, Any]]


@pytest.fixture(scope="module")
def changed(running_stack: Stack) -> tuple[Cases, Mapping[str, Renamed]]:
    """One of each kind for each change that came after it was accepted, all booked by now.

    Renamed partners have their name back.
    """
    stack = running_stack
    stack.restore()
    cases = {name: prepare_all(stack) for name in (*SWITCHED_OFF, RENAME_PARTNER)}
    stack.kill("worker")
    asked = {
        (kind, name): (case, case.ask())
        for name, of_change in cases.items()
        for kind, case in of_change.items()
    }
    for (_kind, name), (case, _asked) in asked.items():
        assert stack.database.change(SWITCHED_OFF.get(name, name), case.till.place.branch_id)
    stack.start("worker")
    renamed = {
        kind: note_held(stack, *asked.pop((kind, RENAME_PARTNER))) for kind in cases[RENAME_PARTNER]
    }
    for case, transaction in asked.values():
        case.till.witness.wait_for("booked", transaction)
    return asked, renamed


def note_held(stack: Stack, case: Case, asked: str) -> Renamed:
    """How it stands while it is held; then the partner has its name back."""
    witness = case.till.witness
    witness.wait_for("held", asked)
    held = Renamed(case, asked, witness.row(asked)["reason"], witness.calls(asked))
    stack.database.change(NAME_PARTNER_AS_BEFORE, case.till.place.branch_id)
    return held


@pytest.mark.parametrize("change", SWITCHED_OFF)
class TestAcceptedBeforeItsWayWasClosed:
    @EVERY_KIND
    def test_is_still_sent(
        self, changed: tuple[Cases, Mapping[str, Renamed]], kind: str, change: str
    ) -> None:
        case, asked = changed[0][kind, change]

        case.assert_done_once(asked)

    def test_lets_nothing_new_in(
        self, changed: tuple[Cases, Mapping[str, Renamed]], change: str
    ) -> None:
        case, _asked = changed[0]["collect", change]
        till = case.till.neighbour()

        sale, paid = till.post(till.write_receipt()), redeem(till)

        assert [(one.status_code, one.json()["code"]) for one in (sale, paid)] == [
            (409, "not_ready"),
            (409, "not_ready"),
        ]
        assert len(till.witness.bookings()) == 1


@EVERY_KIND
class TestAcceptedBeforeItsPartnerWasRenamed:
    def test_is_held_until_the_name_is_back(
        self, changed: tuple[Cases, Mapping[str, Renamed]], kind: str
    ) -> None:
        held = changed[1][kind]

        assert (held.reason, held.calls) == ("partner_changed", [])
        held.case.assert_done_once(held.asked)
        assert {one.partner for one in held.case.till.witness.bookings()} == {PARTNER}


class TestPoisonousSale:
    def test_delays_no_other_sale_of_its_interface(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("http_500", card=RICH, calls=None)
        poison = till.post({**till.write_receipt(), "card": RICH}).json()["id"]
        till.witness.wait_for_attempt(poison)

        sale = till.sell()

        till.witness.wait_for("booked", sale, seconds=LESS_THAN_THE_BREAKERS_PAUSE_SECONDS)
        assert till.witness.row(poison)["state"] != "booked"
        assert_booked_once(till, sale)
