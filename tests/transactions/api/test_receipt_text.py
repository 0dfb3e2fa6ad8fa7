"""The printable text that a till reads with a receipt."""

from typing import Any

import pytest

from tests.factories import DeliveryFactory, ReceiptTemplateFactory
from tests.transactions.till import CARD, Till
from transactions.choices import Language
from transactions.models import Delivery, ReceiptTemplate

NUMBER = "BON-W1-0001-26"


def make_receipt(till: Till, **fields: Any) -> Delivery:
    """One delivery of the till's branch."""
    delivery: Delivery = DeliveryFactory.create(
        transaction__workstation=till.workstation,
        transaction__interface=till.interface,
        transaction__receipt__receipt_number=NUMBER,
        **fields,
    )
    return delivery


def make_template(till: Till, text: str, **values: Any) -> ReceiptTemplate:
    row: ReceiptTemplate = ReceiptTemplateFactory.create(
        chain=till.workstation.branch.chain, text=text, **values
    )
    return row


def read(till: Till, **headers: str) -> Any:
    return till.get(f"/api/v1/receipts/{NUMBER}", **headers).json()


class TestReceiptText:
    def test_is_by_the_template_of_the_branch(self, till: Till) -> None:
        make_receipt(till, booked=True)
        make_template(till, "Kette")
        make_template(
            till,
            "Bon ${rechnung/nummer}: ${sammlung/punkte} Punkte auf "
            "${rechnung/customercreditpoints/textliste(memberhipnumber, ' / ')}",
            branch=till.workstation.branch,
            width=48,
        )

        told = read(till)

        assert told["width"] == 48
        assert told["text"].split("\n") == [
            "Bon BON-W1-0001-26: 249 Punkte auf",
            "904019******7692",
        ]

    def test_is_in_the_language_asked_for(self, till: Till) -> None:
        make_receipt(till, booked=True)
        make_template(till, "Deutsch", language=Language.GERMAN)
        make_template(till, "${sammlung/zeilen/textliste(' ')}", language=Language.ENGLISH)

        told = [read(till)["text"], read(till, Accept_Language="en")["text"]]

        assert told == ["Deutsch", "249 points collected Balance 1,320 points"]

    def test_never_prints_unknown_points_as_zero(self, till: Till) -> None:
        make_receipt(till, booked=True, points=None, balance=None)
        make_template(till, "Punkte: [${sammlung/punkte}] [${sammlung/punktestand}]")

        told = read(till)

        assert told["text"] == "Punkte: [] []"
        assert told["transactions"][0]["points"] is None

    def test_promises_no_points_where_payback_rates_them(self, till: Till) -> None:
        make_receipt(till)
        make_template(till, "[${sammlung/erwartetepunkte}]")

        assert read(till)["text"] == "[]"

    @pytest.mark.parametrize("is_full", [False, True], ids=["masked", "full"])
    def test_has_the_full_number_only_where_the_chain_prints_it(
        self, till: Till, *, is_full: bool
    ) -> None:
        chain = till.workstation.branch.chain
        chain.prints_full_numbers = is_full
        chain.save()
        make_receipt(till, booked=True)
        make_template(till, "${sammlung/memberhipnumber} ${sammlung/membershipnumberfull}")

        told = read(till)

        assert (CARD in told["text"]) is is_full
        assert told["credit_points"][0]["membership_number"] == "904019******7692"

    def test_is_printed_although_the_template_is_broken(self, till: Till) -> None:
        make_receipt(till, booked=True)
        make_template(till, "${gibt/es/nicht}")

        assert "249 Punkte gesammelt" in read(till)["text"]
