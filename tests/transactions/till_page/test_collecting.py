"""Collecting on the till page."""

from typing import Any

import pytest

from interfaces.choices import Rating
from interfaces.models import Chain, Workstation
from tests.factories import WorkstationFactory
from tests.transactions.till_page.browsing import Browser, new_key, read
from transactions.models import Transaction

pytestmark = pytest.mark.django_db
WAYS = pytest.mark.parametrize("path", ["sammeln/", "nachreichen/"])


@pytest.fixture
def neighbour(browser: Browser) -> Workstation:
    """Another till of the same branch."""
    return WorkstationFactory.create(branch=browser.workstation.branch)


class TestPage:
    def test_shows_device_and_form(self, browser: Browser) -> None:
        page = browser.get()

        assert page.status_code == 200
        assert browser.workstation.computer_name in read(page)
        assert 'id="collect"' in read(page)

    @pytest.mark.parametrize("path", ["", "huelle/"])
    def test_names_its_workstation_in_the_form_that_is_kept(
        self, browser: Browser, path: str
    ) -> None:
        page = browser.get(path)

        assert f'name="workstation" value="{browser.workstation.pk}"' in read(page)


class TestCollect:
    def test_stores_the_sale_and_shows_the_outcome(self, browser: Browser) -> None:
        answer = browser.collect()

        assert answer.status_code == 200
        assert 'data-outcome="queued"' in read(answer)
        assert "Die Punkte werden von selbst gutgeschrieben." in read(answer)
        assert Transaction.objects.get().eligible_cents == 24990

    def test_prints_the_points_that_the_chain_rated(self, browser: Browser) -> None:
        Chain.objects.update(rating=Rating.PARTNER, points_per_euro=2)

        answer = browser.collect()

        assert "Voraussichtlich 499 Punkte" in read(answer)

    def test_promises_no_points_that_payback_rates(self, browser: Browser) -> None:
        answer = browser.collect()

        assert "Voraussichtlich" not in read(answer)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"receipt_number": ""}, "Dieses Feld ist zwingend erforderlich."),
            ({"total": "viel"}, "Bitte einen Betrag in Euro eingeben, zum Beispiel 249,90."),
            ({"total": ""}, "Bitte geben Sie die Summe ein."),
            ({"card": ""}, "Bitte scannen Sie zuerst die Karte"),
            ({"order_number": "A-1"}, "Bitte entweder die Karte oder den Auftrag angeben."),
            ({"amount_2": "10,00"}, "Bitte wählen Sie die Artikelgruppe."),
            ({"key": "nicht"}, "Der Vorgang hat keinen Schlüssel."),
        ],
        ids=["no number", "no amount", "no sum", "no card", "card and order", "no group", "no key"],
    )
    def test_says_what_is_wrong_and_stores_nothing(
        self, browser: Browser, changes: dict[str, Any], sentence: str
    ) -> None:
        answer = browser.collect(**changes)

        assert answer.status_code == 422
        assert sentence in read(answer)
        assert not Transaction.objects.exists()


class TestBothWays:
    """At once, and later what the browser kept."""

    @WAYS
    def test_store_a_sale_once_however_often_it_is_sent(self, browser: Browser, path: str) -> None:
        key = new_key()

        answers = [browser.collect(way, key=key) for way in (path, "sammeln/", "nachreichen/")]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert Transaction.objects.count() == 1

    @WAYS
    def test_refuse_a_sale_of_another_workstation(
        self, browser: Browser, neighbour: Workstation, path: str
    ) -> None:
        answer = browser.collect(path, workstation=str(neighbour.pk))

        assert answer.status_code == 422
        assert "an einer anderen Kasse erfasst" in answer.content.decode("unicode_escape")
        assert not Transaction.objects.exists()

    @WAYS
    def test_refuse_a_sale_that_names_no_workstation(self, browser: Browser, path: str) -> None:
        answer = browser.collect(path, workstation="")

        assert answer.status_code == 422
        assert not Transaction.objects.exists()
