"""The button "Test Verbindung" in a real browser, with a real worker behind it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from interfaces.models import Interface
from tests.admin.rows import get_url
from tests.browser.chromium import Visit, open_browser
from tests.browser.problems import RULES
from tests.interfaces.connection.asking import make_interface
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess
from tests.worker_process import WorkerProcess

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, ENTRY = "verwaltung", "tuer-zu-4711"
STATES = "[...document.querySelectorAll('.connection-test-stages li')].map(li => li.dataset.state)"


@pytest.fixture(scope="module")
def _worker(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[WorkerProcess]:
    with WorkerProcess(tmp_path_factory.mktemp("worker")) as process:
        yield process


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """The pretend PAYBACK as a real process."""
    folder: Path = tmp_path_factory.mktemp("simulator")
    with SimulatorProcess(folder / "simulator.sqlite3") as process:
        yield process


@pytest.fixture
def address(simulator: SimulatorProcess) -> str:
    """The page of an interface that works, in a chain that an administrator looks after."""
    User.objects.create_superuser(NAME, password=ENTRY)
    interface = make_interface(simulator.url)
    return get_url(Interface, "change", interface.pk)


@pytest.fixture
def visit(live_server: LiveServer, address: str) -> Iterator[Visit]:
    """A signed-in browser on that page."""
    with open_browser(live_server.url) as visit:
        visit.sign_in(NAME, ENTRY)
        visit.open(address)
        yield visit


def press(visit: Visit) -> str:
    """Presses the button with the keyboard; the outcome, as soon as there is one."""
    visit.page.locator(".connection-test button").focus()
    visit.page.keyboard.press("Enter")
    return read_outcome(visit)


def press_again(visit: Visit) -> str:
    """Presses the button with the mouse; the outcome that names a field."""
    visit.page.click(".connection-test button")
    visit.page.locator(".connection-test-outcome a").wait_for()
    return read_outcome(visit)


def read_outcome(visit: Visit) -> str:
    outcome = visit.page.locator(".connection-test-outcome[data-state]")
    outcome.wait_for()
    return outcome.inner_text()


def list_violations(visit: Visit) -> list[str]:
    found = Axe().run(visit.page, context=".connection-test", options=RULES)
    return [violation["id"] for violation in found.response["violations"]]


@pytest.mark.usefixtures("_worker")
class TestTheButton:
    def test_shows_every_stage_and_that_all_is_well(self, visit: Visit) -> None:
        visit.page.fill("#id_new_password", PASSWORD)

        outcome = press(visit)

        section = visit.page.locator(".connection-test")
        assert outcome.startswith("Die Verbindung ist in Ordnung.")
        assert visit.page.evaluate(STATES) == ["passed", "passed", "skipped", *["passed"] * 3]
        assert section.locator("li", has_text="Verbindung aufbauen").inner_text().count("ms") == 1
        assert "bestanden am" in visit.page.locator(".connection-test-last").inner_text()
        expect(section.locator("button")).to_be_focused()
        assert list_violations(visit) == []
        assert (visit.violations, visit.complaints) == ([], [])

    def test_says_what_to_do_and_where(self, visit: Visit) -> None:
        visit.page.fill("#id_new_password", "falsch")
        refused = press(visit)
        states = visit.page.evaluate(STATES)
        visit.page.fill("#id_host", "soap.elsewhere.org")
        changed = read_outcome(visit)

        outcome = press_again(visit)
        visit.page.click(".connection-test-outcome a")

        assert refused.startswith("PAYBACK lehnt Benutzer oder Passwort ab.")
        assert states[3:] == ["passed", "failed", "untried"]
        assert changed.endswith("Die Angaben wurden seit diesem Test geändert.")
        assert "Host: soap.elsewhere.org ist hier nicht freigegeben." in outcome
        expect(visit.page.locator("#id_host")).to_be_focused()
        assert list_violations(visit) == []

    def test_works_before_an_interface_is_saved(
        self, visit: Visit, simulator: SimulatorProcess
    ) -> None:
        visit.open(get_url(Interface, "add"))
        visit.page.fill("#id_partner_short_name", PARTNER)
        visit.page.fill("#id_host", simulator.url)
        visit.page.fill("#id_username", USERNAME)
        visit.page.fill("#id_new_password", PASSWORD)

        assert press(visit).startswith("Die Verbindung ist in Ordnung.")
        assert (visit.violations, visit.complaints) == ([], [])
