"""The till page without a line, in a real browser: no sale is lost and none counts twice."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
from tests.browser.till.breaking import (
    CONTROLLED,
    abort,
    abort_after_the_server_answered,
    answer_as_a_portal,
    kill_browser,
    leave_unanswered,
    open_profile,
)
from tests.browser.till.keyboard import Keyboard
from tests.browser.till.pretend import PretendTill, run_pretend_till

pytestmark = pytest.mark.browser
CARD, MASKED = "9040193103187692", "904019******7692"
MOMENT = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\+0[12]:00")
PATIENCE_MS = 15_000
NUMBERS = [f"B-{number}" for number in range(1, 11)]
COLLECT, LATER = "/kasse/sammeln/", "/kasse/nachreichen/"
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
    visit.page.evaluate(CONTROLLED)
    return visit


@pytest.fixture
def page(visit: Visit) -> Page:
    """Its window."""
    return visit.page


def fill(page: Page, number: str) -> None:
    """A sale with the card, about to be sent."""
    Keyboard(page).scan(CARD)
    expect(page.locator("#recognised input[name=card]")).to_have_count(1)
    page.fill("[name=receipt_number]", number)
    page.fill("[name=total]", "10.00")


def sell(page: Page, number: str) -> None:
    """One sale, until the form is free for the next."""
    fill(page, number)
    page.click("#collect button")
    expect(page.locator("#recognised input")).to_have_count(0)


def expect_sent(page: Page) -> None:
    """Waits until nothing waits any more."""
    expect(page.locator("#waiting")).to_be_hidden()
    assert page.evaluate(KEPT) == []


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
        assert MOMENT.fullmatch(first["sold_at"][0])
        assert first["card"] == [CARD]

    def test_is_kept_before_it_is_sent(self, page: Page) -> None:
        seen: list[list[dict[str, Any]]] = []

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

    def test_cards_and_coupons_are_recognised_here(
        self, server: PretendTill, context: BrowserContext, page: Page
    ) -> None:
        keyboard = Keyboard(page)
        context.set_offline(True)

        keyboard.scan("]E0" + CARD)
        keyboard.scan("+C1DEMO-X3")
        keyboard.scan("DEMO-X3")
        expect(page.locator("#coupon-twice")).to_be_visible()
        keyboard.scan(CARD[:-1] + "3")
        expect(page.locator("#scan-misread")).to_be_visible()

        expect(page.locator("#recognised li")).to_have_text([MASKED, "DEMO-X3"])
        fields = page.evaluate("[...new FormData(document.getElementById('collect'))]")
        assert ["card", CARD] in fields
        assert ["coupons", "DEMO-X3"] in fields
        assert server.scans == []

    def test_what_needs_an_answer_is_refused(
        self, server: PretendTill, context: BrowserContext, page: Page
    ) -> None:
        context.set_offline(True)
        page.fill("[name=pin]", "1234")

        page.click("#redeem button")

        expect(page.locator("#online-only")).to_be_visible()
        assert server.asked == []

        context.set_offline(False)

        expect(page.locator("#online-only")).to_be_hidden()

    def test_an_unanswered_redemption_is_told(self, server: PretendTill, page: Page) -> None:
        server.stop()

        page.click("#redeem button")

        expect(page.locator("#unanswered")).to_be_visible()
        expect(page.locator("#offline")).to_be_visible()

    def test_the_page_makes_room_for_the_real_one(
        self, context: BrowserContext, page: Page
    ) -> None:
        context.set_offline(True)
        page.reload()
        expect(page.locator("body[data-shell]")).to_have_count(1)

        context.set_offline(False)

        expect(page.locator("body[data-shell]")).to_have_count(0)


class TestAnAnswer:
    @pytest.mark.parametrize("path", [COLLECT, LATER], ids=["first", "repeated"])
    def test_that_is_lost_leads_to_one_sale(
        self, server: PretendTill, page: Page, path: str
    ) -> None:
        page.route(f"**{COLLECT}", abort, times=1)
        page.route(f"**{path}", abort_after_the_server_answered, times=1)

        sell(page, "B-1")

        expect_sent(page)
        assert server.receipts == ["B-1"]
        assert server.asked.count((path, "B-1")) > 0
        assert len(server.asked) == 2

    @pytest.mark.parametrize(
        ("status", "sent"),
        [(409, ["B-2"]), (500, ["B-2"]), (503, []), (429, [])],
        ids=["same-key-at-work", "broken", "away", "too-often"],
    )
    def test_that_is_none_leaves_the_sale_waiting(
        self,
        server: PretendTill,
        context: BrowserContext,
        page: Page,
        status: int,
        sent: list[str],
    ) -> None:
        server.answers["B-1"] = (status, {})
        sell_offline(context, page, "B-1", "B-2")
        with page.expect_response(f"**{LATER}"):
            context.set_offline(False)
        expect(page.locator("#waiting")).to_be_visible()
        page.wait_for_timeout(200)
        assert server.receipts == sent

        server.answers.clear()

        expect_sent(page)
        assert sorted(server.receipts) == ["B-1", "B-2"]

    def test_of_somebody_else_is_no_answer(
        self, server: PretendTill, context: BrowserContext, page: Page
    ) -> None:
        page.route(f"**{LATER}", answer_as_a_portal, times=1)
        sell_offline(context, page, "B-1")

        with page.expect_response(f"**{LATER}"):
            context.set_offline(False)

        expect_sent(page)
        assert server.receipts == ["B-1"]

    def test_that_can_never_be_yes_stays_for_a_person(
        self, server: PretendTill, context: BrowserContext, page: Page
    ) -> None:
        server.answers["B-2"] = (422, {"sentence": "Diesen Bon gibt es schon."})
        sell_offline(context, page, "B-1", "B-2", "B-3")
        context.set_offline(False)
        expect(page.locator("#refused-sales li")).to_contain_text("B-2 Diesen Bon gibt es schon.")
        expect(page.locator("#waiting")).to_be_hidden()
        assert server.receipts == ["B-1", "B-3"]

        page.reload()
        page.click("#refused-sales button")

        expect(page.locator("#refused-sales")).to_be_hidden()
        expect_sent(page)
        assert server.asked.count((LATER, "B-2")) == 1

    def test_that_is_no_while_the_cashier_looks_is_corrected(
        self, server: PretendTill, page: Page
    ) -> None:
        server.answers["B-1"] = (422, {"sentence": "Betrag fehlt."})

        fill(page, "B-1")
        with page.expect_response(f"**{COLLECT}"):
            page.click("#collect button")

        expect_sent(page)
        assert page.input_value("[name=receipt_number]") == "B-1"
        expect(page.locator("#collect")).to_have_attribute("aria-busy", "false")


class TestASignedOutCashier:
    def test_loses_no_sale(self, server: PretendTill, page: Page) -> None:
        server.answers["B-1"] = (401, {})

        sell(page, "B-1")
        expect(page.locator("#signed-out")).to_be_visible()
        expect(page.locator("#waiting")).to_have_text("1 Verkauf wartet")
        server.answers.clear()
        page.reload()
        page.evaluate("till.send.tell()")

        expect_sent(page)
        assert server.receipts == ["B-1"]

    def test_comes_back_with_another_token(
        self, server: PretendTill, context: BrowserContext, page: Page
    ) -> None:
        sell_offline(context, page, "B-1")
        server.token = "after-signing-in"

        context.set_offline(False)

        expect_sent(page)
        expect(page.locator("#signed-out")).to_be_hidden()
        assert server.receipts == ["B-1"]


class TestTwoTabs:
    def test_send_each_sale_once(
        self, server: PretendTill, context: BrowserContext, visit: Visit
    ) -> None:
        other = watch(context, server.origin)
        other.open("/kasse/")
        sell_offline(context, visit.page, "B-1", "B-2", "B-3")
        sell_offline(context, other.page, "B-4", "B-5")
        expect(visit.page.locator("#waiting")).to_have_text("5 Verkäufe warten")
        server.pause_seconds = 0.1

        context.set_offline(False)

        expect_sent(visit.page)
        expect_sent(other.page)
        assert server.most_at_work == 1
        assert server.asked == [(LATER, f"B-{number}") for number in range(1, 6)]

    def test_do_not_send_what_is_being_sent(
        self, server: PretendTill, context: BrowserContext, visit: Visit
    ) -> None:
        other = watch(context, server.origin)
        other.open("/kasse/")
        visit.page.route(f"**{COLLECT}", leave_unanswered, times=1)
        fill(visit.page, "B-1")
        with visit.page.expect_request(f"**{COLLECT}"):
            visit.page.click("#collect button")

        other.page.evaluate("till.send.soon()")
        assert server.asked == []
        visit.page.close()

        other.page.evaluate("till.send.soon()")
        expect_sent(other.page)
        assert server.asked[-1] == (LATER, "B-1")
        assert server.receipts == ["B-1"]


class TestTheForm:
    def test_sends_once_when_pressed_twice(self, server: PretendTill, page: Page) -> None:
        fill(page, "B-1")

        page.evaluate(
            "const button = document.querySelector('#collect button');"
            "button.click(); button.click()"
        )

        expect(page.locator("[data-outcome=booked]")).to_be_visible()
        expect_sent(page)
        assert server.asked == [(COLLECT, "B-1")]

    def test_says_what_could_not_be_kept(self, context: BrowserContext, page: Page) -> None:
        page.evaluate("void (till.store.add = () => Promise.reject(new Error('no room')))")
        context.set_offline(True)
        fill(page, "B-1")

        page.click("#collect button")

        expect(page.locator("#not-kept")).to_be_visible()
        assert page.input_value("[name=receipt_number]") == "B-1"

        context.set_offline(False)
        expect(page.locator("#offline")).to_be_hidden()
        page.click("#collect button")

        expect(page.locator("[data-outcome=booked]")).to_be_visible()
        expect(page.locator("#not-kept")).to_be_hidden()


class TestABrowserThatIsKilled:
    def test_sends_after_its_restart(
        self, server: PretendTill, playwright: Playwright, tmp_path: Path
    ) -> None:
        server.start()
        server.forget()
        with open_profile(playwright, tmp_path) as page:
            page.goto(f"{server.origin}/kasse/")
            page.route(f"**{COLLECT}", leave_unanswered)
            fill(page, "B-1")
            with page.expect_request(f"**{COLLECT}"):
                page.click("#collect button")
            kill_browser(tmp_path)
        assert server.asked == []

        with open_profile(playwright, tmp_path) as page:
            page.goto(f"{server.origin}/kasse/")
            page.evaluate("till.send.tell()")
            expect_sent(page)

        assert server.asked == [(LATER, "B-1")]
        assert server.receipts == ["B-1"]


def sell_offline(context: BrowserContext, page: Page, *numbers: str) -> None:
    """So many sales with the line cut."""
    context.set_offline(True)
    for number in numbers:
        sell(page, number)
