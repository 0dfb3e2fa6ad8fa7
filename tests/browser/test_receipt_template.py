"""The editor of receipt templates in a real browser."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.admin.rows import get_url
from tests.browser.chromium import Visit, open_browser
from tests.browser.problems import RULES
from tests.factories import BranchFactory, ReceiptTemplateFactory
from transactions.choices import Language
from transactions.models import ReceiptTemplate
from transactions.receipts.defaults import DEFAULT_TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, ENTRY = "verwaltung", "tuer-zu-4711"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAPER_OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.querySelector('.receipt-paper'))"


@pytest.fixture
def address() -> str:
    """The page of a template of a branch in Graz that was changed once."""
    User.objects.create_superuser(NAME, password=ENTRY)
    branch = BranchFactory.create(in_graz=True, chain__name="Optik Sehstern", code="G1")
    template = ReceiptTemplateFactory.create(
        chain=branch.chain, branch=branch, text="Bon ${rechnung/nummer}"
    )
    template.text = DEFAULT_TEXTS[Language.GERMAN]
    template.save()
    return get_url(ReceiptTemplate, "change", template.pk)


@pytest.fixture
def visit(live_server: LiveServer, address: str) -> Iterator[Visit]:
    """A signed-in browser on that page."""
    with open_browser(live_server.url) as visit:
        visit.sign_in(NAME, ENTRY)
        visit.open(address)
        yield visit


def list_violations(visit: Visit) -> list[str]:
    found = Axe().run(visit.page, options=RULES)
    return [violation["id"] for violation in found.response["violations"]]


class TestTheEditor:
    def test_prints_while_one_types_and_says_what_is_wrong(self, visit: Visit) -> None:
        paper = visit.page.locator(".receipt-lines")
        text = visit.page.locator("#id_text")
        expect(paper).to_contain_text("249 Punkte gesammelt")
        expect(paper).to_contain_text("Bon BON-G1-0815-26, 23.11.2026 10:15")
        visit.page.locator("#receipt-sample").select_option("two_cards")
        expect(paper).to_contain_text("PAYBACK 904019******7775")

        text.focus()
        visit.page.keyboard.press("Control+End")
        visit.page.keyboard.type("\nFiliale ${filiale/nam}")
        mistakes = visit.page.locator(".receipt-mistakes")
        expect(mistakes).to_contain_text("Zeile 8, Stelle 19: Den Namen nam gibt es hier nicht.")
        expect(mistakes).to_contain_text("Meinten Sie name?")
        visit.page.keyboard.press("Backspace")
        visit.page.keyboard.type("e}")
        expect(mistakes).to_be_empty()
        expect(paper).to_contain_text("Filiale Graz Herrengasse")

        visit.page.locator("#id_width").select_option("48")
        expect(visit.page.locator(".receipt-ruler[data-width='48']")).to_be_visible()
        expect(paper.locator("li").first).to_have_text("-" * 48)
        assert list_violations(visit) == []
        assert visit.violations == visit.complaints == []

    def test_puts_a_name_in_and_goes_back_to_a_version(self, visit: Visit) -> None:
        visit.page.get_by_text("Namen und Funktionen").press("Enter")
        visit.page.locator("#id_text").fill("")
        name = "rechnung/customercreditpoints/…(memberhipnumber)"
        visit.page.get_by_role("button", name=name).press("Enter")
        expect(visit.page.locator("#id_text")).to_be_focused()
        expect(visit.page.locator(".receipt-lines")).to_have_text("904019******7692")
        visit.page.click("[name=_continue]")
        expect(visit.page.locator(".receipt-versions li")).to_have_count(3)

        visit.page.get_by_role("button", name="wiederherstellen").last.press("Enter")
        expect(visit.page.locator(".messagelist")).to_contain_text("gilt wieder")
        expect(visit.page.locator("#id_text")).to_have_value("Bon ${rechnung/nummer}")
        assert visit.violations == visit.complaints == []


class TestASmallDarkScreen:
    def test_holds_the_whole_paper(self, live_server: LiveServer, address: str) -> None:
        with open_browser(live_server.url, width=390, height=844, color_scheme="dark") as visit:
            visit.sign_in(NAME, ENTRY)
            visit.open(address)
            visit.page.locator("#id_width").select_option("48")
            expect(visit.page.locator(".receipt-lines li").first).to_have_text("-" * 48)
            overflow = visit.page.evaluate(OVERFLOW), visit.page.evaluate(PAPER_OVERFLOW)
            found = list_violations(visit)

        assert (overflow, found) == ((0, 0), [])
