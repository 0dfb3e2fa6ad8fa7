"""The till page as it is seen: axe-core in every state, the keyboard alone, and its weight."""

import gzip
from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Browser, Page, Response, StorageState, expect

from tests.browser.problems import find_problems
from tests.browser.till.keyboard import Keyboard
from tests.browser.till.selling import PAGE, fill, sell
from tests.browser.till.shop import Shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LARGEST_BYTES = 100_000
PIN = "4711"
MODES = ("redeem", "refund", "capture", "collect")
SCREENS = pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(1024, 768, "light"), (768, 1024, "dark")],
    ids=["landscape-light", "tablet-dark"],
)


def walk(page: Page, card: str, number: str) -> Iterator[str]:
    """Leads the page through its states; each is there when its name is told."""
    yield "empty"
    for mode in MODES:
        page.click(f"[data-mode={mode}]")
        yield mode
    page.click("#collect .main-action")
    expect(page.locator("#outcome .mistakes")).to_be_visible()
    yield "mistakes"
    fill(page, card, number)
    page.click("#collect summary")
    yield "card in view"
    page.click("#collect .main-action")
    expect(page.locator("#outcome [data-outcome=booked]")).to_be_visible()
    yield "booked"
    page.locator("#today-list .row", has_text=number).first.click()
    page.click("#receipt summary")
    yield "receipt"
    page.click("#receipt [data-close]")


def walk_offline(page: Page, card: str, number: str) -> Iterator[str]:
    """The same without a line."""
    page.context.set_offline(True)
    sell(page, card, number)
    expect(page.locator("#waiting")).to_be_visible()
    yield "kept"
    page.click("[data-mode=redeem]")
    page.click("#redeem .main-action")
    expect(page.locator("#online-only")).to_be_visible()
    yield "refused without a line"


def show(page: Page, width: int, height: int, scheme: str) -> None:
    """Gives the window this size and scheme."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


def tab_to(page: Page, selector: str) -> None:
    """Moves the focus forward until it is there."""
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("chosen => document.activeElement.matches(chosen)", selector):
            return
    raise AssertionError(f"The keyboard does not reach {selector}")


class TestEveryState:
    @SCREENS
    def test_has_nothing_axe_complains_about(
        self, page: Page, card: str, width: int, height: int, scheme: str
    ) -> None:
        show(page, width, height, scheme)

        walks = chain(walk(page, card, f"LOOK-{width}"), walk_offline(page, card, f"CUT-{width}"))

        problems = {state: find_problems(page) for state in walks}

        assert {state: found for state, found in problems.items() if found} == {}


class TestDoors:
    @SCREENS
    def test_have_nothing_axe_complains_about(
        self, shop: Shop, browser: Browser, width: int, height: int, scheme: str
    ) -> None:
        with browser.new_context(locale="de-AT") as context:
            page = context.new_page()
            show(page, width, height, scheme)
            page.goto(f"{shop.origin}{PAGE}")
            enrolling = find_problems(page)
            page.goto(f"{shop.origin}{PAGE}anmelden/")
            signing_in = find_problems(page)

        assert (enrolling, signing_in) == ("", "")


class TestKeyboard:
    def test_alone_collects_and_closes_the_receipt(self, shop: Shop, page: Page, card: str) -> None:
        keyboard = Keyboard(page)
        keyboard.scan(card)
        expect(page.locator("#recognised input[name=card]")).to_have_count(1)
        tab_to(page, "[name=receipt_number]")
        keyboard.type("KEYS-1")
        tab_to(page, "[name=total]")
        keyboard.type("10,00")
        page.keyboard.press("Enter")
        expect(page.locator("#outcome [data-outcome=booked]")).to_be_visible()

        tab_to(page, "#today-list .row")
        page.keyboard.press("Enter")
        expect(page.locator("#receipt")).to_be_visible()
        page.keyboard.press("Escape")

        expect(page.locator("#receipt")).to_be_hidden()
        assert len(shop.list_bookings(card)) == 1

    def test_alone_pays_with_points_and_confirms_the_sale(
        self, shop: Shop, page: Page, card: str
    ) -> None:
        shop.simulator.put_member(card, balance=1320, pin=PIN)
        keyboard = Keyboard(page)
        keyboard.scan(card)
        expect(page.locator("#recognised input[name=card]")).to_have_count(1)
        tab_to(page, "[data-mode=redeem]")
        page.keyboard.press("Enter")
        tab_to(page, "#redeem [name=receipt_number]")
        keyboard.type("KEYS-2")
        tab_to(page, "#redeem [name=total]")
        keyboard.type("10,00")
        tab_to(page, "#redeem [name=pin]")
        keyboard.type(PIN)
        page.keyboard.press("Enter")
        expect(page.locator("#outcome [data-outcome=booked]")).to_be_visible()

        tab_to(page, "#outcome .main-action")
        page.keyboard.press("Enter")

        expect(page.locator("#outcome [data-print]")).to_be_visible()
        assert shop.simulator.balance(card) == 320


def weigh(answer: Response) -> int:
    """The bytes of a body as production sends it: static files are compressed there."""
    body = answer.body()
    return len(gzip.compress(body)) if "/static/" in answer.url else len(body)


class TestFirstRender:
    def test_weighs_less_than_100_kilobytes(
        self, shop: Shop, browser: Browser, enrolled: StorageState
    ) -> None:
        answers: list[Response] = []

        def note(answer: Response) -> None:
            answers.append(answer)

        with browser.new_context(storage_state=enrolled, service_workers="block") as context:
            page = context.new_page()
            page.on("response", note)
            page.goto(f"{shop.origin}{PAGE}", wait_until="networkidle")
            weights = {answer.url: weigh(answer) for answer in answers}

        assert len(weights) > 10
        assert sum(weights.values()) < LARGEST_BYTES
