"""What people do in the back office, from the sign-in on, in a real browser."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from interfaces.models import Interface, Workstation
from tests.admin.rows import get_url
from tests.browser.chromium import Visit, open_browser, watch
from tests.factories import BranchFactory, InterfaceFactory, WorkstationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "tuer-zu-4711"


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    """Maria Huber and Josef Maier may do everything."""
    for username, first_name, last_name in (
        ("huber", "Maria", "Huber"),
        ("maier", "Josef", "Maier"),
    ):
        User.objects.create(
            username=username,
            password=make_password(PASSWORD),
            first_name=first_name,
            last_name=last_name,
            is_staff=True,
            is_superuser=True,
        )


@pytest.fixture
def workstation() -> Workstation:
    """A computer in Graz; its chain has an interface, and its branch one from December 2099 on."""
    branch = BranchFactory.create(chain__name="Optik Sehstern", code="G1", name="Graz Herrengasse")
    InterfaceFactory.create(chain=branch.chain, partner_short_name="KETTE")
    InterfaceFactory.create(
        chain=branch.chain, branch=branch, partner_short_name="GRAZ", start_date="2099-12-01"
    )
    return WorkstationFactory.create(branch=branch, computer_name="KASSA-1")


def list_noted(*visits: Visit) -> list[str]:
    """What the browser had to say against the pages."""
    return [note for visit in visits for note in (*visit.violations, *visit.complaints)]


class TestSigningIn:
    def test_refuses_a_wrong_password_in_words_and_takes_the_right_one(
        self, live_server: LiveServer
    ) -> None:
        with open_browser(live_server.url) as visit:
            visit.open("/admin/interfaces/interface/")
            visit.page.keyboard.type("huber")
            visit.page.keyboard.press("Tab")
            visit.page.keyboard.type("falsch")
            visit.page.keyboard.press("Enter")
            expect(visit.page.locator(".errornote")).to_contain_text("Bitte")
            visit.page.fill("#id_password", PASSWORD)
            visit.page.keyboard.press("Enter")

            expect(visit.page.locator("h1")).to_have_text("Schnittstellen")
            assert list_noted(visit) == []


class TestExplanation:
    @pytest.mark.usefixtures("workstation")
    def test_names_winner_reasons_and_next_change_for_a_moment(
        self, live_server: LiveServer
    ) -> None:
        with open_browser(live_server.url) as visit:
            visit.sign_in("huber", PASSWORD)
            visit.page.get_by_role("link", name="Welche gilt?").first.click()
            visit.page.get_by_label("Filiale").select_option(label="G1 · Graz Herrengasse")
            visit.page.get_by_label("Arbeitsplatz").select_option(label="KASSA-1")
            visit.page.get_by_role("button", name="Anzeigen").press("Enter")
            answer, change = (
                visit.page.locator("#answer-heading"),
                visit.page.locator("#next-change"),
            )
            expect(answer).to_have_text("Für KASSA-1 (G1) gilt: KETTE · Optik Sehstern")
            expect(change).to_contain_text("ab 01.12.2099, 00:00, gilt GRAZ")
            loser = visit.page.locator("tr[data-interface]", has_text="GRAZ")
            expect(loser).to_contain_text("gilt nicht")

            visit.page.get_by_label("Zeitpunkt").fill("2099-12-01T00:00")
            visit.page.get_by_role("button", name="Anzeigen").press("Enter")
            expect(answer).to_have_text("Für KASSA-1 (G1) gilt: GRAZ · G1 · Graz Herrengasse")
            expect(change).to_have_text("Nächste Änderung: keine geplant.")
            assert list_noted(visit) == []


class TestTwoPeopleAtOneInterface:
    @pytest.mark.usefixtures("workstation")
    def test_the_second_is_told_who_changed_what_and_loses_nothing(
        self, live_server: LiveServer
    ) -> None:
        interface = Interface.objects.get(partner_short_name="KETTE")
        address = get_url(Interface, "change", interface.pk)
        with open_browser(live_server.url) as first:
            browser = first.page.context.browser
            assert browser is not None
            second = watch(browser.new_context(locale="de-AT"), live_server.url)
            first.sign_in("huber", PASSWORD)
            second.sign_in("maier", PASSWORD)
            first.open(address)
            second.open(address)
            first.page.fill("#id_username", "von-huber")
            first.page.click("[name=_save]")
            first.page.wait_for_url("**/interface/")
            second.page.fill("#id_partner_short_name", "NEU")
            second.page.click("[name=_save]")

            told = second.page.locator("#conflict")
            expect(told).to_contain_text("Maria Huber")
            expect(told.locator("tr", has_text="Benutzer")).to_contain_text("von-huber")
            expect(second.page.locator("#id_partner_short_name")).to_have_value("NEU")
            second.page.click("[name=_save]")
            second.page.wait_for_url("**/interface/")
            noted = list_noted(first, second)

        interface.refresh_from_db()
        assert (interface.partner_short_name, interface.username) == ("NEU", "von-huber")
        assert noted == []


class TestCopying:
    def test_shows_what_will_be_made_and_then_makes_it(
        self, live_server: LiveServer, workstation: Workstation
    ) -> None:
        interface = Interface.objects.get(partner_short_name="KETTE")
        with open_browser(live_server.url) as visit:
            visit.sign_in("huber", PASSWORD)
            visit.open(get_url(Interface, "change", interface.pk))
            visit.page.get_by_role("link", name="Kopieren").click()
            visit.page.get_by_role("button", name="Vorschau").press("Enter")
            expect(visit.page.locator(".error-links")).to_contain_text("mindestens eine Filiale")
            visit.page.get_by_label("KASSA-1").press("Space")
            visit.page.get_by_role("button", name="Vorschau").press("Enter")
            plan = visit.page.locator("#preview tr", has_text="KASSA-1")
            expect(plan).to_contain_text("wird ausgeschaltet angelegt")
            expect(plan).to_contain_text("ist neu einzugeben")
            visit.page.get_by_role("button", name="Jetzt kopieren (1)").press("Enter")
            expect(visit.page.locator(".messagelist")).to_contain_text("1 Kopie angelegt.")
            noted = list_noted(visit)

        copy = Interface.objects.get(workstation=workstation)
        assert copy.partner_short_name == "KETTE"
        assert (copy.is_active, copy.has_password) == (False, False)
        assert noted == []


class TestOneTimeCode:
    def test_is_shown_once_as_text_and_picture(
        self, live_server: LiveServer, workstation: Workstation
    ) -> None:
        with open_browser(live_server.url, width=390, color_scheme="dark") as visit:
            visit.sign_in("huber", PASSWORD)
            visit.open(get_url(Workstation, "change", workstation.pk))
            visit.page.get_by_role("button", name="Einrichtungscode erstellen").press("Enter")
            code = visit.page.locator("#enrolment-code").inner_text()
            picture = visit.page.get_by_role("img", name="QR-Code").locator("svg")
            box = picture.bounding_box()
            visit.page.get_by_role("link", name="Zurück zum Arbeitsplatz").press("Enter")
            expect(visit.page.locator("h1")).to_have_text("KASSA-1 (G1)")
            later, noted = visit.page.content(), list_noted(visit)

        assert len(code) >= 8
        assert box is not None
        assert (box["width"] >= 150, box["x"] + box["width"] <= 390) == (True, True)
        assert code not in later
        assert noted == []
