"""The reveal: who gets a stored password, and in which order that is checked."""

from http import HTTPStatus
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client

from interfaces.choices import DeedOutcome, Role
from interfaces.models import Interface, Responsibility
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.revealing import WRONG, fail, get_reveal_url, list_outcomes, reveal, switch_off
from tests.factories import ChainFactory, InterfaceFactory
from tests.factories.interfaces import PASSWORD
from tests.interfaces.secrets.columns import write_raw
from tests.rights.intended import make_group

pytestmark = pytest.mark.django_db


class TestReveal:
    def test_gives_the_password_to_an_administrator(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        response = reveal(her_browser, revealable.pk)

        assert response.status_code == HTTPStatus.OK
        assert response.json() == {"password": PASSWORD}

    @pytest.mark.parametrize("password", [OWN_PASSWORD, WRONG])
    def test_is_kept_by_no_browser(
        self, her_browser: Client, revealable: Interface, password: str
    ) -> None:
        assert "no-store" in reveal(her_browser, revealable.pk, password)["Cache-Control"]

    @pytest.mark.parametrize("password", ["", WRONG, PASSWORD, f"{OWN_PASSWORD} "])
    def test_refuses_what_is_not_the_own_password(
        self, her_browser: Client, revealable: Interface, password: str
    ) -> None:
        response = reveal(her_browser, revealable.pk, password)

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert PASSWORD not in response.content.decode()

    def test_refuses_the_password_of_another_administrator(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        other = make_person("otto", revealable.chain, role=Role.ADMINISTRATOR)
        other.set_password("anders-1234")
        other.save()

        assert reveal(her_browser, revealable.pk, "anders-1234").status_code != HTTPStatus.OK

    def test_opens_no_window_of_time(self, her_browser: Client, revealable: Interface) -> None:
        reveal(her_browser, revealable.pk)

        response = reveal(her_browser, revealable.pk, "")

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_leaves_nothing_in_the_session(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        before = dict(her_browser.session)

        reveal(her_browser, revealable.pk)

        assert dict(her_browser.session) == before

    @pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
    def test_is_asked_for_by_post_only(
        self, her_browser: Client, revealable: Interface, method: str
    ) -> None:
        address = get_reveal_url(revealable.pk)

        response = getattr(her_browser, method)(f"{address}?password={OWN_PASSWORD}")

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        assert PASSWORD not in response.content.decode()

    def test_does_not_read_the_password_from_the_address(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        address = get_reveal_url(revealable.pk)

        response = her_browser.post(f"{address}?password={OWN_PASSWORD}")

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_refuses_a_post_from_another_page(self, eva: User, revealable: Interface) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(eva)

        response = reveal(strict, revealable.pk)

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert PASSWORD not in response.content.decode()
        assert list_outcomes() == []

    def test_says_that_nothing_is_stored(self, her_browser: Client, revealable: Interface) -> None:
        Interface.objects.update(password=None)

        response = reveal(her_browser, revealable.pk)

        assert response.status_code == HTTPStatus.CONFLICT
        assert "kein Passwort gespeichert" in response.json()["message"]

    def test_says_that_the_key_is_missing(
        self,
        her_browser: Client,
        revealable: Interface,
    ) -> None:
        write_raw(revealable, b"what no key opens")

        response = reveal(her_browser, revealable.pk)

        assert response.status_code == HTTPStatus.CONFLICT
        assert "lässt sich nicht lesen" in response.json()["message"]

    def test_does_not_open_what_belongs_to_another_address(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        Interface.objects.update(host="https://elsewhere.example")

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.CONFLICT


class TestOrderOfChecks:
    """Each test breaks two rules; the answer is that of the earlier one."""

    @pytest.mark.parametrize("flags", [{"is_superuser": True}, {"role": Role.AUDITOR}], ids=str)
    def test_asks_for_the_group_before_the_chain(
        self, revealable: Interface, flags: dict[str, Any]
    ) -> None:
        otto = open_client(make_person("otto", ChainFactory.create(), **flags))

        response = reveal(otto, revealable.pk)

        assert response.status_code == HTTPStatus.FORBIDDEN

    def test_asks_for_the_chain_before_its_option(self, her_browser: Client) -> None:
        foreign = InterfaceFactory.create()

        assert reveal(her_browser, foreign.pk).status_code == HTTPStatus.NOT_FOUND

    def test_asks_for_the_right_to_see_interfaces_at_all(
        self, her_browser: Client, eva: User, revealable: Interface
    ) -> None:
        eva.groups.get().permissions.clear()

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.NOT_FOUND

    def test_asks_for_the_option_before_the_lockout(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 5)
        switch_off(revealable)

        reveal(her_browser, revealable.pk)

        assert list_outcomes()[-1] == DeedOutcome.OPTION_OFF

    def test_asks_for_the_lockout_before_the_password(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 5)
        counted = AccessAttempt.objects.get().failures_since_start

        reveal(her_browser, revealable.pk, WRONG)

        assert list_outcomes()[-1] == DeedOutcome.LOCKED
        assert AccessAttempt.objects.get().failures_since_start == counted

    def test_asks_for_the_password_before_it_looks_at_what_is_stored(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        Interface.objects.update(password=None)

        reveal(her_browser, revealable.pk, WRONG)

        assert list_outcomes() == [DeedOutcome.WRONG_PASSWORD]


class TestWithdrawal:
    def test_of_the_option_counts_at_the_next_request(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        reveal(her_browser, revealable.pk)
        switch_off(revealable)

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.FORBIDDEN

    def test_of_the_group_counts_at_the_next_request(
        self, her_browser: Client, eva: User, revealable: Interface
    ) -> None:
        reveal(her_browser, revealable.pk)
        eva.groups.set([make_group(Role.AUDITOR)])

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.FORBIDDEN

    def test_of_every_group_counts_at_the_next_request(
        self, her_browser: Client, eva: User, revealable: Interface
    ) -> None:
        reveal(her_browser, revealable.pk)
        eva.groups.clear()

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.FOUND

    def test_of_the_chain_counts_at_the_next_request(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        reveal(her_browser, revealable.pk)
        Responsibility.objects.update(chain=ChainFactory.create())

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("flag", ["is_active", "is_staff"])
    def test_of_the_back_office_counts_at_the_next_request(
        self, her_browser: Client, revealable: Interface, flag: str
    ) -> None:
        reveal(her_browser, revealable.pk)
        User.objects.update(**{flag: False})

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.FOUND
