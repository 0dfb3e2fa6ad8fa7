"""Paying with points on the till page, against the pretend PAYBACK."""

import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from tests.simulator_process import SimulatorProcess
from tests.transactions.till import CARD
from tests.transactions.till_page.browsing import Browser, new_key, read
from transactions.choices import Kind, State
from transactions.models import Delivery, Transaction

PIN = "4711"
ALONE = re.compile(rf"(?<![\w-]){PIN}(?![\w-])")


def list_values() -> str:
    """Everything in every table, one value after the other."""
    names = connection.introspection.table_names()
    tables = [model for model in apps.get_models() if model._meta.db_table in names]
    rows = (row for model in tables for row in model._base_manager.values_list())
    return " | ".join(str(value) for row in rows for value in row)


class TestRedeem:
    def test_is_booked_in_one_go_and_asks_for_the_end_of_the_sale(
        self, paying_browser: Browser, payback: SimulatorProcess
    ) -> None:
        answer = paying_browser.redeem()

        page = read(answer)
        assert answer.status_code == 200
        assert 'data-outcome="booked"' in page
        assert "1.000 Punkte eingelöst. Neuer Punktestand: 320." in page
        assert "Verkauf abgeschlossen" in page
        assert payback.balance(CARD) == 320

    def test_pays_all_of_it_where_no_part_is_named(
        self, paying_browser: Browser, payback: SimulatorProcess
    ) -> None:
        paying_browser.redeem(total="5,00", amount="")

        assert payback.balance(CARD) == 820

    def test_happens_once_under_one_key(
        self, paying_browser: Browser, payback: SimulatorProcess
    ) -> None:
        key = new_key()

        pages = [read(paying_browser.redeem(key=key)) for _time in range(2)]

        assert ['data-outcome="booked"' in page for page in pages] == [True, True]
        assert payback.balance(CARD) == 320

    def test_keeps_the_pin_nowhere(
        self, paying_browser: Browser, payback: SimulatorProcess, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        payback.put_member(CARD, pin=PIN)

        answer = paying_browser.redeem(pin=PIN)

        assert 'data-outcome="booked"' in read(answer)
        assert not ALONE.search(read(answer))
        assert not ALONE.search(list_values())
        assert not ALONE.search(str([row.get_decoded() for row in Session.objects.all()]))
        assert not ALONE.search(caplog.text)

    def test_with_a_wrong_pin_keeps_the_rest_for_another_try(self, paying_browser: Browser) -> None:
        wrong = read(paying_browser.redeem(pin=PIN))

        assert 'data-outcome="refused"' in wrong
        assert 'value="59,90"' in wrong
        assert PIN not in wrong
        assert 'data-outcome="booked"' in read(paying_browser.redeem())

    def test_without_an_answer_asks_for_other_payment_and_undoes_it(
        self, paying_browser: Browser, payback: SimulatorProcess
    ) -> None:
        payback.trouble("drop_after_booking")

        page = read(paying_browser.redeem())

        assert 'data-outcome="unknown"' in page
        assert "Bitte wählen Sie eine andere Zahlungsart" in page
        assert Delivery.objects.get(transaction__kind=Kind.REVERSAL).state == State.DUE

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"card": ""}, "Bitte scannen Sie zuerst die Karte."),
            ({"pin": "47111"}, "Die PIN besteht aus vier Ziffern."),
            ({"pin": "१२३४"}, "Die PIN besteht aus vier Ziffern."),
            ({"amount": "60,00"}, "Die Punkte sind mehr wert als die Summe des Belegs."),
            ({"total": "viel"}, "Bitte einen Betrag in Euro eingeben"),
        ],
        ids=["no card", "long pin", "other digits", "more than the sum", "no amount"],
    )
    def test_stores_nothing_that_is_wrong(
        self,
        paying_browser: Browser,
        payback: SimulatorProcess,
        changes: dict[str, str],
        sentence: str,
    ) -> None:
        answer = paying_browser.redeem(**changes)

        assert answer.status_code == 422
        assert sentence in read(answer)
        assert "4711" not in read(answer)
        assert not Transaction.objects.exists()
        assert payback.calls() == []


class TestConfirm:
    def test_keeps_the_redemption_and_offers_the_receipt(self, paying_browser: Browser) -> None:
        paying_browser.redeem()
        row = Delivery.objects.get()

        answer = paying_browser.post(f"buchungen/{row.transaction_id}/bestaetigen/", {})

        row.refresh_from_db()
        assert row.confirmed_at is not None
        assert "Verkauf abgeschlossen" not in read(answer)
        assert "Bon drucken" in read(answer)

    def test_says_when_it_is_too_late(self, paying_browser: Browser) -> None:
        paying_browser.redeem(pin=PIN)
        row = Delivery.objects.get()

        answer = paying_browser.post(f"buchungen/{row.transaction_id}/bestaetigen/", {})

        assert "Bitte kassieren Sie den Betrag anders." in read(answer)
