"""The buttons of a workstation: let in, and shut out."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interfaces.choices import Role
from interfaces.models import EnrolmentCode, Workstation, WorkstationToken
from interfaces.services import enrol_workstation
from tests.admin.rows import CONTENT_SECURITY_POLICY, get_url, read_policy
from tests.factories import WorkstationFactory, WorkstationTokenFactory, make_user

pytestmark = pytest.mark.django_db
BUTTONS = ["enrolment_code", "revoke"]
each_button = pytest.mark.parametrize("button", BUTTONS)


@pytest.fixture
def workstation() -> Workstation:
    return WorkstationFactory.create(computer_name="KASSA-1")


@pytest.fixture
def onlooker(workstation: Workstation) -> Client:
    """Somebody who may look at workstations, not change them."""
    client = Client()
    client.force_login(make_user(Role.AUDITOR, workstation.branch))
    return client


def get_button(button: str, workstation: Workstation) -> str:
    return reverse(f"admin:interfaces_workstation_{button}", args=[workstation.pk])


def read_code(response: Any) -> str:
    """The code on the page."""
    found = re.search(r'id="enrolment-code">([^<]+)<', response.content.decode())
    assert found is not None
    return found.group(1)


class TestEnrolmentCodeButton:
    def test_shows_a_code_that_works(self, back_office: Client, workstation: Workstation) -> None:
        response = back_office.post(get_button("enrolment_code", workstation))

        new = enrol_workstation(
            code=read_code(response),
            computer_name="KASSA-1",
            remote_address="192.0.2.7",
            now=timezone.now(),
        )
        assert new.workstation == workstation

    def test_notes_who_made_it(
        self, back_office: Client, administrator: User, workstation: Workstation
    ) -> None:
        back_office.post(get_button("enrolment_code", workstation))

        assert EnrolmentCode.objects.get().created_by == administrator

    def test_shows_it_once_on_a_page_nobody_keeps(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        response = back_office.post(get_button("enrolment_code", workstation))
        code = read_code(response)
        later = back_office.get(get_url(Workstation, "change", workstation.pk))

        assert "no-store" in response["Cache-Control"]
        assert read_policy(response) == CONTENT_SECURITY_POLICY
        assert code not in later.content.decode()

    def test_shows_another_one_the_next_time(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        first = read_code(back_office.post(get_button("enrolment_code", workstation)))

        second = read_code(back_office.post(get_button("enrolment_code", workstation)))

        assert first != second


class TestRevokeButton:
    def test_ends_the_tokens_and_says_how_many(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        WorkstationTokenFactory.create_batch(2, workstation=workstation)

        response = back_office.post(get_button("revoke", workstation), follow=True)

        assert WorkstationToken.objects.filter(revoked_at=None).count() == 0
        assert "2 Zugangsschlüssel gesperrt." in response.content.decode()
        assert response.redirect_chain == [
            (get_url(Workstation, "change", workstation.pk), HTTPStatus.FOUND)
        ]


class TestBothButtons:
    @each_button
    @pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
    def test_take_only_post(
        self, back_office: Client, workstation: Workstation, button: str, method: str
    ) -> None:
        token = WorkstationTokenFactory.create(workstation=workstation)

        response = getattr(back_office, method)(get_button(button, workstation))

        token.refresh_from_db()
        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        assert (EnrolmentCode.objects.count(), token.revoked_at) == (0, None)

    @each_button
    def test_refuse_whoever_may_only_look(
        self, onlooker: Client, workstation: Workstation, button: str
    ) -> None:
        token = WorkstationTokenFactory.create(workstation=workstation)

        response = onlooker.post(get_button(button, workstation))

        token.refresh_from_db()
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert (EnrolmentCode.objects.count(), token.revoked_at) == (0, None)

    @each_button
    def test_are_not_shown_to_whoever_may_only_look(
        self, onlooker: Client, workstation: Workstation, button: str
    ) -> None:
        page = onlooker.get(get_url(Workstation, "change", workstation.pk)).content.decode()

        assert get_button(button, workstation) not in page

    @each_button
    def test_are_shown_to_whoever_may_change(
        self, back_office: Client, workstation: Workstation, button: str
    ) -> None:
        page = back_office.get(get_url(Workstation, "change", workstation.pk)).content.decode()

        assert f'method="post" action="{get_button(button, workstation)}"' in page

    @each_button
    def test_send_the_anonymous_to_sign_in(
        self, client: Client, workstation: Workstation, button: str
    ) -> None:
        response = client.post(get_button(button, workstation))

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"].startswith("/admin/login/")
        assert EnrolmentCode.objects.count() == 0

    @each_button
    def test_want_the_token_of_the_form(
        self, administrator: User, workstation: Workstation, button: str
    ) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(administrator)

        response = client.post(get_button(button, workstation))

        assert response.status_code == HTTPStatus.FORBIDDEN

    @each_button
    def test_know_no_other_workstation(self, back_office: Client, button: str) -> None:
        response = back_office.post(get_button(button, WorkstationFactory.build()))

        assert response.status_code == HTTPStatus.NOT_FOUND


class TestTokensOnThePage:
    def test_show_when_and_from_where_and_no_digest(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        row = WorkstationTokenFactory.create(workstation=workstation, last_used_from="192.0.2.7")

        page = back_office.get(get_url(Workstation, "change", workstation.pk)).content.decode()

        assert "192.0.2.7" in page
        assert row.digest not in page

    def test_are_dated_by_the_clock_on_the_wall(self, workstation: Workstation) -> None:
        row = WorkstationTokenFactory.build(workstation=workstation)
        code = EnrolmentCode(workstation=workstation, created_at=row.created_at)

        assert str(row) == f"{workstation} · 01.11.2026, 09:00"
        assert str(code) == str(row)
