"""Purchases and balances, asked for over HTTP with raw XML."""

import pytest

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import build_dashboard, build_purchase
from tests.simulator_process import SimulatorProcess


class TestPurchase:
    """A purchase…"""

    def test_earns_one_point_per_full_euro_of_its_items(self, caller: Caller) -> None:
        received = caller.post(build_purchase("100.60", "149.39"))

        assert received.transactions == [("100", "249")]
        assert received.texts("AvailablePointsAmount") == ["1569"]

    def test_never_earns_less_than_nothing(self, caller: Caller) -> None:
        received = caller.post(build_purchase("-10.00"))

        assert received.transactions == [("100", "0")]

    def test_is_reported_as_a_retro_credit_when_entered_late(self, caller: Caller) -> None:
        received = caller.post(build_purchase(event_type="2"))

        assert received.transactions == [("110", "249")]

    def test_takes_the_points_a_partner_has_rated_itself(self, caller: Caller) -> None:
        received = caller.post(build_purchase(rated=("40", "2")))

        assert received.transactions == [("100", "42")]

    def test_is_written_into_the_ledger_in_full(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_purchase("249.90", receipt_number="R-77", coupons=("DEMO-X3", "NO")))

        (entry,) = simulator.ledger()
        assert entry.items() >= {
            ("partner", "DEMOOPTIK"),
            ("branch", "W1"),
            ("receipt_number", "R-77"),
            ("operation", "ProcessPurchaseEvent"),
            ("card", envelopes.RICH),
            ("points", 747),
            ("legal_amount", "299.90"),
            ("rewardable_amount", "249.90"),
            ("effective_date", "2026-11-23T10:15:00+01:00"),
            ("device_id", "KASSA-01"),
        }
        assert entry["coupons"] == ["DEMO-X3", "NO"]

    def test_is_open_to_unregistered_members(self, caller: Caller) -> None:
        received = caller.post(build_purchase("10.00", card=envelopes.UNREGISTERED))

        assert received.texts("AvailablePointsAmount") == ["10"]

    def test_is_refused_the_second_time(self, caller: Caller, simulator: SimulatorProcess) -> None:
        caller.post(build_purchase())

        received = caller.post(build_purchase())

        assert (received.status, received.code) == (200, "LOY-00175")
        assert len(simulator.ledger()) == 1
        assert simulator.balance(envelopes.RICH) == 1569

    def test_is_a_duplicate_before_it_is_anything_else(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_purchase())
        simulator.put_member(envelopes.RICH, status="disabled")

        received = caller.post(build_purchase())

        assert received.code == "LOY-00175"

    def test_is_refused_without_items_and_without_points(self, caller: Caller) -> None:
        whole = build_purchase("1.00").decode()
        start, end = "<t:PurchaseItemDetails>", "</t:PurchaseItemDetails>"
        without_items = whole.partition(start)[0] + whole.partition(end)[2]

        received = caller.post(without_items.encode())

        assert received.code == "LMS_00001"

    @pytest.mark.parametrize(
        ("card", "code"),
        [
            (envelopes.UNKNOWN, "LMS_00003"),
            (envelopes.DISABLED, "LMS_00005"),
            (envelopes.EXPIRED, "LMS_00016"),
        ],
    )
    def test_is_refused_for_cards_that_take_no_part(
        self, caller: Caller, simulator: SimulatorProcess, card: str, code: str
    ) -> None:
        received = caller.post(build_purchase(card=card))

        assert received.code == code
        assert simulator.ledger() == []

    def test_is_refused_when_an_amount_is_beyond_reason(self, caller: Caller) -> None:
        received = caller.post(build_purchase("999999999999999999"))

        assert received.code == "LMS_00001"


class TestCoupon:
    """A coupon…"""

    @pytest.mark.parametrize(
        ("coupon", "points"),
        [("DEMO-X3", "498"), ("DEMO-PLUS100", "100")],
    )
    def test_earns_extra_points_reported_apart(
        self, caller: Caller, coupon: str, points: str
    ) -> None:
        received = caller.post(build_purchase(coupons=(coupon,)))

        assert received.transactions == [("100", "249"), ("120", coupon, points)]

    @pytest.mark.parametrize("coupon", ["DEMO-USED", "DEMO-EXPIRED", "DEMO-BRANCH", "NO-SUCH"])
    def test_that_does_not_apply_leaves_the_base_points(self, caller: Caller, coupon: str) -> None:
        received = caller.post(build_purchase(coupons=(coupon,)))

        assert received.transactions == [("100", "249")]

    def test_counts_once_when_scanned_twice(self, caller: Caller) -> None:
        received = caller.post(build_purchase(coupons=("DEMO-PLUS100", "DEMO-PLUS100")))

        assert received.transactions == [("100", "249"), ("120", "DEMO-PLUS100", "100")]

    def test_may_stand_beside_another(self, caller: Caller) -> None:
        received = caller.post(build_purchase("10.00", coupons=("DEMO-X3", "DEMO-PLUS100")))

        assert received.transactions[1:] == [
            ("120", "DEMO-X3", "20"),
            ("120", "DEMO-PLUS100", "100"),
        ]


class TestDashboard:
    """A request for the balance…"""

    def test_tells_the_points_available(self, caller: Caller) -> None:
        received = caller.post(build_dashboard(card=envelopes.POOR))

        assert received.texts("AvailablePointsAmount") == ["120"]

    def test_books_nothing(self, caller: Caller, simulator: SimulatorProcess) -> None:
        caller.post(build_dashboard())

        assert simulator.ledger() == []

    def test_is_refused_for_an_unknown_card(self, caller: Caller) -> None:
        received = caller.post(build_dashboard(card=envelopes.UNKNOWN))

        assert received.code == "LMS_00003"
