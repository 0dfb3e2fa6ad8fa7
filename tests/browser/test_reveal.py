"""The dialog behind the eye, as a person with a keyboard uses it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Route, expect
from pytest_django.live_server_helper import LiveServer

from interfaces.choices import Role
from interfaces.models import Interface
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.revealing import WRONG
from tests.admin.rows import get_url
from tests.browser.chromium import Visit, open_browser
from tests.factories import InterfaceFactory
from tests.factories.interfaces import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEES_NOTHING = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"
GOES_TO_THE_CACHE = "dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))"
CAPS_LOCK = """document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', {key: 'A', modifierCapsLock: true, bubbles: true}))"""
IS_INSIDE = "document.activeElement.closest('dialog') !== null"
REVEAL = "**/reveal/"


@dataclass(frozen=True)
class Scene:
    """The page of an interface whose password Eva may see, and the session she has."""

    address: str
    session: str


@pytest.fixture
def scene() -> Scene:
    row = InterfaceFactory.create(chain__may_reveal_passwords=True)
    client = open_client(make_person("eva", row.chain, role=Role.ADMINISTRATOR))
    return Scene(get_url(Interface, "change", row.pk), client.cookies["sessionid"].value)


@pytest.fixture
def visit(live_server: LiveServer, scene: Scene) -> Iterator[Visit]:
    """Eva's browser on that page, its clock in the test's hands."""
    with open_browser(live_server.url) as visit:
        open_page(visit, scene)
        yield visit


def open_page(visit: Visit, scene: Scene) -> None:
    visit.page.context.add_cookies(
        [{"name": "sessionid", "value": scene.session, "url": visit.origin}]
    )
    visit.page.clock.install()
    visit.open(scene.address)


def find(visit: Visit, name: str) -> Locator:
    """A part of the eye or its dialog."""
    return visit.page.locator(f".reveal-{name}")


def open_dialog(visit: Visit) -> None:
    """With the keyboard."""
    find(visit, "eye").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#reveal-own")).to_be_focused()


def enter(visit: Visit, password: str) -> None:
    visit.page.keyboard.type(password)
    visit.page.keyboard.press("Enter")


def show_password(visit: Visit) -> None:
    open_dialog(visit)
    enter(visit, OWN_PASSWORD)
    expect(find(visit, "value")).to_have_text(PASSWORD)


def press(visit: Visit, key: str, times: int) -> list[bool]:
    """Whether the focus was in the dialog after each press."""
    found = []
    for _ in range(times):
        visit.page.keyboard.press(key)
        found.append(bool(visit.page.evaluate(IS_INSIDE)))
    return found


def is_gone(visit: Visit) -> bool:
    """Whether the stored password is nowhere in the page, and the dialog is closed."""
    expect(find(visit, "dialog")).to_be_hidden()
    return PASSWORD not in visit.page.content() + str(find(visit, "value").text_content())


def list_findings(visit: Visit) -> list[str]:
    """What axe-core has to say against the open dialog."""
    found = Axe().run(visit.page, context=".reveal-dialog")
    return [f"{row['id']}: {row['nodes']}" for row in found.response["violations"]]


def hide_by(visit: Visit, leave: Callable[[Visit], object]) -> bool:
    """Shows the password and leaves it; whether it is gone."""
    show_password(visit)
    leave(visit)
    return is_gone(visit)


def look_elsewhere(visit: Visit) -> None:
    visit.page.evaluate(SEES_NOTHING % "true")
    visit.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    visit.page.evaluate(SEES_NOTHING % "false")


def fail(visit: Visit, times: int) -> list[str]:
    """What is said after each wrong entry; each time the field is ready for the next."""
    return [read_refusal(visit, WRONG) for _ in range(times)]


def read_refusal(visit: Visit, password: str) -> str:
    """What is said to an entry; what was said before is gone as soon as Enter is pressed."""
    enter(visit, password)
    expect(find(visit, "error")).not_to_be_empty()
    expect(find(visit, "main")).to_be_enabled()
    expect(visit.page.locator("#reveal-own")).to_be_focused()
    expect(visit.page.locator("#reveal-own")).to_have_value("")
    return str(find(visit, "error").text_content())


class TestDialog:
    def test_is_used_with_the_keyboard(self, visit: Visit) -> None:
        open_dialog(visit)
        visit.page.evaluate(CAPS_LOCK)
        expect(find(visit, "caps")).to_be_visible()
        visit.page.keyboard.press("Escape")

        expect(find(visit, "dialog")).to_be_hidden()
        expect(find(visit, "eye")).to_be_focused()

    def test_keeps_the_focus_inside(self, visit: Visit) -> None:
        open_dialog(visit)
        asking = press(visit, "Tab", 7) + press(visit, "Shift+Tab", 7)
        visit.page.locator("#reveal-own").focus()
        enter(visit, OWN_PASSWORD)
        expect(find(visit, "value")).to_be_focused()

        assert asking + press(visit, "Tab", 5) + press(visit, "Shift+Tab", 5) == [True] * 24

    def test_has_a_name_for_everything_and_enough_contrast(self, visit: Visit) -> None:
        open_dialog(visit)
        asking = list_findings(visit)
        fail(visit, 1)
        refused = list_findings(visit)
        enter(visit, OWN_PASSWORD)
        expect(find(visit, "value")).to_be_focused()

        assert asking + refused + list_findings(visit) == []

    def test_fits_a_telephone_in_the_dark(self, live_server: LiveServer, scene: Scene) -> None:
        with open_browser(live_server.url, width=390, color_scheme="dark") as visit:
            open_page(visit, scene)
            open_dialog(visit)
            box = find(visit, "dialog").bounding_box()
            findings = list_findings(visit)

        assert box is not None
        assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
        assert findings == []


class TestShownPassword:
    def test_is_in_the_page_for_thirty_seconds(self, visit: Visit) -> None:
        open_dialog(visit)
        asking = visit.page.content()
        visit.page.keyboard.press("Escape")
        show_password(visit)
        visit.page.clock.run_for(29_000)
        before = find(visit, "value").text_content()
        visit.page.clock.run_for(1_500)

        assert PASSWORD not in asking
        assert before == PASSWORD
        assert is_gone(visit)
        expect(find(visit, "note")).to_have_text("Das Passwort ist wieder ausgeblendet.")
        assert (visit.violations, visit.complaints) == ([], [])

    def test_is_hidden_on_every_way_out(self, visit: Visit) -> None:
        ways: list[Callable[[Visit], object]] = [
            lambda visit: visit.page.keyboard.press("Escape"),
            lambda visit: find(visit, "close").click(),
            lambda visit: visit.page.evaluate(GOES_TO_THE_CACHE),
            look_elsewhere,
        ]

        assert [hide_by(visit, way) for way in ways] == [True] * 4

    def test_is_not_there_on_the_way_back(self, visit: Visit) -> None:
        show_password(visit)
        visit.open("/admin/")
        visit.page.go_back()
        visit.page.wait_for_selector(".reveal-eye")

        assert is_gone(visit)

    def test_that_comes_too_late_is_not_shown(self, visit: Visit) -> None:
        waiting: list[Route] = []
        visit.page.route(REVEAL, lambda route: waiting.append(route))  # noqa: PLW0108  (no builtin)
        open_dialog(visit)
        with visit.page.expect_request(REVEAL):
            enter(visit, OWN_PASSWORD)
        visit.page.keyboard.press("Escape")
        waiting[0].fulfill(json={"password": PASSWORD})
        visit.page.wait_for_timeout(100)

        assert is_gone(visit)


class TestRefusal:
    def test_counts_down_and_then_says_until_when(self, visit: Visit) -> None:
        open_dialog(visit)
        wrong = fail(visit, 5)
        right = read_refusal(visit, OWN_PASSWORD)

        assert [text.partition("noch ")[2] for text in wrong[:4]] == [
            "4 Versuche.",
            "3 Versuche.",
            "2 Versuche.",
            "1 Versuch.",
        ]
        assert "Uhr gesperrt." in wrong[4]
        assert right == wrong[4]
        expect(find(visit, "answer")).to_be_hidden()

    def test_says_what_to_do_when_nothing_comes_back(self, visit: Visit) -> None:
        visit.page.route(REVEAL, lambda route: route.abort(), times=1)
        open_dialog(visit)
        unreachable = read_refusal(visit, OWN_PASSWORD)
        visit.page.context.clear_cookies(name="sessionid")
        signed_out = read_refusal(visit, OWN_PASSWORD)

        assert unreachable.startswith("Der Server hat nicht geantwortet.")
        assert signed_out.startswith("Sie sind nicht mehr angemeldet.")
