"""PAYBACK rejects our credentials, or is down for a while: few calls, and everything in the end."""

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

        for sale in sales:
            till.wait_for("held", sale)
        rejected = sum(len(till.calls(sale)) for sale in sales)
        assert {till.row(sale)["reason"] for sale in sales} == {"credentials"}
        assert {till.read(sale)["outcome"] for sale in sales} == {"queued"}
        stack.store_password(till.place, NEW_PASSWORD)
        for sale in sales:
            till.wait_for("booked", sale)
        assert_booked_once(till, *sales)
        assert rejected <= MOST_REJECTED_CALLS
        assert sum(len(till.calls(sale)) for sale in sales) == rejected + QUEUED


class TestPaybackThatIsDown:
    def test_is_probed_with_one_call_a_pause_and_gets_everything_when_it_is_back(
        self, stack: Stack, till: Till
    ) -> None:
        stack.kill("worker")
        sales = [till.sell() for _ in range(QUEUED)]
        stack.simulator.trouble("http_500", card=till.place.card, calls=None)
        stack.start("worker")
        till.wait_for_pause()
        first = sum(len(till.calls(sale)) for sale in sales)

        till.end_pause()
        till.wait_for_pause()
        second = sum(len(till.calls(sale)) for sale in sales)
        stack.simulator.clear_troubles()
        till.end_pause()

        for sale in sales:
            till.wait_for("booked", sale)
        assert BREAKER_THRESHOLD <= first < QUEUED
        assert second == first + 1
        assert_booked_once(till, *sales)
        assert sum(len(till.calls(sale)) for sale in sales) == second + QUEUED
