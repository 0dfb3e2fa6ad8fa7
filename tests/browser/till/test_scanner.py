"""The hand scanner at the till page, in a real browser: what it scans, and where the focus is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visit, open_browser
from tests.browser.till.keyboard import Keyboard
from tests.browser.till.pretend import PretendTill, run_pretend_till

pytestmark = pytest.mark.browser
CARD, MASKED, SHORT_CARD = "9040193103187692", "904019******7692", "2403103187698"
COUPON, OTHER_COUPON = "DEMO-X3", "9120000000012"
PREFIXES = ["]E0", "]C1", "]Q3", "+E0", "+y0", "üC1", "ÜQ3"]
PREFIX_NAMES = ["ean", "code-128", "qr", "us-ean", "us-aztec", "small-u", "capital-u"]
LONGEST_GAP_MS, SHORTEST_SCAN = 40, 6


@pytest.fixture(scope="module")
def server() -> Iterator[PretendTill]:
    """Answers the page of every test."""
    with run_pretend_till() as till:
        yield till


@pytest.fixture(scope="module")
def window(server: PretendTill) -> Iterator[Visit]:
    """One browser for all tests; each opens the page anew."""
    with open_browser(server.origin) as visit:
        yield visit


@pytest.fixture
def visit(server: PretendTill, window: Visit) -> Iterator[Visit]:
    """The till page, about to be used."""
    server.forget()
    window.complaints.clear()
    window.open("/kasse/")
    yield window
    assert window.violations == []
    assert [row for row in window.complaints if row.startswith("exception")] == []


@pytest.fixture
def page(visit: Visit) -> Page:
    """Its window."""
    return visit.page


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    """Its keyboard."""
    return Keyboard(page)


def expect_recognised(page: Page, *values: str) -> None:
    """Waits until the sale holds these, in this order."""
    rows = page.locator("#recognised li")
    expect(rows).to_have_count(len(values))
    assert [row.input_value() for row in page.locator("#recognised input").all()] == list(values)


class TestAScan:
    @pytest.mark.parametrize("end", ["Enter", "Tab", ""], ids=["enter", "tab", "silence"])
    def test_is_recognised_whatever_ends_it(
        self, server: PretendTill, page: Page, keyboard: Keyboard, end: str
    ) -> None:
        keyboard.scan(CARD, end=end)

        expect_recognised(page, CARD)
        assert server.scans == [CARD]
        assert page.input_value("#scan") == ""
        expect(page.locator("#scan")).to_be_focused()

    @pytest.mark.parametrize("end", ["Enter", "Tab"], ids=["enter", "tab"])
    def test_lands_beside_the_field_that_has_the_focus(
        self, server: PretendTill, page: Page, keyboard: Keyboard, end: str
    ) -> None:
        page.focus("[name=total]")
        keyboard.type("249,90")

        keyboard.scan(CARD, end=end)

        expect_recognised(page, CARD)
        assert page.input_value("[name=total]") == "249,90"
        expect(page.locator("[name=total]")).to_be_focused()
        assert server.asked == []

    def test_lands_beside_a_field_that_is_too_short_for_it(
        self, page: Page, keyboard: Keyboard
    ) -> None:
        page.focus("[name=pin]")
        keyboard.type("12")

        keyboard.scan(CARD)

        expect_recognised(page, CARD)
        assert page.input_value("[name=pin]") == "12"

    def test_presses_no_button(self, server: PretendTill, page: Page, keyboard: Keyboard) -> None:
        page.focus("#collect button")

        keyboard.scan(CARD)

        expect_recognised(page, CARD)
        assert server.asked == []

    @pytest.mark.parametrize("prefix", PREFIXES, ids=PREFIX_NAMES)
    def test_loses_the_symbology_as_any_keyboard_writes_it(
        self, server: PretendTill, page: Page, keyboard: Keyboard, prefix: str
    ) -> None:
        keyboard.scan(prefix + SHORT_CARD)

        expect_recognised(page, SHORT_CARD)
        assert server.scans == [SHORT_CARD]

    def test_counts_beside_another_that_follows_at_once(
        self, server: PretendTill, page: Page, keyboard: Keyboard
    ) -> None:
        server.pause_seconds = 0.3

        keyboard.press(*CARD, "Enter", *COUPON, "Enter", *OTHER_COUPON, "Enter", gap_ms=10)

        expect_recognised(page, CARD, COUPON, OTHER_COUPON)
        assert server.scans == [CARD, COUPON, OTHER_COUPON]

    def test_of_the_same_coupon_is_told_at_once(
        self, server: PretendTill, page: Page, keyboard: Keyboard
    ) -> None:
        keyboard.scan(COUPON)
        keyboard.scan(COUPON)

        expect(page.locator("#coupon-twice")).to_be_visible()
        expect_recognised(page, COUPON)
        assert server.scans == [COUPON]

        keyboard.scan(CARD)

        expect(page.locator("#coupon-twice")).to_be_hidden()

    def test_swallows_the_enter_of_a_scanner_that_hesitates(
        self, server: PretendTill, page: Page, keyboard: Keyboard
    ) -> None:
        page.focus("[name=total]")
        keyboard.scan(CARD, end="")
        expect_recognised(page, CARD)

        keyboard.press("Enter", gap_ms=500)
        page.wait_for_timeout(100)

        assert server.asked == []

    def test_may_be_typed(self, page: Page, keyboard: Keyboard) -> None:
        keyboard.type(COUPON)
        assert page.input_value("#scan") == COUPON

        keyboard.press("Enter")

        expect_recognised(page, COUPON)
        assert page.input_value("#scan") == ""
        expect(page.locator("#scan")).to_be_focused()


class TestTheDifference:
    def test_is_made_by_the_time_between_keys(self, page: Page, keyboard: Keyboard) -> None:
        page.focus("[name=total]")

        keyboard.scan("123456", end="", gap_ms=LONGEST_GAP_MS + 1)
        typed = page.input_value("[name=total]")
        keyboard.scan("654321", end="", gap_ms=LONGEST_GAP_MS - 1)

        expect_recognised(page, "654321")
        assert typed == page.input_value("[name=total]") == "123456"

    def test_is_made_by_the_number_of_keys(self, page: Page, keyboard: Keyboard) -> None:
        page.focus("[name=receipt_number]")

        keyboard.scan("1" * (SHORTEST_SCAN - 1), end="")
        typed = page.input_value("[name=receipt_number]")
        keyboard.scan("2" * SHORTEST_SCAN, end="")

        expect_recognised(page, "2" * SHORTEST_SCAN)
        assert typed == page.input_value("[name=receipt_number]") == "11111"

    def test_is_not_made_by_a_key_held_down(
        self, server: PretendTill, page: Page, keyboard: Keyboard
    ) -> None:
        page.focus("[name=total]")

        keyboard.press("1", *"0000000", gap_ms=30, repeats=True)
        page.wait_for_timeout(400)

        assert page.input_value("[name=total]") == "10000000"
        assert server.scans == []

    def test_leaves_shortcuts_alone(self, page: Page, keyboard: Keyboard) -> None:
        keyboard.type("abc")

        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")

        assert page.input_value("#scan") == ""


class TestFocus:
    def test_starts_in_the_scan_field(self, page: Page) -> None:
        expect(page.locator("#scan")).to_be_focused()

    def test_returns_when_nothing_else_has_it(self, page: Page) -> None:
        page.focus("[name=total]")

        page.evaluate("document.activeElement.blur()")

        expect(page.locator("#scan")).to_be_focused()

    def test_returns_from_a_button_that_was_clicked(self, page: Page) -> None:
        page.evaluate("document.querySelector('#redeem button').type = 'button'")

        page.click("#redeem button")

        expect(page.locator("#scan")).to_be_focused()

    def test_stays_with_somebody_who_uses_the_keyboard(
        self, page: Page, keyboard: Keyboard
    ) -> None:
        keyboard.press("Tab")
        expect(page.locator("[name=receipt_number]")).to_be_focused()
        keyboard.type("B-1")
        keyboard.press("Tab")
        expect(page.locator("[name=total]")).to_be_focused()
        page.focus("summary")

        keyboard.press("Enter")
        page.wait_for_timeout(100)

        expect(page.locator("summary")).to_be_focused()

    def test_is_not_taken_from_an_open_dialog(self, page: Page) -> None:
        page.evaluate(
            "const dialog = document.createElement('dialog'); dialog.id = 'd';"
            "dialog.append(document.createElement('button')); document.body.append(dialog);"
            "dialog.showModal()"
        )

        page.click("#d button")
        page.wait_for_timeout(100)

        expect(page.locator("#d button")).to_be_focused()

    def test_returns_after_an_outcome(self, page: Page, keyboard: Keyboard) -> None:
        page.fill("[name=receipt_number]", "B-1")
        page.focus("[name=total]")
        keyboard.type("10")

        keyboard.press("Enter")

        expect(page.locator("[data-outcome=booked]")).to_be_visible()
        expect(page.locator("#scan")).to_be_focused()
        assert page.input_value("[name=total]") == ""

    def test_returns_after_what_was_asked_of_another_form(
        self, page: Page, keyboard: Keyboard
    ) -> None:
        page.focus("[name=pin]")
        keyboard.type("1234")

        keyboard.press("Enter")

        expect(page.locator("[data-outcome=booked]")).to_be_visible()
        expect(page.locator("#scan")).to_be_focused()

    def test_is_left_to_somebody_who_went_on_typing(
        self, server: PretendTill, page: Page, keyboard: Keyboard
    ) -> None:
        server.pause_seconds = 0.3
        page.focus("[name=pin]")
        keyboard.type("1234")
        keyboard.press("Enter")
        page.focus("[name=receipt_number]")

        keyboard.type("B-2")

        expect(page.locator("[data-outcome=booked]")).to_be_visible()
        expect(page.locator("[name=receipt_number]")).to_be_focused()

    def test_goes_to_what_is_wrong(
        self, server: PretendTill, page: Page, keyboard: Keyboard
    ) -> None:
        server.answers["B-1"] = (422, {"wrong": "total"})
        page.fill("[name=receipt_number]", "B-1")
        page.focus("[name=total]")

        keyboard.press("Enter")

        expect(page.locator("[aria-invalid=true]")).to_be_focused()

    def test_keeps_a_screen_keyboard_down_until_somebody_taps(self, page: Page) -> None:
        before = page.evaluate("document.getElementById('scan').inputMode")

        page.click("#scan")

        assert before == "none"
        assert page.evaluate("document.getElementById('scan').inputMode") == "text"
