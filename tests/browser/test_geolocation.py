"""Places in a real browser, found by a real worker: button, progress, result, map."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from interfaces.models import Branch, GeolocationRun, Interface
from tests.browser.chromium import Visit, open_browser
from tests.factories import (
    BranchFactory,
    BranchLocationFactory,
    InterfaceFactory,
    LocationProposalFactory,
)
from tests.interfaces.geolocation.map_service import GRAZ, INNSBRUCK, MapService, serving
from tests.interfaces.geolocation.processes import celery_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
USERNAME, PASSWORD = "verwaltung", "tuer-zu-4711"
BUTTON = "button:has-text('Geolokalisierung aktualisieren')"
STATUS = "[data-geolocation-status]"
PANEL = ".geolocation"


def get_address(row: Branch | Interface) -> str:
    return reverse(f"admin:interfaces_{row._meta.model_name}_change", args=[row.pk])


def find_faults(visit: Visit) -> list[str]:
    """What axe-core says against the panel."""
    found = Axe().run(visit.page, context={"include": [[PANEL]]})
    return [f"{row['id']}: {row['nodes'][0]['html']}" for row in found.response["violations"]]


@pytest.fixture(autouse=True)
def _administrator(db: None) -> None:
    User.objects.create_superuser(USERNAME, password=PASSWORD)


@pytest.fixture
def service() -> Iterator[MapService]:
    """The map service that the worker asks."""
    with serving() as service:
        service.say_place(GRAZ)
        yield service


@pytest.fixture
def interface(service: MapService) -> Iterator[Interface]:
    """A chain's interface with three branches in Graz, and a worker."""
    interface: Interface = InterfaceFactory.create()
    BranchFactory.create_batch(2, chain=interface.chain, in_graz=True)
    BranchFactory.create(chain=interface.chain, in_graz=True, street="Sporgasse 1")
    with celery_worker(service):
        yield interface


@pytest.fixture
def proposed(db: None) -> Branch:
    """A branch with a place, and a proposal of another one."""
    branch: Branch = BranchLocationFactory.create().branch
    LocationProposalFactory.create(branch=branch)
    return branch


class TestTheSearchOfAChain:
    def test_shows_its_progress_and_what_was_found(
        self, live_server: LiveServer, interface: Interface
    ) -> None:
        with open_browser(live_server.url) as visit:
            visit.sign_in(USERNAME, PASSWORD)
            visit.open(get_address(interface))
            visit.page.fill("#id_username", "noch nicht gespeichert")
            visit.page.focus(BUTTON)
            visit.page.keyboard.press("Enter")
            expect(visit.page.locator(STATUS)).to_have_text("Die Suche läuft.")
            expect(visit.page.locator(f"{PANEL} progress")).to_have_attribute("max", "3")
            expect(visit.page.locator(STATUS)).to_have_text("Die Suche ist fertig: 3 Filialen.")
            sentences = visit.page.locator(".geolocation-results .sentence").all_inner_texts()
            typed = visit.page.input_value("#id_username")
            faults = find_faults(visit)

        assert sentences == ["Gefunden, auf die Adresse genau."] * 3
        assert typed == "noch nicht gespeichert"
        assert faults == []
        assert (visit.violations, visit.complaints) == ([], [])
        assert GeolocationRun.objects.get().finished_at is not None


class TestTheBranchsPage:
    @pytest.mark.parametrize("color_scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [1280, 390])
    def test_shows_the_map_to_everybody(
        self, live_server: LiveServer, proposed: Branch, width: int, color_scheme: str
    ) -> None:
        with open_browser(live_server.url, width=width, color_scheme=color_scheme) as visit:
            visit.sign_in(USERNAME, PASSWORD)
            visit.open(get_address(proposed))
            box: Any = visit.page.locator(".geolocation-map svg").bounding_box()
            title = visit.page.get_by_role("img").get_attribute("aria-labelledby")
            dots = visit.page.locator(f"{PANEL} svg .branch, {PANEL} svg .proposed").count()
            faults = find_faults(visit)

        assert title == "geolocation-map-title"
        assert dots == 2
        assert 300 < box["width"] < width
        assert box["x"] + box["width"] <= width
        assert faults == []
        assert (visit.violations, visit.complaints) == ([], [])

    def test_lets_a_person_take_a_proposal(self, live_server: LiveServer, proposed: Branch) -> None:
        with open_browser(live_server.url) as visit:
            visit.sign_in(USERNAME, PASSWORD)
            visit.open(get_address(proposed))
            visit.page.focus("button:has-text('Vorschlag übernehmen')")
            visit.page.keyboard.press("Enter")
            expect(visit.page.locator(STATUS)).to_have_text("Gespeichert.")
            buttons = visit.page.locator("button:has-text('Vorschlag')").count()
            focused = visit.page.evaluate("document.activeElement.id")

        proposed.location.refresh_from_db()
        assert float(proposed.location.longitude or 0) == INNSBRUCK[1]
        assert (buttons, focused) == (0, "geolocation-heading")
        assert (visit.violations, visit.complaints) == ([], [])

    def test_says_when_something_goes_wrong(
        self, live_server: LiveServer, proposed: Branch
    ) -> None:
        with open_browser(live_server.url) as visit:
            visit.sign_in(USERNAME, PASSWORD)
            visit.open(get_address(proposed))
            visit.page.context.clear_cookies()
            visit.page.click(BUTTON)
            expect(visit.page.locator(STATUS)).to_have_text(
                "Das hat nicht geklappt. Bitte laden Sie die Seite neu."
            )

        assert GeolocationRun.objects.count() == 0
