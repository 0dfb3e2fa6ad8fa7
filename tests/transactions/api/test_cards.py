"""Scans, balances and cards captured for an order."""

from typing import Any

import pytest
from django.db import connection

from tests.simulator_process import SimulatorProcess
from tests.transactions.till import CARD, OTHER_CARD, Answer, Till, build_body
from transactions.choices import State
from transactions.models import ChainRules, Delivery, Gate, Transaction


class TestCard:
    @pytest.mark.parametrize(
        ("scan", "form"),
        [(CARD, "card"), ("]E02403103187698", "ean"), ("3103187698", "customer_number")],
    )
    def test_is_read_and_masked(self, till: Till, scan: str, form: str) -> None:
        told = till.send("cards", {"scan": scan}).json()

        assert told == {
            "is_card": True,
            "card": "904019******7692",
            "form": form,
            "reason": None,
        }

    def test_says_why_a_scan_is_none(self, till: Till) -> None:
        told = till.send("cards", {"scan": "9040193103187693"}).json()

        assert told["is_card"] is False
        assert "Ziffer ist falsch" in told["reason"]["message"]


class TestBalance:
    def ask(self, till: Till, card: str = CARD) -> Answer:
        return till.send("balances", {"card": card})

    @pytest.mark.usefixtures("payback")
    def test_tells_points_value_and_that_redeeming_is_possible(self, paying: Till) -> None:
        answer = self.ask(paying)

        assert answer.json() == {
            "card": "904019******7692",
            "points": 1320,
            "value": "13.20",
            "can_redeem": True,
            "reason": None,
        }

    def test_says_when_there_are_too_few(self, paying: Till, payback: SimulatorProcess) -> None:
        payback.put_member(CARD, balance=199)

        told = self.ask(paying).json()

        assert (told["can_redeem"], told["reason"]["code"]) == (False, "balance_too_low")
        assert "200 Punkte" in told["reason"]["message"]

    def test_takes_the_limit_from_the_chain(self, paying: Till, payback: SimulatorProcess) -> None:
        payback.put_member(CARD, balance=199)
        ChainRules.objects.create(chain=paying.workstation.branch.chain, minimum_balance_points=100)

        assert self.ask(paying).json()["can_redeem"] is True

    def test_passes_on_what_payback_refuses(self, paying: Till, payback: SimulatorProcess) -> None:
        payback.put_member(CARD, status="disabled")

        told = self.ask(paying).json()

        assert (told["points"], told["value"], told["can_redeem"]) == (None, None, False)
        assert told["reason"]["code"] == "LMS_00005"

    def test_is_not_known_when_payback_does_not_answer(
        self, paying: Till, payback: SimulatorProcess
    ) -> None:
        payback.trouble("drop_before_booking")

        answer = self.ask(paying)

        assert (answer.status_code, answer.json()["code"]) == (503, "payback_unavailable")
        assert answer.headers["Retry-After"]
        gate = Gate.objects.get()
        assert (gate.failures, gate.asking_until) == (1, None)

    def test_tries_rejected_credentials_three_times_at_most(
        self, paying: Till, payback: SimulatorProcess
    ) -> None:
        payback.accept(partner="DEMOOPTIK", username="demo", password="another")

        statuses = [self.ask(paying).status_code for _time in range(5)]

        assert statuses == [503] * 5
        assert len(payback.calls()) == 3


class TestCapture:
    def capture(self, till: Till, order: str = "A-1", **changes: Any) -> Answer:
        body = {"card": CARD, "coupons": ["DEMO-X3"]} | changes
        return till.send(f"orders/{order}/capture", body, method="put")

    def collect(self, till: Till, **changes: Any) -> Answer:
        body = build_body(order_number="A-1", **changes)
        del body["card"]
        return till.collect(body, key=f"key-{body['receipt_number']}")

    def test_remembers_card_and_coupons_masked(self, till: Till) -> None:
        told = self.capture(till).json()

        assert (told["card"], told["coupons"]) == ("904019******7692", ["DEMO-X3"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT card FROM transactions_capture")
            assert CARD.encode() not in bytes(cursor.fetchone()[0])

    def test_is_used_by_the_receipt_of_the_order(self, till: Till) -> None:
        self.capture(till)

        told = self.collect(till, coupons=["DEMO-PLUS100"]).json()

        assert told["card"] == "904019******7692"
        assert [row["code"] for row in told["coupons"]] == ["DEMO-X3", "DEMO-PLUS100"]
        assert Transaction.objects.get().card == CARD

    def test_counts_with_its_last_word(self, till: Till) -> None:
        self.capture(till)
        self.capture(till, card=OTHER_CARD, coupons=[])

        self.collect(till)

        row = Transaction.objects.get()
        assert (row.card, row.coupons) == (OTHER_CARD, [])

    def test_earns_once(self, till: Till) -> None:
        self.capture(till)
        self.collect(till)

        second = self.collect(till, receipt_number="BON-2")
        changed = self.capture(till, card=OTHER_CARD)

        assert (second.status_code, second.json()["code"]) == (409, "order_used")
        assert changed.status_code == 409
        assert Transaction.objects.count() == 1

    def test_earns_once_on_the_receipt_however_many_deposits_there_were(self, till: Till) -> None:
        self.capture(till)
        deposit = {"total": "50.00", "lines": [{"description": "Anzahlung", "amount": "50.00"}]}
        deposits = [
            self.collect(till, receipt_number=f"BON-A{number}", **deposit) for number in range(3)
        ]

        receipt = self.collect(till)
        late_deposit = self.collect(till, receipt_number="BON-A9", **deposit)

        assert [told.json()["reason"]["code"] for told in deposits] == ["nothing_eligible"] * 3
        assert receipt.json()["outcome"] == "queued"
        assert [row["code"] for row in receipt.json()["coupons"]] == ["DEMO-X3"]
        assert late_deposit.json()["code"] == "order_used"
        earning = Transaction.objects.filter(eligible_cents__gt=0)
        assert earning.get().receipt.receipt_number == "BON-W1-0001-26"

    def test_may_earn_again_when_nothing_came_of_it(self, till: Till) -> None:
        self.capture(till)
        self.collect(till)
        Delivery.objects.update(state=State.REVERSED)

        assert self.collect(till, receipt_number="BON-2").status_code == 202

    def test_is_the_same_sale_under_another_key(self, till: Till) -> None:
        self.capture(till)
        first = self.collect(till).json()
        body = build_body(order_number="A-1")
        del body["card"]

        again = till.collect(body, key="another-key")

        assert again.json()["id"] == first["id"]

    def test_must_be_there(self, till: Till) -> None:
        answer = self.collect(till)

        assert answer.status_code == 422
        assert [row["field"] for row in answer.json()["errors"]] == ["order_number"]

    def test_or_the_card_but_not_both(self, till: Till) -> None:
        self.capture(till)

        answer = till.collect(build_body(order_number="A-1"))

        assert [row["field"] for row in answer.json()["errors"]] == ["card"]


class TestPaymentsWithPoints:
    @pytest.mark.parametrize(("earns", "eligible"), [(True, 24_990), (False, 19_990)])
    def test_earn_as_the_chain_wants(self, till: Till, earns: bool, eligible: int) -> None:  # noqa: FBT001
        ChainRules.objects.create(chain=till.workstation.branch.chain, points_payments_earn=earns)

        till.collect(build_body(payments=[{"type": "points", "amount": "50.00"}]))

        assert Transaction.objects.get().eligible_cents == eligible
