"""The system's Chromium, and what it has to say against a page.

Playwright's synchronous interface keeps an event loop running in the thread, and Django then
refuses the database. So tests use the database before they open a browser and after they closed it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MILLISECONDS = 30_000
SETTLING_MILLISECONDS = 100
WATCH = """
document.addEventListener('securitypolicyviolation', event =>
    noteViolation(`${event.violatedDirective}: ${event.blockedURI} at ${location.pathname}`));
"""


@dataclass
class Visit:
    """One window and all complaints so far: violations of the policy, errors, broken addresses."""

    page: Page
    origin: str
    violations: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Goes there, waits until everything is loaded, and a moment for complaints to arrive."""
        self.page.goto(self.origin + address, wait_until="load")
        self.page.wait_for_timeout(SETTLING_MILLISECONDS)

    def sign_in(self, username: str, password: str) -> None:
        """Through the page, as a person does."""
        self.open("/admin/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        self.page.click("[type=submit]")
        self.page.wait_for_selector("#user-tools", state="attached")

    def note_violation(self, violation: str) -> None:
        """Called from within the page."""
        self.violations.append(violation)

    def note_console(self, message: ConsoleMessage) -> None:
        """Warnings and errors; chatter is left out."""
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def note_response(self, response: Response) -> None:
        """What the page needs and does not get."""
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")


def find_chromium() -> str:
    """The path of the browser; without one the test fails and says what to do."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    path = next((path for path in found if path), None)
    if path is None:
        pytest.fail("Chromium is needed. Install it, or name it: CHROMIUM=/path/to/chromium")
    return path


@contextmanager
def open_browser(
    origin: str, *, width: int = 1280, height: int = 900, color_scheme: str = "light"
) -> Iterator[Visit]:
    """A fresh browser at `origin`; the database is out of reach until it is closed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        context = browser.new_context(
            locale="de-AT",
            timezone_id="Europe/Vienna",
            viewport={"width": width, "height": height},
            color_scheme="dark" if color_scheme == "dark" else "light",
        )
        yield watch(context, origin)
        browser.close()


def watch(context: BrowserContext, origin: str) -> Visit:
    """A window whose complaints are written down from the first page on."""
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    visit = Visit(page=context.new_page(), origin=origin)
    visit.page.expose_function("noteViolation", visit.note_violation)
    visit.page.add_init_script(WATCH)
    visit.page.on("console", visit.note_console)
    visit.page.on("pageerror", lambda error: visit.complaints.append(f"exception: {error}"))
    visit.page.on("response", visit.note_response)
    return visit
