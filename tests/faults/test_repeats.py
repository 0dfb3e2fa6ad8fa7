"""The same sale is posted more than once, by one till or two, or its number is somebody else's."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest

from tests.faults.cases import EVERY_RETURN, Case, prepare
from tests.faults.stack import PASSWORD, Stack
from tests.faults.till import Till, assert_booked_once
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import RICH, build_purchase

REPEATS = 64
FEW_REPEATS = 8
PASSWORD_IN_XML = escape(PASSWORD)


class TestSameSale:
    def test_posted_64_times_at_once_is_one_row_and_one_booking(self, till: Till) -> None:
        receipt = till.write_receipt()

        with ThreadPoolExecutor(REPEATS) as pool:
            answers = list(pool.map(lambda _: till.post(receipt), range(REPEATS)))

        statuses = Counter(answer.status_code for answer in answers)
        (sale,) = till.witness.list_sales(receipt["receipt_number"])
        till.witness.wait_for("booked", sale)
        assert statuses[202] + statuses[201] >= 1
        assert statuses[202] + statuses[201] + statuses[409] == REPEATS
        assert_booked_once(till, sale)
        assert len(till.witness.calls(sale)) == 1

    def test_posted_by_two_tills_of_the_branch_at_once_is_one_row_and_one_booking(
        self, till: Till
    ) -> None:
        receipt = till.write_receipt()
        tills = [till, till.neighbour()]

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(lambda one: one.post(receipt), tills)

        assert {first.status_code, second.status_code} <= {201, 202}
        assert first.json()["id"] == second.json()["id"]
        till.witness.wait_for("booked", first.json()["id"])
        assert_booked_once(till, first.json()["id"])

    def test_posted_with_another_amount_is_refused(self, till: Till) -> None:
        receipt = till.write_receipt()
        sale = till.post(receipt).json()["id"]
        till.witness.wait_for("booked", sale)

        other = till.neighbour().post({**receipt, "total": "250.00"})

        assert (other.status_code, other.json()["code"]) == (409, "receipt_reused")
        assert_booked_once(till, sale)


@EVERY_RETURN
class TestSameReturn:
    def test_posted_8_times_at_once_by_two_tills_is_one_row_and_one_booking(
        self, stack: Stack, kind: str
    ) -> None:
        case = prepare(stack, kind)
        tills = [case, replace(case, till=case.till.neighbour())] * (FEW_REPEATS // 2)

        with ThreadPoolExecutor(FEW_REPEATS) as pool:
            answers = list(pool.map(Case.post, tills))

        (asked,) = case.list_stored()
        assert {answer.status_code for answer in answers} <= {201, 202, 409}
        case.assert_done_once(asked)
        assert len(case.verdicts(asked)) == 1


class TestOtherContent:
    def test_under_the_number_of_a_return_is_refused(self, stack: Stack) -> None:
        case = prepare(stack, "refund")
        asked = case.ask()

        answer = replace(case, till=case.till.neighbour()).change(amount="99.00").post()

        assert (answer.status_code, answer.json()["code"]) == (409, "receipt_reused")
        case.assert_done_once(asked)

    @pytest.mark.parametrize("kind", ["reversal", "undo"])
    def test_of_a_reversal_is_the_same_reversal(self, stack: Stack, kind: str) -> None:
        case = prepare(stack, kind)
        asked = case.ask()

        other = replace(case, till=case.till.neighbour()).change(reason="Doppelt").ask()

        assert other == asked
        case.assert_done_once(asked)


class TestForeignBooking:
    def test_of_our_receipt_number_is_never_taken_for_ours(self, stack: Stack, till: Till) -> None:
        stack.kill("worker")
        sale = till.sell()
        number = till.witness.row(sale)["payback_receipt_number"]
        with Caller(stack.simulator.soap_url, password=PASSWORD) as foreigner:
            foreign = build_purchase(receipt_number=number, card=RICH, password=PASSWORD_IN_XML)
            assert foreigner.post(foreign).code == ""

        stack.start("worker")

        till.witness.wait_for("attention", sale)
        assert till.witness.row(sale)["reason"] == "receipt_number_taken"
        assert till.read(sale)["outcome"] == "unknown"
        assert till.witness.bookings() == []
        assert [entry["card"] for entry in stack.simulator.ledger(receipt_number=number)] == [RICH]
