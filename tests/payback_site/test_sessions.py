"""Who is signed in stays so for 12 hours at most, and in the back office while working."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from time_machine import Traveller

from interfaces.choices import DeedKind
from interfaces.models import Deed

pytestmark = pytest.mark.django_db
NAME, PASSWORD = "verwaltung", "tuer-zu-4711"
LATE = "Sie wurden abgemeldet"


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def signed_in(clock: Traveller) -> Client:
    """A browser in which somebody of the back office signed in at this moment."""
    User.objects.create_superuser(NAME, password=PASSWORD)
    client = Client()
    client.post("/admin/login/", {"username": NAME, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    """Whether the back office opens."""
    return client.get("/admin/").status_code == HTTPStatus.OK


def work(client: Client, clock: Traveller, *, minutes: float, every: float) -> bool:
    """Asks for a page again and again; whether the last one opened."""
    for _ in range(round(minutes / every)):
        clock.shift(timedelta(minutes=every))
        opened = is_in(client)
    return opened


class TestIdleSession:
    @pytest.mark.parametrize(
        ("minutes", "status"), [(28.9, HTTPStatus.OK), (30.1, HTTPStatus.FOUND)]
    )
    def test_ends_after_thirty_minutes(
        self, signed_in: Client, clock: Traveller, minutes: float, status: HTTPStatus
    ) -> None:
        clock.shift(timedelta(minutes=minutes))

        assert signed_in.get("/admin/").status_code == status

    def test_goes_on_while_somebody_works(self, signed_in: Client, clock: Traveller) -> None:
        assert work(signed_in, clock, minutes=100, every=25)

    def test_goes_on_while_somebody_works_fast(self, signed_in: Client, clock: Traveller) -> None:
        assert work(signed_in, clock, minutes=35, every=0.7)

    def test_is_over_for_good(self, signed_in: Client, clock: Traveller) -> None:
        key = signed_in.session.session_key
        clock.shift(timedelta(minutes=31))

        is_in(signed_in)

        assert not Session.objects.filter(pk=key).exists()

    def test_ends_before_anything_is_done(self, signed_in: Client, clock: Traveller) -> None:
        clock.shift(timedelta(minutes=31))

        signed_in.post("/admin/auth/group/add/", {"name": "Neu"})

        assert not User.objects.get().groups.model.objects.filter(name="Neu").exists()

    def test_says_why_on_the_page_of_the_sign_in(self, signed_in: Client, clock: Traveller) -> None:
        clock.shift(timedelta(minutes=31))

        page = signed_in.get("/admin/", follow=True).content.decode()

        assert f"{LATE}: 30 Minuten ohne Tätigkeit." in page

    def test_leaves_a_line_in_the_record(self, signed_in: Client, clock: Traveller) -> None:
        clock.shift(timedelta(minutes=31))
        is_in(signed_in)

        deed = Deed.objects.get(kind=DeedKind.SIGN_OUT)
        assert (deed.username, deed.detail) == (NAME, "30 Minuten ohne Tätigkeit")

    def test_goes_on_for_somebody_without_a_back_office(
        self, signed_in: Client, clock: Traveller
    ) -> None:
        User.objects.update(is_staff=False, is_superuser=False)
        clock.shift(timedelta(hours=11))
        signed_in.get("/admin/")

        assert "_auth_user_id" in signed_in.session


class TestLongSession:
    @pytest.mark.parametrize(("minutes", "status"), [(719, HTTPStatus.OK), (721, HTTPStatus.FOUND)])
    def test_ends_twelve_hours_after_signing_in(
        self, signed_in: Client, clock: Traveller, minutes: int, status: HTTPStatus
    ) -> None:
        work(signed_in, clock, minutes=700, every=20)
        clock.shift(timedelta(minutes=minutes - 700))

        assert signed_in.get("/admin/").status_code == status

    def test_ends_for_everybody(self, signed_in: Client, clock: Traveller) -> None:
        User.objects.update(is_staff=False, is_superuser=False)
        clock.shift(timedelta(hours=11))
        session = signed_in.session
        session["language"] = "de"
        session.save()
        clock.shift(timedelta(hours=2))
        signed_in.get("/admin/")

        assert "_auth_user_id" not in signed_in.session

    def test_begins_anew_with_every_sign_in(self, signed_in: Client, clock: Traveller) -> None:
        work(signed_in, clock, minutes=700, every=20)
        signed_in.post("/admin/login/", {"username": NAME, "password": PASSWORD})

        assert work(signed_in, clock, minutes=40, every=20)


class TestForeignSession:
    def test_that_says_nothing_of_its_beginning_is_over(self, signed_in: Client) -> None:
        session = signed_in.session
        del session["signed_in_at"]
        session.save()

        assert not is_in(signed_in)

    def test_is_not_looked_for_where_a_till_asks(self, client: Client) -> None:
        response = client.get("/api/v1/interface")

        assert response.status_code == HTTPStatus.UNAUTHORIZED
        assert "Cookie" not in response.get("Vary", "")
