"""The till page: a sale that was booked, and a redemption to which no answer came."""

from collections.abc import Iterator
from typing import Any

import requests
from playwright.sync_api import Page

from tests.browser.chromium import open_browser
from tests.browser.till.keyboard import Keyboard

NAMES = ("kasse-gebucht", "kasse-einloesung")
WIDTH, HEIGHT = 1024, 768
TROUBLE = {"trouble": "drop_after_booking", "operation": "ProcessDirectRedemptionEvent"}


def walk(report: dict[str, Any]) -> Iterator[tuple[str, Page]]:
    """Enrols a browser with the demo's code, and tells the name of each picture to take."""
    member = next(card for card in report["cards"] if card["pin"])
    with open_browser(report["url"], width=WIDTH, height=HEIGHT) as visit:
        page = visit.page
        _enrol(page, report)
        _scan(page, member["number"])
        _fill(page, "collect", receipt_number="BON-2001", total="249,90")
        page.select_option("#collect [name=group_1]", index=1)
        page.click("#collect .main-action")
        page.wait_for_selector("#outcome [data-outcome=booked]")
        yield NAMES[0], page
        requests.post(f"{report['simulator_url']}/control/troubles", json=TROUBLE, timeout=10)
        _scan(page, member["number"])
        page.click("[data-mode=redeem]")
        _fill(page, "redeem", receipt_number="BON-2002", total="59,90", amount="5,00")
        page.fill("#redeem [name=pin]", member["pin"])
        page.click("#redeem .main-action")
        page.wait_for_selector("#outcome [data-outcome=unknown]")
        yield NAMES[1], page


def _enrol(page: Page, report: dict[str, Any]) -> None:
    cashier = next(user for user in report["users"] if user["username"] == "kassa")
    page.goto(f"{report['url']}/kasse/")
    page.fill("[name=code]", report["till_page"]["code"])
    page.keyboard.press("Enter")
    page.fill("[name=username]", cashier["username"])
    page.fill("[name=password]", cashier["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#collect")


def _scan(page: Page, card: str) -> None:
    Keyboard(page).scan(card)
    page.wait_for_selector("#recognised input[name=card]", state="attached")


def _fill(page: Page, form: str, **fields: str) -> None:
    for name, text in fields.items():
        page.fill(f"#{form} [name={name}]", text)
