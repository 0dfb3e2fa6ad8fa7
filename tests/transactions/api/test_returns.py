"""Refunds, reversals, receipts and batches over the API."""

from typing import Any

import pytest

from tests.transactions.kinds.till import book
from tests.transactions.till import SOLD_AT, Answer, Till, build_body, build_line, build_till
from transactions.choices import Kind, State
from transactions.models import Delivery, Transaction

SALE = "BON-W1-0001-26"


def refund(till: Till, *, key: str = "key-r", **changes: Any) -> Answer:
    body = {
        "receipt_number": "BON-R",
        "original_receipt_number": SALE,
        "occurred_at": SOLD_AT.isoformat(),
        "amount": "100.00",
    }
    return till.send("refunds", body | changes, Idempotency_Key=key)


def reverse(till: Till, *, key: str = "key-s", **changes: Any) -> Answer:
    body = {
        "original_receipt_number": SALE,
        "kind": "collect",
        "reason": "Falscher Beleg",
        "occurred_at": SOLD_AT.isoformat(),
    }
    return till.send("reversals", body | changes, Idempotency_Key=key)


@pytest.fixture
def sale(till: Till) -> Delivery:
    """A booked collect."""
    till.collect(build_body())
    return book(Delivery.objects.get(), SOLD_AT)


class TestRefund:
    def test_is_queued_with_what_comes_back(self, till: Till, sale: Delivery) -> None:
        answer = refund(till)

        told = answer.json()
        assert (answer.status_code, told["kind"], told["outcome"]) == (202, "refund", "queued")
        assert (told["amount"], told["original_id"]) == ("100.00", str(sale.transaction_id))
        assert told["points"] is None
        assert told["receipt_lines"][1] == "Punkte werden zurückgebucht"

    @pytest.mark.usefixtures("sale")
    def test_is_repeated_to_the_letter(self, till: Till) -> None:
        first, again = refund(till), refund(till)

        assert again.content == first.content
        assert Transaction.objects.filter(kind=Kind.REFUND).count() == 1

    @pytest.mark.usefixtures("sale")
    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"original_receipt_number": "NONE"}, 404, "original_not_found"),
            ({"amount": "249.91"}, 409, "refund_too_large"),
            ({"amount": "0.00"}, 422, "invalid"),
            ({"amount": None}, 422, "invalid"),
            ({"lines": [build_line(amount="1.00")]}, 422, "invalid"),
            ({"amount": None, "lines": [build_line(description="X")]}, 422, "invalid"),
            ({"pin": "1234"}, 422, "invalid"),
        ],
    )
    def test_stores_nothing_that_cannot_be(
        self, till: Till, changes: dict[str, Any], status: int, code: str
    ) -> None:
        answer = refund(till, **changes)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not Transaction.objects.filter(kind=Kind.REFUND).exists()

    @pytest.mark.usefixtures("sale")
    def test_needs_a_key(self, till: Till) -> None:
        assert refund(till, key="").status_code == 400


class TestReversal:
    def test_is_queued_after_a_booked_sale(self, till: Till, sale: Delivery) -> None:
        told = reverse(till).json()

        assert (told["kind"], told["outcome"]) == ("reversal", "queued")
        assert told["original_id"] == str(sale.transaction_id)

    def test_is_done_at_once_where_nothing_was_sent(self, till: Till) -> None:
        till.collect(build_body())

        answer = reverse(till)

        told = answer.json()
        assert (answer.status_code, told["outcome"], told["state"]) == (201, "booked", "cancelled")
        assert told["message"] == "Das Storno ist erledigt."
        assert told["points"] is None

    def test_is_not_for_another_branch(self, sale: Delivery, till: Till) -> None:
        elsewhere = build_till()

        answer = reverse(elsewhere, original_receipt_number=None, kind=None)

        assert answer.status_code == 422
        named: dict[str, Any] = {"original_receipt_number": None, "kind": None}
        by_id = reverse(elsewhere, transaction_id=str(sale.transaction_id), **named)
        assert by_id.status_code == 404
        assert reverse(till).status_code == 202

    @pytest.mark.usefixtures("sale")
    def test_of_a_refund_is_refused(self, till: Till) -> None:
        back = refund(till).json()["id"]

        answer = reverse(till, transaction_id=back, original_receipt_number=None, kind=None)

        assert (answer.status_code, answer.json()["code"]) == (409, "not_reversible")


class TestReceipt:
    @pytest.mark.usefixtures("sale")
    def test_tells_everything_about_it(self, till: Till) -> None:
        reverse(till)

        told = till.get(f"/api/v1/receipts/{SALE}").json()

        assert [row["kind"] for row in told["transactions"]] == ["collect", "reversal"]
        assert told["credit_points"] == [
            {"programme": "PAYBACK", "membership_number": "904019******7692", "coupons": []}
        ]
        assert told["width"] == 42
        assert told["text"].split("\n")[1:5] == [
            "PAYBACK 904019******7692",
            "249 Punkte gesammelt",
            "Punktestand 1.569 Punkte",
            "Storno wird übertragen",
        ]

    @pytest.mark.usefixtures("sale")
    def test_is_of_the_own_branch(self) -> None:
        answer = build_till().get(f"/api/v1/receipts/{SALE}")

        assert answer.status_code == 404

    def test_may_have_a_slash_in_its_number(self, till: Till) -> None:
        till.collect(build_body(receipt_number="2026/0001"))

        assert till.get("/api/v1/receipts/2026%2F0001").status_code == 200


class TestBatch:
    def post(self, till: Till, *items: tuple[str, Any]) -> list[dict[str, Any]]:
        body = {"collects": [{"key": key, "collect": collect} for key, collect in items]}
        answer = till.send("collects/batch", body)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["collects"]
        return found

    def test_answers_each_by_the_rules_of_a_single_one(self, till: Till) -> None:
        good, other = build_body(), build_body(total="300.00")

        told = self.post(till, ("a", good), ("b", other), ("c", {**good, "card": "1"}), ("d", {}))

        assert [(row["key"], row["status"]) for row in told] == [
            ("a", 202),
            ("b", 409),
            ("c", 422),
            ("d", 422),
        ]
        assert told[1]["problem"]["code"] == "receipt_reused"
        assert [row["field"] for row in told[2]["problem"]["errors"]] == ["card"]
        assert "receipt_number" in [row["field"] for row in told[3]["problem"]["errors"]]
        assert Transaction.objects.count() == 1

    def test_may_be_posted_again(self, till: Till) -> None:
        first = self.post(till, ("a", build_body()))
        Delivery.objects.update(state=State.BOOKED)

        assert self.post(till, ("a", build_body())) == first

    def test_shares_its_keys_with_single_collects(self, till: Till) -> None:
        single = till.collect(build_body(), key="a").json()

        (told,) = self.post(till, ("a", build_body()))

        assert told["transaction"] == single

    @pytest.mark.parametrize("count", [0, 501])
    def test_holds_one_to_five_hundred(self, till: Till, count: int) -> None:
        items = [{"key": str(number), "collect": {}} for number in range(count)]

        assert till.send("collects/batch", {"collects": items}).status_code == 422
