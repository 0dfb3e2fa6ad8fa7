"""The running system and its trusted till, for the modules that need them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    StorageState,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from tests.browser.chromium import ARGUMENTS, Visit, find_chromium, watch
from tests.browser.till.selling import PAGE, PATIENCE_SECONDS, enrol, wait_for_worker
from tests.browser.till.shop import Shop


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: Any,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Shop]:
    """Started once; each test has a card and receipt numbers of its own."""
    with django_db_blocker.unblock():
        with Shop(tmp_path_factory.mktemp("shop")) as shop:
            yield shop
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture(scope="module")
def playwright(shop: Shop) -> Iterator[Playwright]:
    """Starts browsers, after the shop has its rows.

    The tests ask the database by themselves; pytest-django's transaction around each stays empty,
    and Django need not mind that Playwright's loop runs in the same thread.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright
        connection.close()  # beside a loop Django has another one, which nobody else closes


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Started once."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def enrolled(shop: Shop, browser: Browser) -> StorageState:
    """What the browser of the trusted till remembers."""
    with browser.new_context() as context:
        enrol(context.new_page(), shop, "trusted")
        return context.storage_state()


@pytest.fixture
def context(browser: Browser, enrolled: StorageState) -> Iterator[BrowserContext]:
    """The trusted till, as it is in the morning."""
    with browser.new_context(storage_state=enrolled, locale="de-AT") as context:
        yield context


@pytest.fixture
def visit(shop: Shop, context: BrowserContext) -> Iterator[Visit]:
    """Its page, whose worker has everything; nothing a test does there violates the policy."""
    visit = watch(context, shop.origin)
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    visit.open(PAGE)
    wait_for_worker(visit.page)
    yield visit
    assert visit.violations == []


@pytest.fixture
def page(visit: Visit) -> Page:
    """Its window."""
    return visit.page


@pytest.fixture
def card(shop: Shop) -> str:
    """A member who buys in one test only."""
    return shop.take_card()
