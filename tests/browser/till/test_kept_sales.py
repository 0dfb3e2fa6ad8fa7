"""Sales kept by the till page, against the running system: database and PAYBACK count each once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    StorageState,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from tests.browser.chromium import ARGUMENTS, Visit, find_chromium, watch
from tests.browser.till.breaking import (
    CONTROLLED,
    abort_after_the_server_answered,
    kill_browser,
    leave_unanswered,
    open_profile,
)
from tests.browser.till.keyboard import Keyboard
from tests.browser.till.shop import CASHIER, PASSWORD, Shop
from tests.faults.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGE, COLLECT, LATER = "/kasse/", "/kasse/sammeln/", "/kasse/nachreichen/"
PATIENCE_SECONDS = 20


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: Any,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Shop]:
    """Started once; each test has a card and receipt numbers of its own."""
    with django_db_blocker.unblock():
        with Shop(tmp_path_factory.mktemp("shop")) as shop:
            yield shop
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture(scope="module")
def playwright(shop: Shop) -> Iterator[Playwright]:
    """Starts browsers, after the shop has its rows.

    The tests ask the database by themselves; pytest-django's transaction around each stays empty,
    and Django need not mind that Playwright's loop runs in the same thread.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright
        connection.close()  # beside a loop Django has another one, which nobody else closes


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Started once."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def enrolled(shop: Shop, browser: Browser) -> StorageState:
    """What the browser of the trusted till remembers."""
    with browser.new_context() as context:
        enrol(context.new_page(), shop, "trusted")
        return context.storage_state()


@pytest.fixture
def context(browser: Browser, enrolled: StorageState) -> Iterator[BrowserContext]:
    """The trusted till, as it is in the morning."""
    with browser.new_context(storage_state=enrolled, locale="de-AT") as context:
        yield context


@pytest.fixture
def visit(shop: Shop, context: BrowserContext) -> Visit:
    """Its page, whose worker has everything."""
    visit = watch(context, shop.origin)
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    visit.open(PAGE)
    wait_for_worker(visit.page)
    return visit


@pytest.fixture
def page(visit: Visit) -> Page:
    """Its window."""
    return visit.page


@pytest.fixture
def card(shop: Shop) -> str:
    """A member who buys in one test only."""
    return shop.take_card()


def enrol(page: Page, shop: Shop, till: str) -> None:
    """Makes the browser a till."""
    page.goto(f"{shop.origin}{PAGE}")
    page.fill("[name=code]", shop.codes[till])
    page.keyboard.press("Enter")
    page.wait_for_selector("#collect, [name=password]")


def remember(context: BrowserContext, enrolled: StorageState) -> None:
    """Makes a browser with another memory the same till."""
    (cookie,) = (row for row in enrolled["cookies"] if row["name"] == "till")
    place = f"http://{cookie['domain']}"
    context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": place}])


def sign_in(page: Page) -> None:
    """As a cashier does."""
    page.fill("[name=username]", CASHIER)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#collect")


def wait_for_worker(page: Page) -> None:
    """Returns when the page opens without a line too."""
    page.evaluate(CONTROLLED)


def fill(page: Page, card: str, number: str, total: str = "10,00") -> None:
    """A sale, about to be sent."""
    Keyboard(page).scan(card)
    expect(page.locator("#recognised input[name=card]")).to_have_count(1)
    page.fill("#collect [name=receipt_number]", number)
    page.fill("#collect [name=total]", total)


def sell(page: Page, card: str, *numbers: str, total: str = "10,00") -> None:
    """One sale after the other, each until the form is free for the next."""
    for number in numbers:
        fill(page, card, number, total)
        page.click("#collect .main-action")
        expect(page.locator("#recognised input")).to_have_count(0)


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
