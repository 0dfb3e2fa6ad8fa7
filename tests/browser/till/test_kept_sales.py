"""Sales kept by the till page, against the running system: database and PAYBACK count each once."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, expect

from tests.browser.chromium import watch
from tests.browser.till.breaking import (
    abort_after_the_server_answered,
    kill_browser,
    leave_unanswered,
    open_profile,
)
from tests.browser.till.selling import (
    PAGE,
    PATIENCE_SECONDS,
    enrol,
    fill,
    remember,
    sell,
    sign_in,
)
from tests.browser.till.shop import Shop
from tests.faults.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
COLLECT, LATER = "/kasse/sammeln/", "/kasse/nachreichen/"


def expect_counted(shop: Shop, card: str, numbers: list[str], beginning: str) -> None:
    """Waits until the database has exactly these sales and PAYBACK exactly their bookings."""
    wait_until(
        lambda: len(shop.list_bookings(card)) >= len(numbers),
        seconds=PATIENCE_SECONDS,
        what=f"PAYBACK has {len(numbers)} bookings",
    )
    sales = shop.list_sales(beginning)
    assert [number for number, _ in sales] == numbers
    assert sorted(shop.list_bookings(card)) == sorted(sent for _, sent in sales)


def expect_sent(page: Page) -> None:
    """Waits until the browser keeps nothing any more."""
    expect(page.locator("#waiting")).to_be_hidden(timeout=PATIENCE_SECONDS * 1000)
    assert page.evaluate("till.store.list()") == []


class TestTenSalesWithoutALine:
    NUMBERS = [f"CUT-{number}" for number in range(10)]

    def test_count_ten_when_it_is_back(
        self, shop: Shop, context: BrowserContext, page: Page, card: str
    ) -> None:
        context.set_offline(True)
        sell(page, card, *self.NUMBERS)
        page.reload()
        expect(page.locator("#waiting")).to_contain_text("10 ")
        expect(page.locator("#collect")).to_be_visible()
        assert shop.list_sales("CUT-") == []

        context.set_offline(False)

        expect_sent(page)
        expect_counted(shop, card, self.NUMBERS, "CUT-")


class TestSalesWhileTheWebServerIsDown:
    NUMBERS = [f"DOWN-{number}" for number in range(3)]

    def test_count_once_it_runs_again(self, shop: Shop, page: Page, card: str) -> None:
        shop.stop_web()
        sell(page, card, *self.NUMBERS)
        page.reload()
        expect(page.locator("#waiting")).to_contain_text("3 ")

        shop.start_web()

        expect_sent(page)
        expect_counted(shop, card, self.NUMBERS, "DOWN-")


class TestASale:
    def test_counts_once_when_the_answer_is_lost(self, shop: Shop, page: Page, card: str) -> None:
        page.route(f"**{COLLECT}", abort_after_the_server_answered, times=1)
        page.route(f"**{LATER}", abort_after_the_server_answered, times=1)

        sell(page, card, "LOST-1")

        expect_sent(page)
        expect_counted(shop, card, ["LOST-1"], "LOST-")

    def test_counts_once_when_two_tabs_send(
        self, shop: Shop, context: BrowserContext, page: Page, card: str
    ) -> None:
        other = watch(context, shop.origin)
        other.open(PAGE)
        context.set_offline(True)
        sell(page, card, "TAB-1", "TAB-2")
        sell(other.page, card, "TAB-3")

        context.set_offline(False)

        expect_sent(page)
        expect_sent(other.page)
        expect_counted(shop, card, ["TAB-1", "TAB-2", "TAB-3"], "TAB-")

    def test_that_can_never_be_accepted_stays_beside_those_that_can(
        self, shop: Shop, context: BrowserContext, page: Page, card: str
    ) -> None:
        sell(page, card, "MIX-2")
        context.set_offline(True)
        sell(page, card, "MIX-1")
        sell(page, card, "MIX-2", total="99,00")
        sell(page, card, "MIX-3")

        context.set_offline(False)

        expect(page.locator("#refused-sales li")).to_contain_text("MIX-2")
        expect(page.locator("#waiting")).to_be_hidden()
        expect_counted(shop, card, ["MIX-2", "MIX-1", "MIX-3"], "MIX-")

    def test_survives_a_browser_that_is_killed_before_it_is_sent(
        self,
        shop: Shop,
        playwright: Playwright,
        enrolled: StorageState,
        card: str,
        tmp_path: Path,
    ) -> None:
        with open_profile(playwright, tmp_path) as page:
            remember(page.context, enrolled)
            page.goto(f"{shop.origin}{PAGE}")
            page.route(f"**{COLLECT}", leave_unanswered)
            fill(page, card, "KILL-1")
            with page.expect_request(f"**{COLLECT}"):
                page.click("#collect .main-action")
            kill_browser(tmp_path)
        assert shop.list_sales("KILL-") == []

        with open_profile(playwright, tmp_path) as page:
            remember(page.context, enrolled)
            page.goto(f"{shop.origin}{PAGE}")
            page.evaluate("till.send.tell()")
            expect_sent(page)

        expect_counted(shop, card, ["KILL-1"], "KILL-")

    def test_survives_a_session_that_ended(self, shop: Shop, browser: Browser, card: str) -> None:
        with browser.new_context(locale="de-AT") as context:
            page = context.new_page()
            enrol(page, shop, "signing")
            sign_in(page)
            context.set_offline(True)
            sell(page, card, "OUT-1")
            context.clear_cookies(name="sessionid")
            context.set_offline(False)
            expect(page.locator("#signed-out")).to_be_visible()
            assert shop.list_sales("OUT-") == []

            page.goto(f"{shop.origin}{PAGE}")
            sign_in(page)
            page.evaluate("till.send.tell()")
            expect_sent(page)

        expect_counted(shop, card, ["OUT-1"], "OUT-")

    def test_is_not_booked_at_another_branch_that_gets_the_browser(
        self, shop: Shop, context: BrowserContext, page: Page, card: str
    ) -> None:
        context.set_offline(True)
        sell(page, card, "MOVED-1")
        context.clear_cookies(name="till")
        context.set_offline(False)

        enrol(page, shop, "elsewhere")
        page.evaluate("till.send.tell()")

        expect(page.locator("#refused-sales li")).to_contain_text("MOVED-1")
        expect(page.locator("#refused-sales li")).to_contain_text("an einer anderen Kasse")
        assert shop.list_sales("MOVED-") == []
