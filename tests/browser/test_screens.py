"""The screens of the back office in a real browser: keyboard, small and dark, and axe-core."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from interfaces.models import Branch, Chain, Interface, Workstation
from tests.admin.rows import get_url
from tests.browser.chromium import Visit, open_browser
from tests.browser.problems import find_problems
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    DeliveryFactory,
    InterfaceFactory,
    ReceiptTemplateFactory,
    WorkstationFactory,
    WorkstationTokenFactory,
)
from transactions.models import ArticleGroup, Delivery, ReceiptTemplate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
USERNAME, PASSWORD = "verwaltung", "tuer-zu-4711"
LIST, ADD = get_url(Interface, "changelist"), get_url(Interface, "add")
GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT_GROUND, DARK_GROUND = "rgb(246, 248, 250)", "rgb(17, 22, 28)"


@pytest.fixture
def workstation() -> Workstation:
    """A computer of a branch in Graz, with an interface of its own, and others around it."""
    User.objects.create_superuser(USERNAME, password=PASSWORD)
    branch = BranchFactory.create(chain__name="Optik Sehstern", code="G1", name="Graz Herrengasse")
    workstation = WorkstationFactory.create(branch=branch, computer_name="KASSA-1")
    places = {"chain": branch.chain, "branch": branch, "workstation": workstation}
    InterfaceFactory.create(**places, without_password=True)
    wide = InterfaceFactory.create(chain=branch.chain)
    InterfaceFactory.create(chain=branch.chain, branch=branch, is_active=False)
    WorkstationTokenFactory.create(workstation=workstation)
    ArticleGroupFactory.create(chain=branch.chain)
    ReceiptTemplateFactory.create(chain=branch.chain)
    DeliveryFactory.create(
        transaction__workstation=workstation, transaction__interface=wide, attention=True
    )
    return workstation


@pytest.fixture
def visit(live_server: LiveServer, workstation: Workstation) -> Iterator[Visit]:
    with open_browser(live_server.url) as visit:
        visit.sign_in(USERNAME, PASSWORD)
        yield visit


def list_pages(workstation: Workstation) -> list[str]:
    """Every page of the back office that people open."""
    interface = Interface.objects.get(workstation=workstation)
    copying = reverse("admin:interfaces_interface_copy", args=[interface.pk])
    explanation = reverse("admin:interfaces_explanation")
    return [
        "/admin/",
        LIST,
        f"{LIST}?q=gibt-es-nicht",
        ADD,
        f"{ADD}?workstation={workstation.pk}",
        get_url(Interface, "change", interface.pk),
        get_url(Interface, "delete", interface.pk),
        f"{explanation}?arbeitsplatz={workstation.pk}",
        f"{explanation}?zeitpunkt=gestern",
        copying,
        get_url(Chain, "changelist"),
        get_url(Chain, "change", workstation.branch.chain_id),
        get_url(Branch, "changelist"),
        get_url(Branch, "change", workstation.branch_id),
        get_url(Workstation, "changelist"),
        get_url(Workstation, "change", workstation.pk),
        get_url(Delivery, "changelist"),
        reverse("admin:transactions_delivery_worklists"),
        get_url(Delivery, "change", Delivery.objects.get().pk),
        get_url(ArticleGroup, "changelist"),
        get_url(ArticleGroup, "add"),
        reverse("admin:transactions_articlegroup_import"),
        get_url(ReceiptTemplate, "changelist"),
        get_url(ReceiptTemplate, "change", ReceiptTemplate.objects.get().pk),
        get_url(User, "changelist"),
        get_url(User, "add"),
        get_url(User, "change", User.objects.get().pk),
        reverse("admin:auth_user_password_change", args=[User.objects.get().pk]),
        reverse("admin:password_change"),
        reverse("admin:interfaces_timeline"),
    ]


def find_all_problems(visit: Visit, pages: list[str]) -> dict[str, str]:
    """By page; pages without a complaint are left out."""
    found = {}
    for page in pages:
        visit.open(page)
        found[page] = find_problems(visit.page)
    return {page: report for page, report in found.items() if report}


def fill_in(page: Page) -> None:
    """What every interface needs."""
    page.fill("#id_start_date", "01.12.2026")
    page.fill("#id_partner_short_name", "NEU")
    page.fill("#id_host", "https://payback.example")
    page.fill("#id_username", "demo")
    page.click("text=Weitere Einstellungen")
    page.select_option("#id_profile_name", "simulator")


class TestBox:
    def test_works_from_the_keyboard_and_stands_in_the_address(self, visit: Visit) -> None:
        box = visit.page.get_by_label("Mit Arbeitsplatz Einstellungen")
        rows = visit.page.locator("#result_list tbody tr")
        visit.open(LIST)
        visit.page.focus("#searchbar")
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Space")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**mit_arbeitsplatz=1**")
        expect(box).to_be_checked()
        expect(rows).to_have_count(1)

        visit.page.click("text=Mit Arbeitsplatz Einstellungen")
        visit.page.click("#changelist-search [type=submit]")
        visit.page.wait_for_url(lambda url: "mit_arbeitsplatz" not in url)
        expect(rows).to_have_count(3)
        assert visit.violations == visit.complaints == []


class TestCreating:
    def test_from_the_list_is_for_the_chain(self, visit: Visit) -> None:
        visit.open(LIST)
        visit.page.click("text=Schnittstelle anlegen")
        fill_in(visit.page)
        visit.page.click("[name=_save]")

        row = visit.page.locator("#result_list tbody tr", has_text="NEU")
        expect(row).to_contain_text("Alle Filialen · Optik Sehstern")
        assert visit.violations == visit.complaints == []

    def test_from_a_place_is_for_that_place(self, visit: Visit, workstation: Workstation) -> None:
        table = visit.page.locator(".rows tr", has_text="NEU")
        visit.open(f"/admin/interfaces/branch/{workstation.branch_id}/change/")
        visit.page.click("text=Schnittstelle für diese Filiale anlegen")
        fill_in(visit.page)
        visit.page.click("[name=_save]")
        expect(visit.page.locator("h1")).to_have_text("G1 · Graz Herrengasse")
        expect(table).to_contain_text("ab 01.12.2026")

        visit.open(f"/admin/interfaces/workstation/{workstation.pk}/change/")
        visit.page.click("text=Schnittstelle für diesen Arbeitsplatz anlegen")
        expect(visit.page.locator("#id_branch")).to_be_disabled()
        expect(visit.page.locator(".field-workstation .readonly")).to_have_text("KASSA-1 (G1)")
        fill_in(visit.page)
        visit.page.click("[name=_save]")
        expect(visit.page.locator("h1")).to_have_text("KASSA-1 (G1)")
        expect(table).to_contain_text("KASSA-1")
        assert visit.violations == visit.complaints == []


class TestErrors:
    def test_lead_from_the_summary_to_the_field(self, visit: Visit) -> None:
        visit.open(ADD)
        visit.page.fill("#id_host", "ftp://x")
        visit.page.click("[name=_save]")
        expect(visit.page.locator(".errornote")).to_be_visible()
        visit.page.click(".error-links a:has-text('Host')")

        expect(visit.page.locator("#id_host")).to_be_focused()
        expect(visit.page.locator(".field-host .errorlist")).to_be_visible()
        assert visit.violations == visit.complaints == []
        assert find_problems(visit.page) == ""


class TestSmallScreen:
    @pytest.mark.usefixtures("workstation")
    def test_opens_the_navigation_and_closes_it_with_escape(self, live_server: LiveServer) -> None:
        with open_browser(live_server.url, width=390, height=844) as visit:
            visit.sign_in(USERNAME, PASSWORD)
            navigation = visit.page.get_by_role("navigation", name="Bereiche")
            expect(navigation).not_to_be_visible()
            visit.page.get_by_role("button", name="Menü").press("Enter")
            expect(navigation.get_by_role("link", name="Schnittstellen")).to_be_visible()
            visit.page.keyboard.press("Escape")
            expect(navigation).not_to_be_visible()
            expect(visit.page.get_by_role("button", name="Menü")).to_be_focused()


class TestColourScheme:
    @pytest.mark.usefixtures("workstation")
    def test_follows_the_system_until_somebody_chooses(self, live_server: LiveServer) -> None:
        with open_browser(live_server.url, color_scheme="dark") as visit:
            visit.sign_in(USERNAME, PASSWORD)
            assert visit.page.evaluate(GROUND) == DARK_GROUND
            visit.page.click(".theme-toggle")
            assert visit.page.evaluate(GROUND) == LIGHT_GROUND
            assert visit.violations == visit.complaints == []


class TestEveryPage:
    @pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
    def test_has_names_contrast_and_no_overflow(
        self, live_server: LiveServer, workstation: Workstation, width: int, scheme: str
    ) -> None:
        pages = list_pages(workstation)
        with open_browser(live_server.url, width=width, color_scheme=scheme) as visit:
            problems = find_all_problems(visit, ["/admin/login/"])
            visit.sign_in(USERNAME, PASSWORD)
            problems |= find_all_problems(visit, pages)

        assert problems == {}

    def test_would_be_found_to_have_a_fault(self, live_server: LiveServer) -> None:
        with open_browser(live_server.url) as visit:
            visit.open("/admin/login/")
            visit.page.evaluate("document.querySelector('h1').remove()")
            problems = find_problems(visit.page)

        assert "page-has-heading-one" in problems
