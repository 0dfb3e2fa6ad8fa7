"""Settings change between acceptance and sending: what was accepted is sent as accepted."""

from collections.abc import Mapping

import pytest

from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once
from tests.interfaces.simulator.envelopes import RICH

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

Sales = Mapping[str, tuple[Till, str]]


@pytest.fixture(scope="class")
def sales(running_stack: Stack) -> Sales:
    """For each change a sale that was accepted before it and is booked by now."""
    stack = running_stack
    stack.restore()
    stack.kill("worker")
    sales = {}
    for name, statement in SWITCHED_OFF.items():
        till = stack.take_till()
        sales[name] = till, till.sell()
        assert stack.database.change(statement, till.place.branch_id)
    stack.start("worker")
    for till, sale in sales.values():
        till.witness.wait_for("booked", sale)
    return sales


class TestAcceptedSaleWhose:
    @pytest.mark.parametrize("change", SWITCHED_OFF)
    def test_way_is_closed_afterwards_is_still_sent(self, sales: Sales, change: str) -> None:
        till, sale = sales[change]

        refused = till.neighbour().post(till.write_receipt())

        assert (refused.status_code, refused.json()["code"]) == (409, "not_ready")
        assert_booked_once(till, sale)

    def test_partner_is_renamed_is_held_until_the_name_is_back(
        self, stack: Stack, till: Till
    ) -> None:
        healthy = stack.take_till()
        stack.kill("worker")
        sale = till.sell()
        stack.database.change(RENAME_PARTNER, till.place.branch_id)
        stack.start("worker")
        till.witness.wait_for("held", sale)
        other = healthy.sell()
        healthy.witness.wait_for("booked", other)
        held, calls = till.witness.row(sale), till.witness.calls(sale)

        stack.database.change(NAME_PARTNER_AS_BEFORE, till.place.branch_id)

        till.witness.wait_for("booked", sale)
        assert (held["reason"], calls) == ("partner_changed", [])
        assert_booked_once(till, sale)
        assert_booked_once(healthy, other)


class TestPoisonousSale:
    def test_delays_no_other_sale_of_its_interface(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("http_500", card=RICH, calls=None)
        poison = till.post({**till.write_receipt(), "card": RICH}).json()["id"]
        till.witness.wait_for_attempt(poison)

        sale = till.sell()

        till.witness.wait_for("booked", sale, seconds=LESS_THAN_THE_BREAKERS_PAUSE_SECONDS)
        assert till.witness.row(poison)["state"] != "booked"
        assert_booked_once(till, sale)
