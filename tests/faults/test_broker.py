"""The broker is only a doorbell: dead, hanging or emptied, it costs no sale and hardly any time."""

from collections.abc import Callable
from statistics import median

import pytest

from tests.faults.broker import Broker
from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once

MOST_EXTRA_SECONDS = 0.2
MOST_SECONDS_AFTER_RECOVERY = 60.0
SALES = 5
ROUNDS = 3

Act = Callable[[Broker], None]


@pytest.mark.parametrize(
    ("begin", "end"),
    [(Broker.kill, Broker.start), (Broker.hang, Broker.go_on)],
    ids=["down", "hanging"],
)
class TestBrokerOutage:
    def test_keeps_no_till_waiting(self, stack: Stack, till: Till, begin: Act, end: Act) -> None:
        usual = median(till.measure() for _ in range(SALES))
        begin(stack.broker)

        # A busy machine adds to a round; the broker would add to each of them.
        without = min(median(till.measure() for _ in range(SALES)) for _ in range(ROUNDS))

        end(stack.broker)
        assert without - usual <= MOST_EXTRA_SECONDS

    def test_delays_sales_no_longer_than_itself(
        self, stack: Stack, till: Till, begin: Act, end: Act
    ) -> None:
        begin(stack.broker)
        sales = [till.sell() for _ in range(SALES)]

        end(stack.broker)

        till.witness.wait_for("booked", *sales, seconds=MOST_SECONDS_AFTER_RECOVERY)
        assert_booked_once(till, *sales)

    def test_is_survived_by_a_worker_and_a_beat_that_start_in_it(
        self, stack: Stack, till: Till, begin: Act, end: Act
    ) -> None:
        stack.kill("worker", "beat")
        begin(stack.broker)
        stack.start("worker")
        stack.start("beat")
        stack.wait_for_words("worker", "Trying again in")
        sale = till.sell()

        end(stack.broker)

        till.witness.wait_for("booked", sale, seconds=MOST_SECONDS_AFTER_RECOVERY)
        assert_booked_once(till, sale)


class TestEmptiedBroker:
    def test_loses_no_sale_whose_doorbell_it_held(self, stack: Stack, till: Till) -> None:
        stack.kill("worker")
        sales = [till.sell() for _ in range(SALES)]
        assert stack.broker.count_messages() >= SALES

        stack.broker.empty()

        stack.start("worker")
        till.witness.wait_for("booked", *sales, seconds=MOST_SECONDS_AFTER_RECOVERY)
        assert_booked_once(till, *sales)

    def test_goes_on_ringing(self, stack: Stack, till: Till) -> None:
        stack.broker.empty()

        sale = till.sell()

        till.witness.wait_for("booked", sale, seconds=MOST_SECONDS_AFTER_RECOVERY)
        assert_booked_once(till, sale)
