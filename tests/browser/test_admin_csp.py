"""The Content-Security-Policy in a real browser: nothing that a page needs is blocked by it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from interfaces.models import Interface, Workstation
from tests.admin.rows import MODELS, get_url, make_attempts, make_rows
from tests.browser.chromium import Visit, open_browser
from tests.factories import WorkstationTokenFactory
from transactions.models import Capture, Delivery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READ_ONLY = {Capture, Delivery}
USERNAME, PASSWORD = "verwaltung", "tuer-zu-4711"


@pytest.fixture
def addresses() -> list[str]:
    """Every list, add form, row, deletion and history of the back office."""
    User.objects.create_superuser(USERNAME, password=PASSWORD)
    rows = {model: make_rows(model, 3) for model in MODELS}
    make_attempts(rows[Delivery], 2)
    WorkstationTokenFactory.create(workstation=rows[Workstation])
    editable = [model for model in MODELS if model not in READ_ONLY]
    return [
        "/admin/",
        "/admin/password_change/",
        *(get_url(model, "changelist") for model in MODELS),
        *(get_url(model, "add") for model in editable),
        *(get_url(model, "change", row.pk) for model, row in rows.items()),
        *(get_url(model, "history", row.pk) for model, row in rows.items()),
        *(get_url(model, "delete", rows[model].pk) for model in editable if model is not User),
    ]


@pytest.fixture
def visit(live_server: LiveServer, addresses: list[str]) -> Iterator[Visit]:
    """A signed-in browser; `addresses` has filled the database before."""
    with open_browser(live_server.url) as visit:
        visit.sign_in(USERNAME, PASSWORD)
        yield visit


class TestAdminPages:
    def test_violate_nothing(self, visit: Visit, addresses: list[str]) -> None:
        open_all(visit, addresses)

        assert visit.violations == []
        assert visit.complaints == []

    def test_violate_nothing_while_somebody_works_with_them(
        self, visit: Visit, addresses: list[str]
    ) -> None:
        work_on_an_interface(visit, find_change_form(addresses, Interface))

        assert visit.page.locator(".messagelist .success").count() == 1
        assert visit.violations == []
        assert visit.complaints == []

    def test_violate_nothing_with_an_enrolment_code(
        self, visit: Visit, addresses: list[str]
    ) -> None:
        visit.open(find_change_form(addresses, Workstation))
        visit.page.click("text=Einrichtungscode erstellen")

        assert len(visit.page.locator("#enrolment-code").inner_text()) == 14
        assert visit.violations == []
        assert visit.complaints == []

    def test_violate_nothing_when_a_workstation_is_shut_out(
        self, visit: Visit, addresses: list[str]
    ) -> None:
        visit.open(find_change_form(addresses, Workstation))
        visit.page.click("text=Zugang sperren")

        message = visit.page.locator(".messagelist .success").inner_text()
        assert message == "1 Zugangsschlüssel gesperrt."
        assert visit.violations == []
        assert visit.complaints == []

    def test_would_be_noticed(self, visit: Visit) -> None:
        visit.open("/admin/")
        visit.page.evaluate("document.body.setAttribute('style', 'color: red')")
        visit.page.evaluate("document.body.append(new Image())")
        visit.page.evaluate("document.images[0].src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='")
        visit.page.wait_for_timeout(200)

        assert [row.split(":")[0] for row in visit.violations] == ["style-src-attr", "img-src"]
        assert len(visit.complaints) == 2


class TestApiDocumentation:
    def test_violates_nothing(self, visit: Visit) -> None:
        visit.open("/api/v1/docs")
        visit.page.locator(".opblock-summary-control").first.click()
        visit.page.wait_for_selector(".opblock-body")

        assert visit.violations == []
        assert visit.complaints == []


def open_all(visit: Visit, addresses: list[str]) -> None:
    """One after the other."""
    for address in addresses:
        visit.open(address)


def find_change_form(addresses: list[str], model: type[Interface | Workstation]) -> str:
    """The address of the row of `model`."""
    start = get_url(model, "changelist")
    return next(row for row in addresses if row.startswith(start) and row.endswith("/change/"))


def work_on_an_interface(visit: Visit, address: str) -> None:
    """Picks a day, types a password, saves: everything that runs scripts."""
    visit.open(address)
    visit.page.click(".field-start_date .datetimeshortcuts a:has-text('Heute')")
    visit.page.click("#calendarlink0")
    visit.page.wait_for_selector("#calendarbox0")
    visit.page.keyboard.press("Escape")
    visit.page.fill("#id_new_password", "neu")
    visit.page.click("[name=_continue]")
    visit.page.wait_for_load_state("networkidle")
