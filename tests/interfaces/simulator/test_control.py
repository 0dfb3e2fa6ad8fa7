"""The control endpoint: what it takes, and what it says about a mistake."""

from typing import Any

import pytest
import requests

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import build_purchase
from tests.simulator_process import SimulatorProcess


class TestTroubles:
    """POST /control/troubles…"""

    @pytest.mark.parametrize(
        ("order", "field"),
        [
            ({}, "trouble"),
            ({"trouble": "flood"}, "trouble"),
            ({"trouble": "http_500", "cals": 2}, "cals"),
            ({"trouble": "http_500", "calls": 0}, "calls"),
            ({"trouble": "http_500", "when": "later"}, "when"),
            ({"trouble": "http_500", "operation": "Bake"}, "operation"),
            ({"trouble": "http_500", "card": "904019"}, "card"),
            ({"trouble": "http_500", "probability": 1.5}, "probability"),
            ({"trouble": "http_500", "seconds": 2}, "seconds"),
            ({"trouble": "delay"}, "seconds"),
            ({"trouble": "delay", "seconds": -1}, "seconds"),
            ({"trouble": "fault_message"}, "code"),
            ({"trouble": "drop_after_booking", "when": "after"}, "when"),
            ({"trouble": "drop_after_booking", "how": "politely"}, "how"),
            ({"trouble": "refuse_connection", "card": envelopes.RICH}, "card"),
            ({"trouble": "refuse_connection", "seconds": 1, "calls": 2}, "calls"),
        ],
    )
    def test_names_the_field_that_is_wrong(
        self, simulator: SimulatorProcess, order: dict[str, Any], field: str
    ) -> None:
        response = requests.post(f"{simulator.url}/control/troubles", json=order, timeout=10)

        assert response.status_code == 400
        assert response.json()["field"] == field
        assert simulator.troubles() == []

    @pytest.mark.parametrize("body", ["", "[]", "{"])
    def test_takes_only_an_object(self, simulator: SimulatorProcess, body: str) -> None:
        response = requests.post(f"{simulator.url}/control/troubles", data=body, timeout=10)

        assert (response.status_code, response.json()["field"]) == (400, "body")

    def test_lists_what_is_in_force(self, simulator: SimulatorProcess) -> None:
        simulator.trouble("delay", seconds=2, calls=3, operation="GetAliasDashboard")

        (trouble,) = simulator.troubles()

        assert trouble.items() >= {
            ("trouble", "delay"),
            ("seconds", 2.0),
            ("calls_left", 3),
            ("calls_hit", 0),
            ("operation", "GetAliasDashboard"),
        }

    def test_refuses_a_page_of_another_site(self, simulator: SimulatorProcess) -> None:
        response = requests.post(
            f"{simulator.url}/control/reset",
            headers={"Origin": "https://elsewhere.example"},
            timeout=10,
        )

        assert response.status_code == 403


class TestMembers:
    """PUT /control/members/{card}…"""

    def test_makes_a_member(self, simulator: SimulatorProcess) -> None:
        member = simulator.put_member(
            envelopes.UNKNOWN, status="registered", balance=700, pin="9876"
        )

        assert member["balance"] == 700
        assert member["has_pin"] is True
        assert "9876" not in str(member)

    def test_keeps_what_is_not_mentioned(self, simulator: SimulatorProcess) -> None:
        member = simulator.put_member(envelopes.RICH, status="disabled")

        assert (member["status"], member["balance"]) == ("disabled", 1320)

    @pytest.mark.parametrize(
        ("card", "changes", "field"),
        [
            ("9040193103187693", {}, "card"),
            ("904019", {}, "card"),
            (envelopes.RICH, {"status": "asleep"}, "status"),
            (envelopes.RICH, {"pin": "12"}, "pin"),
            (envelopes.RICH, {"points": 3}, "points"),
        ],
    )
    def test_names_the_field_that_is_wrong(
        self, simulator: SimulatorProcess, card: str, changes: dict[str, Any], field: str
    ) -> None:
        response = requests.put(f"{simulator.url}/control/members/{card}", json=changes, timeout=10)

        assert (response.status_code, response.json()["field"]) == (400, field)


class TestLists:
    """The lists…"""

    def test_are_filtered_by_receipt_number_and_card(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_purchase(receipt_number="R-1"))
        caller.post(build_purchase(receipt_number="R-2", card=envelopes.POOR))

        assert [entry["receipt_number"] for entry in simulator.ledger(card=envelopes.POOR)] == [
            "R-2"
        ]
        assert [entry["card"] for entry in simulator.ledger(receipt_number="R-1")] == [
            envelopes.RICH
        ]

    @pytest.mark.parametrize("path", ["ledger", "calls", "members", "troubles"])
    def test_name_a_filter_they_do_not_know(self, simulator: SimulatorProcess, path: str) -> None:
        response = requests.get(f"{simulator.url}/control/{path}?till=1", timeout=10)

        assert (response.status_code, response.json()["field"]) == (400, "till")

    @pytest.mark.parametrize("path", ["members", "calls", "ledger", "troubles"])
    def test_never_hold_a_secret(
        self, caller: Caller, simulator: SimulatorProcess, path: str
    ) -> None:
        simulator.put_member(envelopes.RICH, pin="8642")
        caller.post(build_purchase(password="hunter2-hunter2"))

        text = requests.get(f"{simulator.url}/control/{path}", timeout=10).text

        assert "8642" not in text
        assert "hunter2" not in text
        assert "demo-secret" not in text


class TestReset:
    """POST /control/reset…"""

    def test_restores_everything(self, caller: Caller, simulator: SimulatorProcess) -> None:
        caller.post(build_purchase())
        simulator.put_member(envelopes.UNKNOWN, balance=1)
        simulator.trouble("http_500")
        simulator.accept(partner="NEW", username="new", password="new")

        simulator.reset()

        assert (simulator.ledger(), simulator.calls(), simulator.troubles()) == ([], [], [])
        assert simulator.balance(envelopes.RICH) == 1320
        assert caller.post(build_purchase(card=envelopes.UNKNOWN)).code == "LMS_00003"
