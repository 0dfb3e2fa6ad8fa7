"""What befalls requests and browsers in the middle of a sale, and what they are made ready with."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import Error, Page, Playwright, Route

from tests.browser.chromium import ARGUMENTS, find_chromium

PATIENCE_MS = 15_000
# Resolves when the page opens without a line too, or rejects after a while.
CONTROLLED = """new Promise((done, fail) => {
    const worker = navigator.serviceWorker;
    worker.addEventListener("controllerchange", () => done());
    setTimeout(() => fail(new Error("no worker")), 15000);
    worker.controller && done();
})"""


def abort(route: Route) -> None:
    """Nothing reaches the server."""
    route.abort()


def abort_after_the_server_answered(route: Route) -> None:
    """The server has done it and nobody knows."""
    route.fetch()
    route.abort()


def answer_as_a_portal(route: Route) -> None:
    """As the network of a shopping centre does, before somebody agrees to its terms."""
    route.fulfill(status=200, content_type="text/html", body="<h1>WLAN</h1>")


def leave_unanswered(route: Route) -> None:
    """The server hears nothing and the page goes on waiting."""


@contextmanager
def open_profile(playwright: Playwright, folder: Path) -> Iterator[Page]:
    """A browser whose memory is in the folder; it may be killed meanwhile."""
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=find_chromium(), args=ARGUMENTS
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.pages[0]
    with suppress(Error):
        context.close()


def kill_browser(folder: Path) -> None:
    """SIGKILL to the browser of that folder, which notes there who it is; its helpers end too."""
    host_and_number = str((folder / "SingletonLock").readlink())
    process = psutil.Process(int(host_and_number.rpartition("-")[2]))
    process.kill()
    process.wait(PATIENCE_MS / 1000)
