"""`make pictures`: the main screens of a running demo, as they stand in docs/screens."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.chromium import open_browser

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
REPORT = ROOT / "var" / "demo.json"
WIDTH, HEIGHT = 1280, 900
PHONE_WIDTH, PHONE_HEIGHT = 390, 844
EYE_OPTION = "Administratoren dürfen gesetzte Passwörter einsehen"


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen: how to get there from the first page, how it is looked at, and how it is left."""

    name: str
    go: Callable[[Page], None]
    leave: Callable[[Page], None] | None = None
    width: int = WIDTH
    height: int = HEIGHT
    color_scheme: str = "light"


def follow(*names: str) -> Callable[[Page], None]:
    """Clicks links with these names, one after the other."""

    def go(page: Page) -> None:
        menu = page.get_by_role("button", name="Menü")
        for name in names:
            if menu.is_visible():
                menu.click()
            page.get_by_role("link", name=name, exact=True).first.click()
            page.wait_for_load_state("networkidle")

    return go


def open_first(name: str) -> Callable[[Page], None]:
    """Opens a list by its name, and the first row of it."""

    def go(page: Page) -> None:
        follow(name)(page)
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_load_state("networkidle")

    return go


def show_connection_test(page: Page) -> None:
    """Lets the first interface be tested to the end."""
    open_first("Schnittstellen")(page)
    page.get_by_role("button", name="Test Verbindung").click()
    page.locator(".connection-test-outcome:not(:empty)").wait_for()
    page.get_by_role("button", name="Test Verbindung").scroll_into_view_if_needed()


def switch_eye(page: Page, *, on: bool) -> None:
    """Sets the chain's option by which there is an eye."""
    page.keyboard.press("Escape")
    open_first("Filialketten")(page)
    page.get_by_label(EYE_OPTION).set_checked(on)
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_load_state("networkidle")


def ask_for_password(page: Page) -> None:
    """Opens the dialog of the eye."""
    switch_eye(page, on=True)
    open_first("Schnittstellen")(page)
    page.get_by_role("button", name="Gespeichertes Passwort einsehen").click()


def explain(page: Page) -> None:
    """Asks which interface applies to the first workstation."""
    follow("Welche gilt?")(page)
    page.locator("#id_arbeitsplatz").select_option(index=1)
    page.locator("#id_arbeitsplatz").press("Enter")
    page.locator("main [type=submit]").first.click()
    page.wait_for_load_state("networkidle")


PICTURES = [
    Picture("uebersicht", follow("Übersicht")),
    Picture("schnittstellen", follow("Schnittstellen")),
    Picture("schnittstelle", open_first("Schnittstellen"), height=1400),
    Picture("schnittstelle-dunkel", open_first("Schnittstellen"), color_scheme="dark"),
    Picture(
        "schnittstelle-telefon",
        open_first("Schnittstellen"),
        width=PHONE_WIDTH,
        height=PHONE_HEIGHT,
    ),
    Picture("verbindung", show_connection_test, height=1100),
    Picture("auge", ask_for_password, leave=partial(switch_eye, on=False)),
    Picture("welche-gilt", explain),
    Picture("filiale", open_first("Filialen"), height=1400),
    Picture("arbeitsplatz", open_first("Arbeitsplätze")),
    Picture("arbeitslisten", follow("Arbeitslisten")),
    Picture("uebertragungen", follow("Übertragungen")),
    Picture("uebertragung", open_first("Übertragungen"), height=1200),
    Picture("protokoll", follow("Protokoll")),
    Picture("benutzer", follow("Benutzer")),
]


def take(picture: Picture, *, url: str, user: dict[str, Any]) -> None:
    """Signs in, goes there and writes the picture."""
    with open_browser(
        url, width=picture.width, height=picture.height, color_scheme=picture.color_scheme
    ) as visit:
        visit.sign_in(user["username"], user["password"])
        picture.go(visit.page)
        visit.page.screenshot(path=FOLDER / f"{picture.name}.png")
        if picture.leave:
            picture.leave(visit.page)
    sys.stdout.write(f"docs/screens/{picture.name}.png\n")


def main() -> int:
    """All of them, or those named on the command line; 1 when no demo runs."""
    if not REPORT.exists():
        sys.stderr.write("Start the demo first: make demo\n")
        return 1
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    for picture in PICTURES:
        if not wanted or picture.name in wanted:
            take(picture, url=report["url"], user=report["users"][0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
