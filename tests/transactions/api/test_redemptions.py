"""Paying with points over the API, against the pretend PAYBACK."""

import time
from typing import Any

import pytest
from pytest_django import Settings

from tests.simulator_process import SimulatorProcess
from tests.transactions.till import CARD, SOLD_AT, Answer, Till
from transactions.choices import Kind, State
from transactions.models import Delivery, IdempotencyKey

BODY: dict[str, Any] = {
    "receipt_number": "BON-1",
    "occurred_at": SOLD_AT.isoformat(),
    "card": CARD,
    "pin": "1234",
    "total": "59.90",
    "points": 1000,
}


def redeem(till: Till, *, key: str = "key-1", **changes: Any) -> Answer:
    return till.send("redemptions", BODY | changes, Idempotency_Key=key)


def count_calls(payback: SimulatorProcess, operation: str) -> int:
    return sum(call["operation"] == operation for call in payback.calls())


class TestRedemption:
    def test_is_booked_while_the_till_waits(self, paying: Till, payback: SimulatorProcess) -> None:
        answer = redeem(paying)

        told = answer.json()
        assert (answer.status_code, told["outcome"], told["points"]) == (201, "booked", -1000)
        assert (told["balance"], told["amount"]) == (320, "10.00")
        assert told["message"] == "1.000 Punkte eingelöst. Neuer Punktestand: 320."
        assert told["receipt_lines"][1:] == ["1.000 Punkte eingelöst", "Punktestand 320 Punkte"]
        assert told["confirm_by"]
        assert payback.balance(CARD) == 320

    def test_is_made_once_however_often_it_is_posted(
        self, paying: Till, payback: SimulatorProcess
    ) -> None:
        first = redeem(paying)

        again = redeem(paying)
        with_other_key = redeem(paying, key="key-2")

        assert again.content == first.content
        assert again.headers["Idempotency-Replayed"] == "true"
        assert with_other_key.json()["id"] == first.json()["id"]
        assert count_calls(payback, "ProcessDirectRedemptionEvent") == 1

    def test_with_a_wrong_pin_is_one_call_and_may_be_tried_again(
        self, paying: Till, payback: SimulatorProcess
    ) -> None:
        wrong = redeem(paying, pin="4321")
        calls = count_calls(payback, "ProcessDirectRedemptionEvent")
        right = redeem(paying, key="key-2")

        assert (wrong.json()["outcome"], wrong.json()["reason"]["code"]) == ("refused", "SIM_00001")
        assert calls == 1
        assert right.json()["outcome"] == "booked"
        assert payback.balance(CARD) == 320

    def test_without_an_answer_is_unknown_and_has_its_reversal(
        self, paying: Till, payback: SimulatorProcess
    ) -> None:
        payback.trouble("drop_after_booking")

        answer = redeem(paying)

        assert (answer.status_code, answer.json()["outcome"]) == (202, "unknown")
        assert "andere Zahlungsart" in answer.json()["message"]
        assert answer.json()["receipt_lines"][1] == "Keine Punkte eingelöst"
        reversal = Delivery.objects.get(transaction__kind=Kind.REVERSAL)
        assert reversal.state == State.DUE

    def test_is_answered_by_the_deadline(
        self, paying: Till, payback: SimulatorProcess, settings: Settings
    ) -> None:
        settings.REDEEM_DEADLINE_SECONDS = 1
        payback.trouble("delay", seconds=5, operation="ProcessDirectRedemptionEvent")
        begin = time.monotonic()

        answer = redeem(paying)

        assert time.monotonic() - begin < 3
        assert answer.json()["outcome"] == "unknown"

    def test_is_refused_where_payback_cannot_be_reached(self, paying: Till) -> None:
        paying.interface.host = "http://127.0.0.1:9"
        paying.interface.password = "again"
        paying.interface.save()

        told = redeem(paying).json()

        assert (told["outcome"], told["state"]) == ("refused", "cancelled")
        assert told["reason"]["code"] == "unreachable"

    def test_takes_an_amount_instead_of_points(self, paying: Till) -> None:
        answer = redeem(paying, points=None, amount="5.00")

        assert answer.json()["points"] == -500

    def test_leaves_no_digest_by_which_the_pin_could_be_tried_out(self, paying: Till) -> None:
        redeem(paying, pin="4321")
        redeem(paying, key="key-2")

        digests = {row.body_digest for row in IdempotencyKey.objects.all()}
        assert len(digests) == 1

    @pytest.mark.parametrize("pin", ["123", "12345", "abcd", "१२३४", 1234, None])
    def test_refuses_a_pin_that_is_none_without_repeating_it(
        self, paying: Till, payback: SimulatorProcess, pin: Any
    ) -> None:
        answer = redeem(paying, pin=pin)

        assert answer.status_code == 422
        assert [row["field"] for row in answer.json()["errors"]] == ["pin"]
        assert str(pin) not in answer.content.decode() or pin is None
        assert payback.calls() == []


class TestConfirmation:
    def test_keeps_the_redemption_and_may_be_repeated(self, paying: Till) -> None:
        path = f"redemptions/{redeem(paying).json()['id']}/confirm"

        answers = [paying.send(path, {}) for _time in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json()["confirm_by"] is None
        assert Delivery.objects.get().confirmed_at is not None

    def test_needs_a_redemption_that_is_booked(self, paying: Till) -> None:
        refused = redeem(paying, pin="4321").json()["id"]

        answer = paying.send(f"redemptions/{refused}/confirm", {})

        assert (answer.status_code, answer.json()["code"]) == (404, "original_not_found")
