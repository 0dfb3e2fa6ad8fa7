"""Paying with points and undoing it, asked for over HTTP with raw XML."""

import pytest

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import (
    build_purchase,
    build_redemption,
    build_redemption_reversal,
)
from tests.simulator_process import SimulatorProcess


class TestRedemption:
    """A redemption…"""

    def test_takes_the_points(self, caller: Caller, simulator: SimulatorProcess) -> None:
        received = caller.post(build_redemption("1000"))

        assert received.transactions == [("170", "-1000")]
        assert received.texts("AvailablePointsAmount") == ["320"]
        assert received.texts("TotalSpendPointsAmount") == ["1000"]
        assert [entry["legal_amount"] for entry in simulator.ledger()] == ["10.00"]

    def test_may_empty_the_account(self, caller: Caller) -> None:
        received = caller.post(build_redemption("1320"))

        assert received.texts("AvailablePointsAmount") == ["0"]

    @pytest.mark.parametrize(
        ("points", "values", "code"),
        [
            ("1321", {}, "LMS_00009"),
            ("199", {}, "LMS_00011"),
            ("200.5", {}, "LMS_00001"),
            ("-200", {}, "LMS_00001"),
            ("200", {"pin": "4321"}, "SIM_00001"),
            ("200", {"card": envelopes.POOR}, "LMS_00009"),
            ("200", {"card": envelopes.UNREGISTERED}, "LMS_00004"),
            ("200", {"card": envelopes.DISABLED}, "LMS_00005"),
            ("200", {"card": envelopes.UNKNOWN}, "LMS_00003"),
        ],
    )
    def test_is_refused(
        self,
        caller: Caller,
        simulator: SimulatorProcess,
        points: str,
        values: dict[str, str],
        code: str,
    ) -> None:
        received = caller.post(build_redemption(points, **values))

        assert received.code == code
        assert simulator.ledger() == []

    def test_is_refused_for_a_member_without_a_pin(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.put_member(envelopes.UNKNOWN, status="registered", balance=500)

        received = caller.post(build_redemption("200", card=envelopes.UNKNOWN))

        assert received.code == "SIM_00001"

    def test_shares_its_receipt_numbers_with_purchases(self, caller: Caller) -> None:
        caller.post(build_purchase(receipt_number="SAME"))

        received = caller.post(build_redemption("200", receipt_number="SAME"))

        assert received.code == "LOY-00175"


class TestRedemptionReversal:
    """The reversal of a redemption…"""

    @pytest.fixture(autouse=True)
    def _redeemed(self, caller: Caller) -> None:
        caller.post(build_redemption("1000", receipt_number="E-1"))

    def test_gives_the_points_back(self, caller: Caller, simulator: SimulatorProcess) -> None:
        received = caller.post(build_redemption_reversal(reference="E-1", receipt_number="S-1"))

        assert received.transactions == [("171", "1000")]
        assert received.texts("TotalSpendPointsAmount") == ["0"]
        assert simulator.balance(envelopes.RICH) == 1320

    @pytest.mark.parametrize(
        ("receipt_number", "code"), [("S-1", "LOY-00175"), ("S-2", "SIM_00003")]
    )
    def test_happens_once(self, caller: Caller, receipt_number: str, code: str) -> None:
        caller.post(build_redemption_reversal(reference="E-1", receipt_number="S-1"))

        received = caller.post(
            build_redemption_reversal(reference="E-1", receipt_number=receipt_number)
        )

        assert received.code == code

    @pytest.mark.parametrize(
        ("reference", "card"), [("E-2", envelopes.RICH), ("E-1", envelopes.POOR)]
    )
    def test_needs_a_redemption_of_this_member(
        self, caller: Caller, reference: str, card: str
    ) -> None:
        received = caller.post(
            build_redemption_reversal(reference=reference, receipt_number="S-1", card=card)
        )

        assert received.code == "SIM_00002"

    def test_works_for_a_member_disabled_meanwhile(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.put_member(envelopes.RICH, status="disabled")

        received = caller.post(build_redemption_reversal(reference="E-1", receipt_number="S-1"))

        assert received.code == ""
