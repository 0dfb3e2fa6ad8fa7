"""The eye on the page of an interface: there for those who may look, and nobody else."""

import pytest
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Interface
from tests.admin.people import make_person, open_client
from tests.admin.revealing import get_reveal_url, reveal, switch_off
from tests.admin.rows import get_url
from tests.factories.interfaces import PASSWORD

pytestmark = pytest.mark.django_db
TRACES = ("reveal.js", "reveal.css", 'id="reveal"', "/reveal/", "einsehen")


def read_page(client: Client, row: Interface) -> str:
    return client.get(get_url(Interface, "change", row.pk)).content.decode()


def list_traces(page: str) -> list[str]:
    """What of the eye is in the page."""
    return [trace for trace in TRACES if trace in page]


class TestEye:
    def test_is_there_for_an_administrator(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        page = read_page(her_browser, revealable)

        assert list_traces(page) == list(TRACES)
        assert f'action="{get_reveal_url(revealable.pk)}"' in page

    def test_is_not_there_while_the_option_is_off(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        switch_off(revealable)

        assert list_traces(read_page(her_browser, revealable)) == []

    @pytest.mark.parametrize("role", [Role.BRANCH_MANAGER, Role.AUDITOR])
    def test_is_not_there_for_other_groups(self, revealable: Interface, role: Role) -> None:
        browser = open_client(make_person("otto", revealable.chain, role=role))

        page = read_page(browser, revealable)

        assert "DEMOOPTIK" in page
        assert list_traces(page) == []

    def test_is_not_there_for_a_superuser_outside_of_the_group(self, revealable: Interface) -> None:
        browser = open_client(make_person("otto", revealable.chain, is_superuser=True))

        assert list_traces(read_page(browser, revealable)) == []

    def test_is_not_there_while_nothing_is_stored(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        Interface.objects.update(password=None)

        assert list_traces(read_page(her_browser, revealable)) == []

    def test_is_not_there_before_the_interface_is(self, back_office: Client) -> None:
        page = back_office.get(get_url(Interface, "add")).content.decode()

        assert list_traces(page) == []

    def test_follows_the_stored_chain_when_another_was_typed(self, revealable: Interface) -> None:
        boss = make_person("boss", None, role=Role.ADMINISTRATOR, is_superuser=True)
        switch_off(revealable)
        other = type(revealable.chain).objects.create(name="Andere", may_reveal_passwords=True)

        response = open_client(boss).post(
            get_url(Interface, "change", revealable.pk), {"chain": other.pk}
        )

        assert response.context["adminform"].errors
        assert list_traces(response.content.decode()) == []


class TestPageBeforeTheReveal:
    @pytest.mark.parametrize("page", ["change", "history", "delete"])
    def test_never_has_the_password(
        self, her_browser: Client, revealable: Interface, page: str
    ) -> None:
        reveal(her_browser, revealable.pk)

        content = her_browser.get(
            get_url(Interface, page, revealable.pk), follow=True
        ).content.decode()

        assert "DEMOOPTIK" in content
        assert PASSWORD not in content
