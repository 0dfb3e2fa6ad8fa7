"""The chain's option that opens the eye: off until an administrator switches it on."""

from http import HTTPStatus

import pytest
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Chain, Interface
from tests.admin.people import make_person, open_client
from tests.admin.rows import get_url
from tests.admin.timeline import read_timeline

pytestmark = pytest.mark.django_db
LABEL = "Administratoren dürfen gesetzte Passwörter einsehen"


class TestOption:
    def test_is_off_for_a_new_chain(self) -> None:
        assert Chain.objects.create(name="Neue Optik").may_reveal_passwords is False

    def test_has_its_name_on_the_page_of_the_chain(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        page = her_browser.get(get_url(Chain, "change", revealable.chain_id)).content.decode()

        assert LABEL in page

    def test_is_switched_by_an_administrator(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        chain = revealable.chain

        response = her_browser.post(
            get_url(Chain, "change", chain.pk), {"name": chain.name, "is_active": "on"}
        )

        assert response.status_code == HTTPStatus.FOUND
        assert not Chain.objects.get().may_reveal_passwords

    @pytest.mark.parametrize(
        ("box", "told"), [({"may_reveal_passwords": "on"}, "nein → ja"), ({}, "ja → nein")]
    )
    def test_is_audited_by_its_name_when_it_is_switched(
        self, her_browser: Client, revealable: Interface, box: dict[str, str], told: str
    ) -> None:
        Chain.objects.update(may_reveal_passwords=not box)
        form = {"name": revealable.chain.name, "is_active": "on"}

        her_browser.post(
            get_url(Chain, "change", revealable.chain_id),
            form | box,
        )

        newest = read_timeline(her_browser, was="interfaces.chain")[0]
        assert f"{LABEL} geändert: {told}" in newest
        assert "eva · von 127.0.0.1" in newest

    @pytest.mark.parametrize("role", [Role.BRANCH_MANAGER, Role.AUDITOR])
    def test_is_switched_by_nobody_else(self, revealable: Interface, role: Role) -> None:
        chain = revealable.chain
        Chain.objects.update(may_reveal_passwords=False)
        form = {"name": chain.name, "is_active": "on", "may_reveal_passwords": "on"}

        response = open_client(make_person("otto", chain, role=role)).post(
            get_url(Chain, "change", chain.pk), form
        )

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert not Chain.objects.get().may_reveal_passwords
