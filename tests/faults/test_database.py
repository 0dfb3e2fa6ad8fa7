"""The database goes away and comes back; nobody is lied to, and nothing is lost or doubled."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import requests

from tests.faults.cases import EVERY_KIND, RETURNS, Case, prepare_all
from tests.faults.paying import redeem, take_payer, write_redemption
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


def post_until_accepted(post: Callable[[], requests.Response]) -> list[int]:
    """The status of every post, to the first that is accepted."""
    statuses: list[int] = []

    def note() -> int:
        statuses.append(post().status_code)
        return statuses[-1]

    wait_until(
        note, seconds=60, what="a post is accepted", enough=lambda status: status in {201, 202}
    )
    return statuses


@dataclass(frozen=True)
class Outage:
    """What tills were told in it, twice each, and how long the first waited when it was over."""

    cases: Mapping[str, Case]
    first: Mapping[str, requests.Response]
    second: Mapping[str, requests.Response]
    waited: float
    payer: Till
    paid: requests.Response


@pytest.fixture(scope="class")
def outage(running_stack: Stack) -> Outage:
    """One of each kind was asked for while nobody was let into the database, and again after it."""
    stack = running_stack
    stack.restore()
    cases, payer = prepare_all(stack), take_payer(stack)
    stack.database.shut_out()
    with ThreadPoolExecutor(len(cases)) as pool:
        first = list(pool.map(Case.post, cases.values()))
        second = list(pool.map(Case.post, cases.values()))
    paid = redeem(payer)
    stack.database.let_in()
    begin = time.monotonic()
    post_until_accepted(cases["collect"].post)
    waited = time.monotonic() - begin
    for kind in RETURNS:
        post_until_accepted(cases[kind].post)
    return Outage(
        cases,
        dict(zip(cases, first, strict=True)),
        dict(zip(cases, second, strict=True)),
        waited,
        payer,
        paid,
    )


class TestDatabaseOutage:
    @EVERY_KIND
    def test_is_answered_with_503_and_over_for_a_till_that_repeats_as_told(
        self, outage: Outage, kind: str
    ) -> None:
        case, first = outage.cases[kind], outage.first[kind]

        (asked,) = case.list_stored()

        case.assert_done_once(asked)
        assert [first.status_code, outage.second[kind].status_code] == [503, 503]
        assert (first.json()["code"], first.headers["Retry-After"]) == ("unavailable", "2")

    def test_keeps_no_till_waiting_for_long(self, outage: Outage) -> None:
        first = outage.first["collect"]

        assert first.elapsed.total_seconds() < MOST_SECONDS_OF_WAITING
        assert outage.waited < MOST_SECONDS_AFTER_RECOVERY

    def test_lets_no_redemption_reach_payback(self, outage: Outage) -> None:
        answer = outage.paid

        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert outage.payer.witness.bookings() == []

    def test_of_a_moment_costs_few_repeats_and_few_tasks(self, stack: Stack, till: Till) -> None:
        with ThreadPoolExecutor(TILLS) as pool:
            usual = list(pool.map(lambda _: till.sell(), range(TILLS)))
        till.witness.wait_for("booked", *usual)
        receipt = till.write_receipt()
        stack.database.shut_out()
        stack.database.let_in()

        refused = post_until_accepted(lambda: till.post(receipt))[:-1]

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

    def test_while_payback_redeems_has_it_undone(self, stack: Stack) -> None:
        till = take_payer(stack)
        body = write_redemption(till)
        stack.simulator.trouble("delay", card=till.place.card, seconds=SLOW_SECONDS)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(redeem, till, body)
            (sale,) = wait_until(
                lambda: till.witness.list_sales(body["receipt_number"]),
                seconds=MOST_SECONDS_OF_WAITING,
                what="the redemption is stored",
            )
            till.witness.wait_for_call(sale)
            stack.database.shut_out()
            stack.wait_for_quiet_simulator()

        stack.database.let_in()

        stack.wait_for_web()
        till.witness.wait_for("reversed", sale)
        assert answer.result().status_code == 503
        assert till.witness.net() == 0
