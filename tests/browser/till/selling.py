"""What people do at a till: enrol it, sign in, sell."""

from playwright.sync_api import BrowserContext, Page, StorageState, expect

from tests.browser.till.breaking import CONTROLLED
from tests.browser.till.keyboard import Keyboard
from tests.browser.till.shop import CASHIER, PASSWORD, Shop

PAGE = "/kasse/"
PATIENCE_SECONDS = 20


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
