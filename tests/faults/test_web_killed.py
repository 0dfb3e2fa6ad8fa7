"""The web server dies by `kill -9` in the middle of a request; the till repeats it and is safe."""

import pytest
import requests

from tests.faults.stack import Stack
from tests.faults.till import Till, assert_booked_once

NOT_COMMITTED = ("before_insert", "after_insert")
COMMITTED = ("before_doorbell", "after_doorbell", "after_commit", "before_answer")


def post_to_the_doomed(stack: Stack, till: Till, receipt: dict[str, object], point: str) -> None:
    """Post to a web server that kills itself at `point` and therefore never answers."""
    stack.start("web-doomed", CRASH_POINT=point)
    with pytest.raises(requests.ConnectionError):
        till.post(receipt, url=stack.url_of("web-doomed"))
    stack.kill("web-doomed")


class TestWebKilled:
    @pytest.mark.parametrize("point", NOT_COMMITTED)
    def test_before_the_commit_leaves_nothing_and_the_repeat_creates_it(
        self, stack: Stack, till: Till, point: str
    ) -> None:
        receipt = till.write_receipt()
        post_to_the_doomed(stack, till, receipt, point)
        assert till.witness.list_sales(receipt["receipt_number"]) == []

        repeat = till.post(receipt)

        assert repeat.status_code == 202
        till.witness.wait_for("booked", repeat.json()["id"])
        assert_booked_once(till, repeat.json()["id"])

    @pytest.mark.parametrize("point", COMMITTED)
    def test_after_the_commit_sells_all_the_same_and_answers_the_repeat(
        self, stack: Stack, till: Till, point: str
    ) -> None:
        receipt = till.write_receipt()
        post_to_the_doomed(stack, till, receipt, point)
        busy = till.post(receipt)
        (sale,) = till.witness.list_sales(receipt["receipt_number"])
        till.witness.wait_for("booked", sale)
        till.witness.end_work_time(receipt["receipt_number"])

        answered, stored = till.post(receipt), till.post(receipt)

        assert (busy.status_code, busy.json()["code"]) == (409, "key_busy")
        assert (answered.status_code, answered.json()["id"]) == (201, sale)
        assert (stored.status_code, stored.json()) == (201, answered.json())
        assert stored.headers["Idempotency-Replayed"] == "true"
        assert_booked_once(till, sale)
