"""Places in a real browser, found by a real worker: button, progress, result, map."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from interfaces.models import Branch, Deed, GeolocationRun, Interface
from tests.browser.chromium import PATIENCE_MILLISECONDS, SETTLING_MILLISECONDS, Visit, open_browser
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
    """What the browser has noted so far, and what axe-core says against the panel.

    axe-core writes a style of its own into the page, so the browser is asked before.
    """
    noted = [*visit.violations, *visit.complaints]
    found = Axe().run(visit.page, context={"include": [[PANEL]]})
    visit.violations.clear()
    visit.complaints.clear()
    faults = found.response["violations"]
    return noted + [f"{row['id']}: {row['nodes'][0]['html']}" for row in faults]


def look_at_map(visit: Visit, *, width: int, color_scheme: str) -> tuple[list[str], bool]:
    """What is wrong with the panel, and whether the map fills it and stays in the window."""
    visit.page.emulate_media(color_scheme="dark" if color_scheme == "dark" else "light")
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.reload(wait_until="load")
    visit.page.wait_for_timeout(SETTLING_MILLISECONDS)
    box: Any = visit.page.locator(".geolocation-map svg").bounding_box()
    return find_faults(visit), 300 < box["width"] < width and box["x"] + box["width"] <= width


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
            expect(visit.page.locator(STATUS)).to_have_text(
                "Die Suche ist fertig: 3 Filialen.", timeout=PATIENCE_MILLISECONDS
            )
            sentences = visit.page.locator(".geolocation-results .sentence").all_inner_texts()
            typed = visit.page.input_value("#id_username")
            faults = find_faults(visit)

        assert sentences == ["Gefunden, auf die Adresse genau."] * 3
        assert typed == "noch nicht gespeichert"
        assert faults == []
        assert GeolocationRun.objects.get().finished_at is not None


class TestTheBranchsPage:
    def test_shows_the_map_to_everybody(self, live_server: LiveServer, proposed: Branch) -> None:
        with open_browser(live_server.url) as visit:
            visit.sign_in(USERNAME, PASSWORD)
            visit.open(get_address(proposed))
            picture = visit.page.locator(f"{PANEL} svg").get_attribute("role")
            title = visit.page.locator(f"{PANEL} svg title").text_content()
            dots = visit.page.locator(f"{PANEL} svg .branch, {PANEL} svg .proposed").count()
            looks = [
                look_at_map(visit, width=1280, color_scheme="light"),
                look_at_map(visit, width=1280, color_scheme="dark"),
                look_at_map(visit, width=390, color_scheme="light"),
                look_at_map(visit, width=390, color_scheme="dark"),
            ]

        assert (picture, dots) == ("img", 2)
        assert title == f"Österreich mit der Lage der Filiale {proposed}: 47,0707° N, 15,4395° O"
        assert looks == [([], True)] * 4

    def test_takes_coordinates_by_hand(self, live_server: LiveServer, proposed: Branch) -> None:
        with open_browser(live_server.url) as visit:
            visit.sign_in(USERNAME, PASSWORD)
            visit.open(get_address(proposed))
            visit.page.fill("#id_latitude", "47,08")
            visit.page.click("[name=_continue]")
            visit.page.wait_for_selector(".messagelist .success")
            shown = [visit.page.input_value(f"#id_{name}") for name in ("latitude", "longitude")]
            is_locked = visit.page.is_checked("#id_is_locked")
            visit.page.click("[name=_continue]")
            visit.page.wait_for_selector(".messagelist .success")

        assert (shown, is_locked) == (["47,08", "15,4395"], True)
        assert (visit.violations, visit.complaints) == ([], [])
        assert Deed.objects.filter(kind="geolocation").count() == 1

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
