"""The database goes away and comes back; nobody is lied to, and nothing is lost or doubled."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once
from tests.faults.waiting import wait_until

MOST_SECONDS_OF_WAITING = 8.0
MOST_SECONDS_AFTER_RECOVERY = 4.0
SLOW_SECONDS = 1.5
TILLS = 16
FAILED_TASK = "raised unexpected: OperationalError"
MOST_REFUSED = 3
MOST_FAILED = 3


def post_until_accepted(till: Till, receipt: dict[str, Any]) -> list[int]:
    """The status of every post of `receipt`, to the first that is accepted."""
    statuses: list[int] = []

    def post() -> int:
        statuses.append(till.post(receipt).status_code)
        return statuses[-1]

    wait_until(
        post, seconds=60, what="a post is accepted", enough=lambda status: status in {201, 202}
    )
    return statuses


class TestDatabaseOutage:
    def test_is_answered_with_503_and_over_for_a_till_that_repeats_as_told(
        self, stack: Stack, till: Till
    ) -> None:
        receipt = till.write_receipt()
        stack.database.shut_out()
        first, second = till.post(receipt), till.post(receipt)
        stack.database.let_in()
        begin = time.monotonic()
        post_until_accepted(till, receipt)
        waited = time.monotonic() - begin

        (sale,) = till.witness.list_sales(receipt["receipt_number"])
        till.witness.wait_for("booked", sale)
        assert [first.status_code, second.status_code] == [503, 503]
        assert (first.json()["code"], first.headers["Retry-After"]) == ("unavailable", "2")
        assert first.elapsed.total_seconds() < MOST_SECONDS_OF_WAITING
        assert waited < MOST_SECONDS_AFTER_RECOVERY
        assert_booked_once(till, sale)

    def test_of_a_moment_costs_few_repeats_and_few_tasks(self, stack: Stack, till: Till) -> None:
        with ThreadPoolExecutor(TILLS) as pool:
            usual = list(pool.map(lambda _: till.sell(), range(TILLS)))
        till.witness.wait_for("booked", *usual)
        receipt = till.write_receipt()
        stack.database.shut_out()
        stack.database.let_in()

        refused = post_until_accepted(till, receipt)[:-1]

        (sale,) = till.witness.list_sales(receipt["receipt_number"])
        till.witness.wait_for("booked", sale)
        failed = stack.read_log("worker").count(FAILED_TASK)
        assert refused == [503] * len(refused)
        assert len(refused) <= MOST_REFUSED
        assert failed <= MOST_FAILED
        assert_booked_once(till, *usual, sale)

    def test_while_payback_works_has_the_sale_cleared_up(self, stack: Stack, till: Till) -> None:
        stack.simulator.trouble("delay", card=till.place.card, seconds=SLOW_SECONDS)
        sale = till.sell()
        till.witness.wait_for_call(sale)

        stack.database.shut_out()

        stack.wait_for_quiet_simulator()
        stack.database.let_in()
        stack.wait_for_web()
        till.witness.wait_for("booked", sale)
        assert_booked_once(till, sale, points=None)
