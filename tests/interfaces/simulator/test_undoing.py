"""Refunds and reversals of purchases, asked for over HTTP with raw XML."""

import pytest

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import (
    build_collect_reversal,
    build_purchase,
    build_refund,
)
from tests.simulator_process import SimulatorProcess


@pytest.fixture(autouse=True)
def _bought(caller: Caller) -> None:
    caller.post(build_purchase("249.90", receipt_number="R-1", coupons=("DEMO-PLUS100",)))


class TestRefund:
    """A refund…"""

    def test_takes_points_back_in_proportion(self, caller: Caller) -> None:
        received = caller.post(build_refund("100.00", reference="R-1", receipt_number="B-1"))

        assert received.transactions == [("102", "-100"), ("122", "DEMO-PLUS100", "-41")]

    def test_of_everything_in_parts_leaves_nothing(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_refund("100.00", reference="R-1", receipt_number="B-1"))
        caller.post(build_refund("0.01", reference="R-1", receipt_number="B-2"))

        caller.post(build_refund("149.89", reference="R-1", receipt_number="B-3"))

        assert sum(entry["points"] for entry in simulator.ledger()) == 0
        assert simulator.balance(envelopes.RICH) == 1320

    def test_never_exceeds_what_was_bought(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_refund("200.00", reference="R-1", receipt_number="B-1"))

        received = caller.post(build_refund("49.91", reference="R-1", receipt_number="B-2"))

        assert received.code == "SIM_00004"
        assert len(simulator.ledger()) == 2

    @pytest.mark.parametrize("stated", ["90", "-90"])
    def test_takes_the_base_points_a_partner_states(self, caller: Caller, stated: str) -> None:
        received = caller.post(
            build_refund("100.00", reference="R-1", receipt_number="B-1", rated=(stated,))
        )

        assert received.transactions == [("102", "-90"), ("122", "DEMO-PLUS100", "-41")]

    def test_takes_no_more_base_points_than_are_left(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_refund("100.00", reference="R-1", receipt_number="B-1", rated=("200",)))

        received = caller.post(
            build_refund("100.00", reference="R-1", receipt_number="B-2", rated=("50",))
        )

        assert received.code == "SIM_00004"
        assert len(simulator.ledger()) == 2

    def test_without_a_reference_takes_one_point_per_full_euro(self, caller: Caller) -> None:
        received = caller.post(build_refund("12.80", reference="", receipt_number="B-1"))

        assert received.transactions == [("102", "-12")]

    @pytest.mark.parametrize(
        ("amount", "reference", "card", "code"),
        [
            ("10.00", "R-2", envelopes.RICH, "SIM_00002"),
            ("10.00", "R-1", envelopes.POOR, "SIM_00002"),
            ("10.00", "R-1", envelopes.UNKNOWN, "LMS_00003"),
            ("0.00", "R-1", envelopes.RICH, "LMS_00001"),
        ],
    )
    def test_is_refused(
        self, caller: Caller, amount: str, reference: str, card: str, code: str
    ) -> None:
        received = caller.post(
            build_refund(amount, reference=reference, receipt_number="B-1", card=card)
        )

        assert received.code == code

    def test_names_its_purchase_in_the_ledger(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_refund("10.00", reference="R-1", receipt_number="B-1"))

        (entry,) = simulator.ledger(receipt_number="B-1")
        assert entry["reference_receipt_number"] == "R-1"


class TestCollectReversal:
    """The reversal of a purchase…"""

    def test_takes_everything_back(self, caller: Caller, simulator: SimulatorProcess) -> None:
        received = caller.post(build_collect_reversal(reference="R-1", receipt_number="S-1"))

        assert received.transactions == [("101", "-249"), ("121", "DEMO-PLUS100", "-100")]
        assert simulator.balance(envelopes.RICH) == 1320

    def test_takes_only_what_refunds_have_left(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_refund("100.00", reference="R-1", receipt_number="B-1"))

        received = caller.post(build_collect_reversal(reference="R-1", receipt_number="S-1"))

        assert received.transactions == [("101", "-149"), ("121", "DEMO-PLUS100", "-59")]
        assert simulator.balance(envelopes.RICH) == 1320

    @pytest.mark.parametrize(
        ("receipt_number", "code"), [("S-1", "LOY-00175"), ("S-2", "SIM_00003")]
    )
    def test_happens_once(self, caller: Caller, receipt_number: str, code: str) -> None:
        caller.post(build_collect_reversal(reference="R-1", receipt_number="S-1"))

        received = caller.post(
            build_collect_reversal(reference="R-1", receipt_number=receipt_number)
        )

        assert received.code == code

    def test_ends_the_refunds(self, caller: Caller) -> None:
        caller.post(build_collect_reversal(reference="R-1", receipt_number="S-1"))

        received = caller.post(build_refund("10.00", reference="R-1", receipt_number="B-1"))

        assert received.code == "SIM_00003"

    def test_needs_a_purchase(self, caller: Caller) -> None:
        received = caller.post(build_collect_reversal(reference="R-9", receipt_number="S-1"))

        assert received.code == "SIM_00002"
