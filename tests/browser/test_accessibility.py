"""axe-core finds nothing on the three pages that matter most, large and dark or small and light.

Large and light, and small and dark, is how `test_screens` and `test_reveal` look at them.
"""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from interfaces.choices import Role
from interfaces.models import Interface, Workstation
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.rows import get_url
from tests.browser.chromium import Visit, open_browser
from tests.browser.problems import find_problems
from tests.factories import BranchFactory, InterfaceFactory, WorkstationFactory
from tests.factories.interfaces import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1280, "dark"), (390, "light")]
EXPLANATION = "/admin/interfaces/interface/welche-gilt/"


@pytest.fixture
def workstation() -> Workstation:
    """Two interfaces could apply to it; the passwords may be looked at."""
    branch = BranchFactory.create(chain__may_reveal_passwords=True)
    InterfaceFactory.create(chain=branch.chain)
    InterfaceFactory.create(chain=branch.chain, branch=branch, start_date="2099-12-01")
    return WorkstationFactory.create(branch=branch)


@pytest.fixture
def session(workstation: Workstation) -> str:
    """That of Eva, an administrator."""
    eva = make_person("eva", workstation.branch.chain, role=Role.ADMINISTRATOR)
    return open_client(eva).cookies["sessionid"].value


def look_at_reveal(visit: Visit) -> str:
    """The page with its dialog while it asks, refuses and shows."""
    visit.page.locator(".reveal-eye").press("Enter")
    expect(visit.page.locator("#reveal-own")).to_be_focused()
    found = find_problems(visit.page)
    visit.page.keyboard.type("falsch")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".reveal-error")).not_to_be_empty()
    expect(visit.page.locator(".reveal-main")).to_be_enabled()
    found += find_problems(visit.page)
    visit.page.keyboard.type(OWN_PASSWORD)
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".reveal-value")).to_have_text(PASSWORD)
    return found + find_problems(visit.page)


class TestAxe:
    @pytest.mark.parametrize(("width", "scheme"), LOOKS)
    def test_finds_nothing_on_form_dialog_and_explanation(
        self,
        live_server: LiveServer,
        workstation: Workstation,
        session: str,
        width: int,
        scheme: str,
    ) -> None:
        row = Interface.objects.get(branch=None)
        with open_browser(live_server.url, width=width, color_scheme=scheme) as visit:
            cookie = {"name": "sessionid", "value": session, "url": visit.origin}
            visit.page.context.add_cookies([cookie])  # type: ignore[list-item]
            visit.open(f"{EXPLANATION}?arbeitsplatz={workstation.pk}")
            found = find_problems(visit.page)
            visit.open(get_url(Interface, "change", row.pk))
            found += find_problems(visit.page)
            found += look_at_reveal(visit)

        assert found == ""
