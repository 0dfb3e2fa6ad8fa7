"""The modes of the till page, each from the scan to the outcome, against the running system."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import Visit
from tests.browser.till.keyboard import Keyboard
from tests.browser.till.selling import PATIENCE_SECONDS, sell
from tests.browser.till.shop import Shop
from tests.faults.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PIN = "4711"


@pytest.fixture
def card(shop: Shop) -> str:
    """A member with points and a PIN, who buys in one test only."""
    card = shop.take_card()
    shop.simulator.put_member(card, balance=1320, pin=PIN)
    return card


def scan(page: Page, card: str) -> None:
    """Until the card is in view."""
    Keyboard(page).scan(card)
    expect(page.locator("#recognised input[name=card]")).to_have_count(1)


def redeem(page: Page, number: str) -> None:
    """10 of 59,90 euros, as far as the cashier and the member do it."""
    page.click("[data-mode=redeem]")
    page.fill("#redeem [name=receipt_number]", number)
    page.fill("#redeem [name=total]", "59,90")
    page.fill("#redeem [name=amount]", "10,00")
    page.fill("#redeem [name=pin]", PIN)
    page.click("#redeem .main-action")


def expect_outcome(page: Page, outcome: str, sentence: str) -> None:
    """Large, with its sentence."""
    band = page.locator(f"#outcome [data-outcome={outcome}]")
    expect(band.locator(".sentence")).to_contain_text(sentence)


def expect_balance(shop: Shop, card: str, points: int) -> None:
    """Soon, however many tries it takes until then."""

    def look() -> int:
        shop.sweep()
        return shop.simulator.balance(card)

    wait_until(
        look,
        seconds=PATIENCE_SECONDS,
        what=f"the member has {points} points",
        enough=lambda seen: seen == points,
    )


def reverse(page: Page, number: str, reason: str) -> None:
    """The latest transaction of a receipt, from the list of today."""
    page.locator("#today-list .row", has_text=number).first.click()
    page.click("#receipt summary")
    page.fill("#receipt [name=reason]", reason)
    page.click("#receipt .danger")


def expect_printing(page: Page) -> None:
    """The button below the outcome prints the receipt's text and nothing else."""
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    page.click("#outcome [data-print]")
    assert page.evaluate("document.body.dataset.printed") == "yes"
    page.emulate_media(media="print")
    expect(page.locator("#outcome .paper")).to_be_visible()
    expect(page.locator("#scan-form")).to_be_hidden()
    page.emulate_media(media="screen")


class TestTheStory:
    def test_of_collecting_printing_and_a_redemption_without_an_answer(
        self, shop: Shop, visit: Visit, card: str
    ) -> None:
        page = visit.page
        sell(page, card, "STORY-1")
        expect_outcome(page, "booked", "gutgeschrieben. Neuer Punktestand:")
        expect_printing(page)
        before = shop.simulator.balance(card)
        shop.simulator.trouble("drop_after_booking", operation="ProcessDirectRedemptionEvent")

        scan(page, card)
        redeem(page, "STORY-2")

        expect_outcome(page, "unknown", "Bitte wählen Sie eine andere Zahlungsart")
        assert shop.simulator.balance(card) == before - 1000
        expect_balance(shop, card, before)
        expect(page.locator("#outcome .state.reversed")).to_be_visible()
        assert visit.violations == []


class TestRedeeming:
    def test_ends_with_the_confirmed_sale(self, shop: Shop, page: Page, card: str) -> None:
        scan(page, card)

        redeem(page, "POINTS-1")
        expect_outcome(page, "booked", "1.000 Punkte eingelöst. Neuer Punktestand: 320.")
        expect(page.locator("#redeem [name=pin]")).to_have_value("")
        page.click("#outcome .main-action")

        expect(page.locator("#outcome [data-print]")).to_be_visible()
        expect(page.locator("#today-list .to-confirm")).to_have_count(0)
        assert shop.simulator.balance(card) == 320

    def test_without_a_line_is_refused_with_a_sentence(
        self, shop: Shop, context: BrowserContext, page: Page, card: str
    ) -> None:
        scan(page, card)
        context.set_offline(True)

        redeem(page, "CUT-POINTS")

        expect(page.locator("#online-only")).to_be_visible()
        expect(page.locator("#online-only")).to_contain_text("eine andere Zahlungsart")
        expect(page.locator("#redeem [name=pin]")).to_have_value("")
        context.set_offline(False)
        expect(page.locator("#online-only")).to_be_hidden()
        assert shop.list_sales("CUT-POINTS") == []
        assert shop.simulator.balance(card) == 1320


class TestReturning:
    def test_books_points_back_and_reverses_the_rest(
        self, shop: Shop, page: Page, card: str
    ) -> None:
        sell(page, card, "BACK-1", total="100,00")
        expect_outcome(page, "booked", "gutgeschrieben.")
        page.click("[data-mode=refund]")
        page.fill("#refund [name=receipt_number]", "BACK-2")
        page.fill("#refund [name=original_receipt_number]", "BACK-1")
        page.fill("#refund [name=amount]", "40,00")

        page.click("#refund .main-action")

        expect_outcome(page, "booked", "zurückgebucht")
        reverse(page, "BACK-1", "Falscher Beleg")
        expect_outcome(page, "booked", "Storn")
        expect_balance(shop, card, 1320)


class TestCard:
    def test_is_asked_for_its_points_and_remembered_for_an_order(
        self, shop: Shop, page: Page, card: str
    ) -> None:
        scan(page, card)
        page.click("#balance button")
        expect(page.locator("#outcome .sentence")).to_contain_text("1.320 Punkte, das sind 13,20 €")
        page.click("[data-mode=capture]")
        page.fill("#capture [name=order_number]", "ORDER-1")

        page.click("#capture .main-action")

        expect(page.locator("#outcome .sentence")).to_contain_text("Die Karte ist gemerkt.")
        expect(page.locator("#recognised input")).to_have_count(0)
        page.click("[data-mode=collect]")
        page.fill("#collect [name=receipt_number]", "ORDERED-1")
        page.fill("#collect [name=total]", "10,00")
        page.fill("#collect [name=order_number]", "ORDER-1")
        page.click("#collect .main-action")
        expect_outcome(page, "booked", "gutgeschrieben.")
        assert len(shop.list_bookings(card)) == 1
