"""What the API says about a transaction."""

from typing import Any

import pytest
from django.utils import translation

from tests.factories import DeliveryFactory
from tests.transactions.till import Answer, Till, build_body
from transactions.models import Delivery, Transaction


def read(till: Till, delivery: Delivery, **headers: str) -> Answer:
    return till.get(f"/api/v1/transactions/{delivery.transaction_id}", **headers)


def store(till: Till, *traits: str, **fields: Any) -> Delivery:
    return DeliveryFactory.create(
        **dict.fromkeys(traits, True),
        transaction__workstation=till.workstation,
        transaction__interface=till.interface,
        **fields,
    )


class TestAcceptedCollect:
    def test_is_answered_with_every_field_of_the_contract(self, till: Till) -> None:
        answer = till.collect(build_body(coupons=["4711"]))

        row = Transaction.objects.get()
        assert answer.json() == {
            "id": str(row.pk),
            "kind": "collect",
            "receipt_number": "BON-W1-0001-26",
            "outcome": "queued",
            "state": "due",
            "points": None,
            "balance": None,
            "card": "904019******7692",
            "coupons": [{"code": "4711", "result": "pending"}],
            "reason": None,
            "message": "Der Einkauf ist gespeichert. Die Punkte werden von selbst gutgeschrieben.",
            "receipt_lines": ["PAYBACK 904019******7692", "Punkte werden gutgeschrieben"],
            "links": {"self": f"/api/v1/transactions/{row.pk}"},
            "amount": "249.90",
            "original_id": None,
            "confirm_by": None,
            "expected_points": None,
        }

    def test_is_202_with_its_location_while_it_is_not_final(self, till: Till) -> None:
        answer = till.collect(build_body())

        assert answer.status_code == 202
        assert answer.headers["Location"] == answer.json()["links"]["self"]
        assert till.get(answer.headers["Location"]).json() == answer.json()

    def test_is_201_with_its_location_when_a_rule_of_ours_refuses_it(self, till: Till) -> None:
        answer = till.collect(build_body(lines=[{"amount": "249.90"}]))

        assert answer.status_code == 201
        assert answer.headers["Location"] == answer.json()["links"]["self"]
        assert answer.json()["outcome"] == "refused"
        assert answer.json()["reason"]["code"] == "nothing_eligible"

    def test_is_application_json(self, till: Till) -> None:
        answer = till.collect(build_body())

        assert answer.headers["Content-Type"].split(";")[0] == "application/json"


class TestOutcome:
    @pytest.mark.parametrize(
        ("trait", "outcome"),
        [
            ("claimed", "queued"),
            ("started", "queued"),
            ("held", "queued"),
            ("booked", "booked"),
            ("refused", "refused"),
            ("unknown", "unknown"),
            ("attention", "unknown"),
        ],
    )
    def test_follows_from_the_state(self, till: Till, trait: str, outcome: str) -> None:
        delivery = store(till, trait)

        answer = read(till, delivery)

        assert answer.status_code == 200
        assert answer.json()["state"] == trait
        assert answer.json()["outcome"] == outcome

    def test_is_queued_while_due(self, till: Till) -> None:
        answer = read(till, store(till))

        assert answer.json()["state"] == "due"
        assert answer.json()["outcome"] == "queued"

    def test_names_points_and_balance_when_booked(self, till: Till) -> None:
        answer = read(till, store(till, "booked")).json()

        assert (answer["points"], answer["balance"]) == (249, 1320)
        assert answer["reason"] is None

    def test_says_why_paybacks_no_is_final(self, till: Till) -> None:
        answer = read(till, store(till, "refused")).json()

        assert answer["reason"]["code"] == "LMS_00003"
        assert answer["reason"]["message"].startswith("PAYBACK kennt diese Karte nicht.")

    def test_says_what_a_held_row_waits_for(self, till: Till) -> None:
        answer = read(till, store(till, "held")).json()

        assert answer["reason"] == {
            "code": "credentials",
            "message": "PAYBACK lehnt die Zugangsdaten ab.",
        }


class TestCouponAnswer:
    @pytest.mark.parametrize(
        ("trait", "applied", "result"),
        [
            ("started", None, "pending"),
            ("booked", ["4711"], "applied"),
            ("booked", [], "not_applied"),
            ("booked", None, "unknown"),
            ("refused", None, "not_applied"),
        ],
    )
    def test_says_what_became_of_it(
        self, till: Till, trait: str, applied: list[str] | None, result: str
    ) -> None:
        delivery = store(till, trait, applied_coupons=applied, transaction__coupons=["4711"])

        answer = read(till, delivery)

        assert answer.json()["coupons"] == [{"code": "4711", "result": result}]


class TestLanguage:
    def test_is_german_by_default(self, till: Till) -> None:
        answer = read(till, store(till, "booked"))

        assert answer.headers["Content-Language"] == "de"
        assert answer.json()["message"] == ("249 Punkte gutgeschrieben. Neuer Punktestand: 1.320.")
        assert answer.json()["receipt_lines"] == [
            "PAYBACK 904019******7692",
            "249 Punkte gesammelt",
            "Punktestand 1.320 Punkte",
        ]

    def test_is_english_when_asked_for(self, till: Till) -> None:
        answer = read(till, store(till, "booked"), Accept_Language="en-GB,en;q=0.9")

        assert answer.headers["Content-Language"] == "en"
        assert answer.json()["message"] == "249 points credited. New balance: 1,320."
        assert answer.json()["receipt_lines"] == [
            "PAYBACK 904019******7692",
            "249 points collected",
            "Balance 1,320 points",
        ]

    def test_is_german_for_a_language_we_do_not_speak(self, till: Till) -> None:
        answer = read(till, store(till, "booked"), Accept_Language="hu")

        assert answer.headers["Content-Language"] == "de"

    def test_does_not_stay_in_the_thread(self, till: Till) -> None:
        before = translation.get_language()

        till.get("/api/v1/interface", Accept_Language="en")

        assert translation.get_language() == before == "de"

    def test_counts_for_problems_too(self, till: Till) -> None:
        answer = till.collect(build_body(card="1"), Accept_Language="en")

        assert answer.json()["title"] == "The request contains errors"


class TestForeignTransaction:
    def test_cannot_be_told_from_one_that_does_not_exist(self, till: Till) -> None:
        foreign = DeliveryFactory.create()
        unknown = "01900000-0000-7000-8000-000000000000"

        answers = [
            till.get(f"/api/v1/transactions/{key}") for key in (foreign.transaction_id, unknown)
        ]

        bodies = [answer.json() | {"request_id": ""} for answer in answers]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert bodies[0] == bodies[1]
        assert bodies[0]["code"] == "not_found"

    def test_of_another_workstation_of_the_own_branch_is_found(self, till: Till) -> None:
        own = DeliveryFactory.create(
            transaction__workstation__branch=till.workstation.branch,
            transaction__interface=till.interface,
        )

        assert read(till, own).status_code == 200
