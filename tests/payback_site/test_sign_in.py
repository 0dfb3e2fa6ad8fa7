"""Signing in: wrong passwords lock it for a while, and everything about it is on record."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.models import Deed
from tests.admin.rows import CONTENT_SECURITY_POLICY, read_policy

pytestmark = pytest.mark.django_db
NAME, PASSWORD, WRONG = "verwaltung", "tuer-zu-4711", "tuer-auf-0815"
NOW = "2026-11-23T09:15:00Z"
ELSEWHERE = "203.0.113.9"


@pytest.fixture(autouse=True)
def user() -> User:
    """May enter the back office."""
    return User.objects.create_superuser(NAME, password=PASSWORD)


def sign_in(client: Client, password: str, *, name: str = NAME, **meta: Any) -> Any:
    """Posts the form as a browser does."""
    return client.post(
        "/admin/login/?next=/admin/", {"username": name, "password": password}, **meta
    )


def fail(client: Client, times: int, **options: Any) -> list[int]:
    """The status of each wrong entry."""
    return [sign_in(client, WRONG, **options).status_code for _ in range(times)]


def list_deeds() -> list[tuple[str, str, str]]:
    """Kind, outcome and name, oldest first."""
    return list(Deed.objects.order_by("id").values_list("kind", "outcome", "username"))


class TestLockout:
    def test_lets_in_after_four_wrong_entries(self, client: Client) -> None:
        statuses = fail(client, 4)

        assert statuses == [HTTPStatus.OK] * 4
        assert sign_in(client, PASSWORD).status_code == HTTPStatus.FOUND

    def test_begins_with_the_fifth_wrong_entry(self, client: Client) -> None:
        statuses = fail(client, 5)

        assert statuses == [*[HTTPStatus.OK] * 4, HTTPStatus.TOO_MANY_REQUESTS]

    def test_refuses_the_right_password_too(self, client: Client) -> None:
        fail(client, 5)

        response = sign_in(client, PASSWORD)

        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert client.get("/admin/").status_code == HTTPStatus.FOUND

    def test_outlives_the_process(self, client: Client) -> None:
        fail(client, 5)

        assert AccessAttempt.objects.get().failures_since_start == 5

    @pytest.mark.parametrize(
        ("minutes", "status"), [(14.9, HTTPStatus.TOO_MANY_REQUESTS), (15.1, HTTPStatus.FOUND)]
    )
    def test_lasts_fifteen_minutes(
        self, client: Client, minutes: float, status: HTTPStatus
    ) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            fail(client, 5)
            clock.shift(timedelta(minutes=minutes))

            assert sign_in(client, PASSWORD).status_code == status

    def test_is_not_prolonged_by_trying_on(self, client: Client) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            fail(client, 5)
            clock.shift(timedelta(minutes=14))
            fail(client, 3)
            clock.shift(timedelta(minutes=1.1))

            assert sign_in(client, PASSWORD).status_code == HTTPStatus.FOUND

    def test_is_of_one_user_at_one_address(self, client: Client) -> None:
        User.objects.create_superuser("zweite", password=PASSWORD)
        fail(client, 5, REMOTE_ADDR=ELSEWHERE)

        assert sign_in(client, PASSWORD).status_code == HTTPStatus.FOUND
        assert (
            sign_in(client, PASSWORD, name="zweite", REMOTE_ADDR=ELSEWHERE).status_code
            == HTTPStatus.FOUND
        )

    def test_is_not_evaded_by_another_browser_or_a_header(self, client: Client) -> None:
        fail(client, 3)
        fail(client, 2, HTTP_USER_AGENT="other", HTTP_X_FORWARDED_FOR=ELSEWHERE)

        assert sign_in(client, PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS

    def test_counts_anew_after_signing_in(self, client: Client) -> None:
        fail(client, 4)
        sign_in(client, PASSWORD)

        assert fail(Client(), 4) == [HTTPStatus.OK] * 4

    def test_leaves_those_alone_who_are_in(self, client: Client) -> None:
        sign_in(client, PASSWORD)
        fail(Client(), 5)

        assert client.get("/admin/").status_code == HTTPStatus.OK

    def test_leaves_the_tills_alone(self, client: Client) -> None:
        fail(client, 5)

        assert client.get("/api/v1/interface").status_code == HTTPStatus.UNAUTHORIZED

    def test_keeps_nothing_of_what_was_typed_as_password(self, client: Client) -> None:
        fail(client, 2)

        kept = AccessAttempt.objects.get()
        assert WRONG not in kept.post_data + kept.get_data


class TestPageOfTheLockout:
    @pytest.fixture
    def response(self, client: Client) -> Any:
        with time_machine.travel(NOW, tick=False):
            fail(client, 5)
            return sign_in(client, PASSWORD)

    def test_says_in_german_until_when(self, response: Any) -> None:
        assert "ab 10:30 Uhr" in response.content.decode()
        assert response["Retry-After"] == "900"

    def test_carries_the_policy(self, response: Any) -> None:
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    def test_is_the_same_for_scripts_and_lets_nobody_else_read_it(self, client: Client) -> None:
        fail(client, 5)

        response = sign_in(client, PASSWORD, HTTP_X_REQUESTED_WITH="XMLHttpRequest")

        assert response["Content-Type"].startswith("text/html")
        assert "Access-Control-Allow-Origin" not in response


class TestRecord:
    def test_names_who_came_and_went(self, client: Client, user: User) -> None:
        sign_in(client, PASSWORD)
        client.post("/admin/logout/")

        assert list_deeds() == [
            (DeedKind.SIGN_IN, DeedOutcome.DONE, NAME),
            (DeedKind.SIGN_OUT, DeedOutcome.DONE, NAME),
        ]
        assert set(Deed.objects.values_list("user_key", "remote_address")) == {
            (user.pk, "127.0.0.1")
        }

    def test_tells_wrong_entries_from_those_that_were_not_looked_at(self, client: Client) -> None:
        fail(client, 5)
        sign_in(client, PASSWORD)

        outcomes = [outcome for _kind, outcome, _name in list_deeds()]
        assert outcomes == [*[DeedOutcome.WRONG_PASSWORD] * 5, DeedOutcome.LOCKED]

    def test_names_the_user_who_did_not_come_in(self, client: Client, user: User) -> None:
        sign_in(client, WRONG)

        deed = Deed.objects.get()
        assert (deed.username, deed.user_key, deed.detail) == (NAME, user.pk, "")

    def test_keeps_no_name_that_is_no_user_s(self, client: Client) -> None:
        sign_in(client, WRONG, name="mein-geheimes-passwort")

        deed = Deed.objects.get()
        assert (deed.username, deed.user_key) == ("", None)
        assert deed.detail == "Benutzername unbekannt"

    def test_has_the_id_of_the_request(self, client: Client) -> None:
        response = sign_in(client, PASSWORD)

        assert Deed.objects.get().request_id == response["X-Request-ID"]

    def test_has_no_line_for_a_program(self, client: Client, user: User) -> None:
        client.force_login(user)
        client.logout()

        assert list_deeds() == []


class TestLimits:
    def test_come_from_the_settings(self, client: Client, settings: Settings) -> None:
        settings.SIGN_IN_FAILURES_ALLOWED = 2

        assert fail(client, 2) == [HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS]
