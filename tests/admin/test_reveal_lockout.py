"""Wrong entries lock the reveal for a while, and nothing but the reveal."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client

from interfaces.choices import DeedKind, Role
from interfaces.models import Deed, Interface
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.revealing import WRONG, fail, reveal
from tests.factories import InterfaceFactory

pytestmark = pytest.mark.django_db
NOW = "2026-11-23T09:15:00Z"


class TestLockout:
    def test_says_how_many_tries_are_left(self, her_browser: Client, revealable: Interface) -> None:
        messages = [reveal(her_browser, revealable.pk, WRONG).json()["message"] for _ in range(4)]

        assert messages == [
            f"Das ist nicht Ihr Passwort. Sie haben noch {left}."
            for left in ("4 Versuche", "3 Versuche", "2 Versuche", "1 Versuch")
        ]

    @time_machine.travel(NOW, tick=False)
    def test_says_until_when_with_the_fifth_wrong_entry(
        self, eva: User, revealable: Interface
    ) -> None:
        her_browser = open_client(eva)
        fail(her_browser, revealable, 4)

        response = reveal(her_browser, revealable.pk, WRONG)

        assert "bis 10:30 Uhr gesperrt" in response.json()["message"]

    def test_refuses_the_right_password_too(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 5)

        response = reveal(her_browser, revealable.pk)

        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "gesperrt" in response.json()["message"]

    @pytest.mark.parametrize(
        ("minutes", "status"), [(14.9, HTTPStatus.TOO_MANY_REQUESTS), (15.1, HTTPStatus.OK)]
    )
    def test_lasts_fifteen_minutes_from_the_last_entry(
        self, eva: User, revealable: Interface, minutes: float, status: HTTPStatus
    ) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            her_browser = open_client(eva)
            fail(her_browser, revealable, 4)
            clock.shift(timedelta(minutes=14))
            fail(her_browser, revealable, 1)
            clock.shift(timedelta(minutes=minutes))

            assert reveal(her_browser, revealable.pk).status_code == status

    def test_is_not_begun_by_entries_far_apart(self, eva: User, revealable: Interface) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            her_browser = open_client(eva)
            fail(her_browser, revealable, 4)
            clock.shift(timedelta(minutes=16))
            fail(her_browser, revealable, 1)

            assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.OK

    def test_counts_anew_after_a_right_entry(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 4)
        reveal(her_browser, revealable.pk)

        response = reveal(her_browser, revealable.pk, WRONG)

        assert "4 Versuche" in response.json()["message"]

    def test_is_of_one_user_at_every_interface_and_address(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        twin = InterfaceFactory.create(chain=revealable.chain, of_branch=True)
        otto = open_client(make_person("otto", revealable.chain, role=Role.ADMINISTRATOR))
        fail(her_browser, revealable, 5)

        elsewhere = reveal(her_browser, twin.pk, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="other")

        assert elsewhere.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert reveal(otto, revealable.pk).status_code == HTTPStatus.OK

    def test_is_not_lifted_by_forgetting_what_axes_counted(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 5)
        AccessAttempt.objects.all().delete()

        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.TOO_MANY_REQUESTS

    def test_is_not_lifted_by_signing_in_again(
        self, her_browser: Client, eva: User, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 5)

        again = Client()
        again.post("/admin/login/", {"username": eva.username, "password": OWN_PASSWORD})

        assert reveal(again, revealable.pk).status_code == HTTPStatus.TOO_MANY_REQUESTS


class TestLockoutAndSignIn:
    def test_wrong_entries_are_counted_by_axes(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 2)

        counted = AccessAttempt.objects.get()
        assert (counted.username, counted.failures_since_start) == ("eva (reveal)", 2)
        assert WRONG not in counted.post_data

    def test_a_locked_reveal_leaves_signing_in_alone(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 7)

        response = Client().post("/admin/login/", {"username": "eva", "password": OWN_PASSWORD})

        assert response.status_code == HTTPStatus.FOUND
        assert her_browser.get("/admin/").status_code == HTTPStatus.OK

    def test_wrong_entries_take_no_try_of_signing_in(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 4)
        form = {"username": "eva", "password": WRONG}

        statuses = [Client().post("/admin/login/", form).status_code for _ in range(4)]

        assert statuses == [HTTPStatus.OK] * 4

    def test_a_locked_sign_in_leaves_the_reveal_alone(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        form = {"username": "eva", "password": WRONG}
        statuses = [Client().post("/admin/login/", form).status_code for _ in range(5)]

        response = reveal(her_browser, revealable.pk)

        assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS
        assert response.status_code == HTTPStatus.OK

    def test_nobody_locks_the_reveal_from_the_page_of_the_sign_in(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        form = {"username": "eva (reveal)", "password": WRONG}
        statuses = [Client().post("/admin/login/", form).status_code for _ in range(6)]

        assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS
        assert reveal(her_browser, revealable.pk).status_code == HTTPStatus.OK

    def test_a_wrong_entry_is_no_failed_sign_in(
        self, her_browser: Client, revealable: Interface
    ) -> None:
        fail(her_browser, revealable, 1)

        assert list(Deed.objects.values_list("kind", flat=True)) == [DeedKind.REVEAL]
