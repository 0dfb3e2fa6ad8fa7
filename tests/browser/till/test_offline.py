"""The till page without a line, in a real browser: no sale is lost and none counts twice."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Route,
    expect,
    sync_playwright,
)

from tests.browser.chromium import ARGUMENTS, Visit, find_chromium, watch
from tests.browser.till.keyboard import Keyboard
from tests.browser.till.pretend import PretendTill, run_pretend_till

pytestmark = pytest.mark.browser
CARD, MASKED = "9040193103187692", "904019******7692"
PATIENCE_MS = 15_000
NUMBERS = [f"B-{number}" for number in range(1, 11)]
COLLECT, LATER = "/kasse/sammeln/", "/kasse/nachreichen/"
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = "till.store.list()"


@pytest.fixture(scope="module")
def server() -> Iterator[PretendTill]:
    """Answers every page."""
    with run_pretend_till() as till:
        yield till


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Starts browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Started once; each test has a memory of its own."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def context(server: PretendTill, browser: Browser) -> Iterator[BrowserContext]:
    """The memory of a browser that never saw the till."""
    server.start()
    server.forget()
    with browser.new_context(locale="de-AT", timezone_id="Europe/Vienna") as context:
        yield context


@pytest.fixture
def visit(server: PretendTill, context: BrowserContext) -> Visit:
    """The till page, whose worker has everything."""
    visit = watch(context, server.origin)
    context.set_default_timeout(PATIENCE_MS)
    visit.open("/kasse/")
    visit.page.wait_for_function(READY)
    return visit


@pytest.fixture
def page(visit: Visit) -> Page:
    """Its window."""
    return visit.page


def sell(page: Page, number: str) -> None:
    """One sale with the card, until the form is free for the next."""
    Keyboard(page).scan(CARD)
    expect(page.locator("#recognised input[name=card]")).to_have_count(1)
    page.fill("[name=receipt_number]", number)
    page.fill("[name=total]", "10.00")
    page.click("#collect button")
    expect(page.locator("#recognised input")).to_have_count(0)


def expect_sent(page: Page) -> None:
    """Waits until nothing waits any more."""
    expect(page.locator("#waiting")).to_be_hidden()
    page.wait_for_function("till.store.list().then(sales => sales.length === 0)")


class TestASale:
    def test_goes_out_at_once_and_leaves_nothing_behind(
        self, server: PretendTill, page: Page
    ) -> None:
        sell(page, "B-1")

        expect(page.locator("[data-outcome=booked]")).to_be_visible()
        assert server.asked == [(COLLECT, "B-1")]
        assert page.evaluate(KEPT) == []
        expect(page.locator("#waiting")).to_be_hidden()

    def test_has_a_key_of_its_own_and_the_time_of_the_sale(
        self, server: PretendTill, page: Page
    ) -> None:
        sell(page, "B-1")
        sell(page, "B-2")

        first, second = server.sales.values()
        assert first["key"] != second["key"]
        assert len(first["key"][0]) == 36
        assert first["sold_at"][0][:10] and first["sold_at"][0][-6:] in {"+01:00", "+02:00"}
        assert first["card"] == [CARD]

    def test_is_kept_before_it_is_sent(self, server: PretendTill, page: Page) -> None:
        seen: list[list[dict[str, object]]] = []

        def look(route: Route) -> None:
            seen.append(page.evaluate(KEPT))
            route.continue_()

        page.route(f"**{COLLECT}", look)

        sell(page, "B-1")

        (kept,) = seen[0]
        assert ["receipt_number", "B-1"] in kept["fields"]
        assert "csrfmiddlewaretoken" not in json.dumps(kept)


class TestWithoutALine:
    def test_ten_sales_wait_over_a_reload_and_count_ten(
        self, server: PretendTill, context: BrowserContext, page: Page
    ) -> None:
        context.set_offline(True)
        for number in NUMBERS:
            sell(page, number)
        expect(page.locator("#offline")).to_be_visible()
        expect(page.locator("#waiting")).to_have_text("10 Verkäufe warten")

        page.reload()

        expect(page.locator("#waiting")).to_have_text("10 Verkäufe warten")
        expect(page.locator("#collect")).to_be_visible()
        assert server.asked == []

        context.set_offline(False)

        expect_sent(page)
        assert server.receipts == NUMBERS
        assert server.asked == [(LATER, number) for number in NUMBERS]
        expect(page.locator("#offline")).to_be_hidden()

    def test_a_server_that_is_away_is_waited_for(self, server: PretendTill, page: Page) -> None:
        server.stop()
        for number in NUMBERS:
            sell(page, number)
        page.reload()
        expect(page.locator("#waiting")).to_have_text("10 Verkäufe warten")

        server.start()

        expect_sent(page)
        assert server.receipts == NUMBERS
