"""Refunds, reversals and receipts printed again, on the till page."""

import uuid
from typing import Any

import pytest

from tests.factories import WorkstationFactory
from tests.transactions.kinds.till import book
from tests.transactions.till import SOLD_AT, build_till
from tests.transactions.till_page.browsing import Browser, enrol_browser, new_key, open_page, read
from transactions.choices import Kind
from transactions.models import Delivery, Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale(browser: Browser) -> Delivery:
    """A booked collect."""
    browser.collect()
    return book(Delivery.objects.get(), SOLD_AT)


def refund(browser: Browser, **changes: str) -> Any:
    body = {"receipt_number": "R-1", "original_receipt_number": "BON-1", "amount": "49,90"}
    return browser.post("rueckgabe/", body | {"key": new_key()} | changes)


def reverse(browser: Browser, transaction_id: uuid.UUID, **changes: str) -> Any:
    body = {"reason": "Falscher Beleg", "key": new_key()}
    return browser.post(f"buchungen/{transaction_id}/stornieren/", body | changes)


class TestRefund:
    def test_is_stored_and_shown(self, browser: Browser, sale: Delivery) -> None:
        page = read(refund(browser))

        row = Transaction.objects.get(kind=Kind.REFUND)
        assert (row.original_id, row.total_cents) == (sale.transaction_id, 4990)
        assert 'data-outcome="queued"' in page
        assert "Die Punkte werden von selbst zurückgebucht." in page

    @pytest.mark.usefixtures("sale")
    def test_never_exceeds_the_sale(self, browser: Browser) -> None:
        refund(browser, amount="200,01")

        answer = refund(browser, receipt_number="R-2")

        assert answer.status_code == 422
        assert "Es kommt mehr zurück, als verkauft wurde." in read(answer)
        assert Transaction.objects.filter(kind=Kind.REFUND).count() == 1

    @pytest.mark.usefixtures("sale")
    def test_needs_a_sale_of_the_own_branch(self) -> None:
        stranger = open_page(build_till())

        answer = refund(stranger)

        assert answer.status_code == 422
        assert "Diesen Beleg gibt es in Ihrer Filiale nicht." in read(answer)
        assert not Transaction.objects.filter(kind=Kind.REFUND).exists()


class TestReverse:
    def test_is_stored_with_its_reason_and_shown_large(
        self, browser: Browser, sale: Delivery
    ) -> None:
        answer = reverse(browser, sale.transaction_id)

        row = Transaction.objects.get(kind=Kind.REVERSAL)
        assert (row.original_id, row.note) == (sale.transaction_id, "Falscher Beleg")
        assert answer.headers["HX-Retarget"] == "#outcome"
        assert "Das Storno ist gespeichert" in read(answer)

    def test_needs_a_reason_and_asks_for_it_in_the_dialog(
        self, browser: Browser, sale: Delivery
    ) -> None:
        answer = reverse(browser, sale.transaction_id, reason=" ")

        assert answer.status_code == 422
        assert "HX-Retarget" not in answer.headers
        assert 'aria-invalid="true"' in read(answer)
        assert not Transaction.objects.filter(kind=Kind.REVERSAL).exists()

    def test_happens_once_however_often_it_is_posted(
        self, browser: Browser, sale: Delivery
    ) -> None:
        statuses = [reverse(browser, sale.transaction_id).status_code for _time in range(2)]

        assert statuses == [200, 200]
        assert Transaction.objects.filter(kind=Kind.REVERSAL).count() == 1

    def test_reaches_no_receipt_of_another_branch(self, sale: Delivery) -> None:
        neighbour = WorkstationFactory.create(
            branch__chain=sale.branch.chain, serves_without_sign_in=True
        )

        answer = reverse(enrol_browser(neighbour), sale.transaction_id)

        assert answer.status_code == 404
        assert not Transaction.objects.filter(kind=Kind.REVERSAL).exists()


class TestReceipt:
    def test_is_printed_again_with_what_may_be_done(self, browser: Browser, sale: Delivery) -> None:
        page = read(browser.get(f"buchungen/{sale.transaction_id}/bon/"))

        assert "PAYBACK 904019******7692" in page
        assert "Bon drucken" in page
        assert "Beleg stornieren" in page

    def test_of_a_reversed_sale_offers_no_reversal(self, browser: Browser, sale: Delivery) -> None:
        reverse(browser, sale.transaction_id)

        page = read(browser.get(f"buchungen/{sale.transaction_id}/bon/"))

        assert "Beleg stornieren" not in page

    def test_of_another_branch_is_not_shown(self, sale: Delivery) -> None:
        stranger = open_page(build_till())

        assert stranger.get(f"buchungen/{sale.transaction_id}/bon/").status_code == 404
