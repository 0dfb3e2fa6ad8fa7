"""The same sale is posted more than once, by one till or two, or its number is somebody else's."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from xml.sax.saxutils import escape

from tests.faults.stack import PASSWORD, Stack
from tests.faults.till import Till, assert_booked_once
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import RICH, build_purchase

REPEATS = 64
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
