"""The simulator's page in a real browser: up to date by itself, and nothing typed gets lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visit, open_browser
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import RICH, build_purchase
from tests.simulator_process import SimulatorProcess

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with SimulatorProcess(tmp_path_factory.mktemp("page") / "simulator.sqlite3") as process:
        yield process


@pytest.fixture
def simulator(shared_simulator: SimulatorProcess) -> SimulatorProcess:
    """A simulator that has booked one purchase."""
    shared_simulator.reset()
    buy(shared_simulator, "R-1")
    return shared_simulator


def buy(simulator: SimulatorProcess, receipt_number: str) -> None:
    """Books one purchase."""
    with Caller(simulator.soap_url) as caller:
        caller.post(build_purchase(receipt_number=receipt_number))


def list_violations(page: Page) -> list[Any]:
    """What axe-core finds on the page."""
    found: list[Any] = Axe().run(page).response["violations"]
    return found


class TestPage:
    """The page…"""

    def test_shows_new_bookings_by_itself_and_keeps_what_is_being_typed(
        self, simulator: SimulatorProcess
    ) -> None:
        with open_browser(simulator.url) as visit:
            visit.open("/")
            visit.page.get_by_label("Sekunden").press_sequentially("1,")
            buy(simulator, "R-2")
            for table in ("#ledger", "#calls"):
                expect(visit.page.locator(table).get_by_text("R-2")).to_be_visible()
            visit.page.keyboard.type("5")

            expect(visit.page.get_by_label("Sekunden")).to_have_value("1,5")
            assert (visit.violations, visit.complaints) == ([], [])

    def test_takes_its_form_in_english_from_the_keyboard(self, simulator: SimulatorProcess) -> None:
        with open_browser(simulator.url) as visit:
            visit.open("/")
            visit.page.get_by_role("link", name="English").press("Enter")
            visit.page.locator("[name=trouble]").select_option("Unreadable answer")
            visit.page.locator("[name=card]").select_option(index=1)
            visit.page.get_by_role("button", name="Switch the trouble on").press("Enter")
            row = visit.page.locator("#troubles tr")

            expect(row).to_contain_text("Unreadable answer")
            assert visit.page.url.endswith("/?lang=en")
            assert (visit.violations, visit.complaints) == ([], [])

        assert [trouble["card"] for trouble in simulator.troubles()] == [RICH]

    def test_stands_still_when_told_to(self, simulator: SimulatorProcess) -> None:
        with open_browser(simulator.url) as visit:
            visit.page.clock.install()
            visit.open("/")
            visit.page.get_by_label("Von selbst aktualisieren").uncheck()
            buy(simulator, "R-2")
            visit.page.clock.run_for(10_000)

            expect(visit.page.locator("#ledger tr")).to_have_count(1)

    @pytest.mark.parametrize(("color_scheme", "address"), [("light", "/"), ("dark", "/?lang=en")])
    def test_has_nothing_axe_complains_about_and_fits_a_small_screen(
        self, simulator: SimulatorProcess, color_scheme: str, address: str
    ) -> None:
        with open_browser(simulator.url, width=390, color_scheme=color_scheme) as visit:
            visit.open(address)

            assert list_violations(visit.page) == []
            assert visit.page.evaluate(OVERFLOW) == 0


class TestWithoutScripts:
    """The page without JavaScript…"""

    def test_is_whole_and_offers_nothing_that_needs_it(self, simulator: SimulatorProcess) -> None:
        with open_browser(simulator.url) as visit:
            page = open_without_scripts(visit)
            page.get_by_role("button", name="Störung einschalten").click()

            expect(page.locator("#troubles")).to_contain_text("Antwort verzögern")
            expect(page.get_by_label("Von selbst aktualisieren")).to_be_hidden()


def open_without_scripts(visit: Visit) -> Page:
    """The page in a window without JavaScript, a delay of a second filled in."""
    browser = visit.page.context.browser
    assert browser is not None
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(visit.origin)
    page.get_by_label("Sekunden").fill("1")
    return page
