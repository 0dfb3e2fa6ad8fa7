"""The buttons of a workstation: let in, and shut out."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from interfaces.admin.access import draw_code, show_standing
from interfaces.choices import DeedKind, Role
from interfaces.models import Deed, EnrolmentCode, Workstation, WorkstationToken
from interfaces.models.keys import new_key
from interfaces.services import enrol_workstation
from tests.admin.rows import CONTENT_SECURITY_POLICY, get_url, read_policy
from tests.factories import WorkstationFactory, WorkstationTokenFactory, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BUTTONS = ["enrolment_code", "roll", "revoke", "token_revoke"]
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
    """Where a button posts to; that of a single token belongs to the first one."""
    tokens = [row.pk for row in workstation.tokens.all()[:1]] or [new_key()]
    keys = [workstation.pk, *(tokens if button == "token_revoke" else [])]
    return reverse(f"admin:interfaces_workstation_{button}", args=keys)


def read_code(response: Any) -> str:
    """The code on the page."""
    found = re.search(r'id="enrolment-code">([^<]+)<', response.content.decode())
    assert found is not None
    return found.group(1)


def read_text(response: Any) -> str:
    """The page, its blanks made one."""
    return " ".join(response.content.decode().split())


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

    def test_draws_address_and_code(self, back_office: Client, workstation: Workstation) -> None:
        response = back_office.post(get_button("enrolment_code", workstation))

        picture = draw_code(f"http://testserver/api/v1/enrolments#{read_code(response)}")
        assert picture in response.content.decode()
        assert "style" not in picture

    def test_notes_the_deed_of_the_person(
        self, back_office: Client, administrator: User, workstation: Workstation
    ) -> None:
        back_office.post(get_button("enrolment_code", workstation))

        deed = Deed.objects.get()
        assert (deed.kind, deed.username) == (DeedKind.ENROLMENT_CODE, administrator.username)


class TestRollButton:
    def test_shows_a_code_that_ends_the_older_tokens(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        old = WorkstationTokenFactory.create(workstation=workstation)

        response = back_office.post(get_button("roll", workstation))

        now = timezone.now()
        enrol_workstation(
            code=read_code(response),
            computer_name="KASSA-1",
            remote_address="192.0.2.7",
            now=now,
        )
        old.refresh_from_db()
        assert old.expires_at == now + timedelta(hours=24)
        assert "gelten die bisherigen Zugangsschlüssel noch 24 Stunden" in read_text(response)


class TestRevokeOneButton:
    def test_ends_this_token_only(self, back_office: Client, workstation: Workstation) -> None:
        other = WorkstationTokenFactory.create(workstation=workstation)
        first = WorkstationTokenFactory.create(workstation=workstation, created_at=timezone.now())

        response = back_office.post(get_button("token_revoke", workstation), follow=True)

        ended = WorkstationToken.objects.exclude(revoked_at=None)
        assert [row.pk for row in ended] == [first.pk]
        assert "1 Zugangsschlüssel gesperrt." in response.content.decode()
        assert other.revoked_at is None

    def test_knows_no_token_of_another_workstation(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        foreign = WorkstationTokenFactory.create()
        address = reverse(
            "admin:interfaces_workstation_token_revoke", args=[workstation.pk, foreign.pk]
        )

        response = back_office.post(address)

        foreign.refresh_from_db()
        assert (response.status_code, foreign.revoked_at) == (HTTPStatus.NOT_FOUND, None)


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


class TestEveryButton:
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
        WorkstationTokenFactory.create(workstation=workstation)

        page = onlooker.get(get_url(Workstation, "change", workstation.pk)).content.decode()

        assert get_button(button, workstation) not in page

    @each_button
    def test_are_shown_to_whoever_may_change(
        self, back_office: Client, workstation: Workstation, button: str
    ) -> None:
        WorkstationTokenFactory.create(workstation=workstation)

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


class TestLastSeen:
    def test_stands_in_the_list_with_the_version_of_the_software(
        self, back_office: Client, workstation: Workstation
    ) -> None:
        now = timezone.now()
        for_long = {"last_used_at": now - timedelta(days=3), "client_version": "Kassa/1.0"}
        WorkstationTokenFactory.create(workstation=workstation, **for_long)
        lately = {"last_used_at": now - timedelta(minutes=5), "client_version": "Kassa/2.0"}
        WorkstationTokenFactory.create(workstation=workstation, **lately)
        WorkstationTokenFactory.create(workstation=workstation)

        text = read_text(back_office.get(get_url(Workstation, "changelist")))

        assert "vor 5 Minuten" in text
        assert "Kassa/2.0" in text
        assert "Kassa/1.0" not in text

    @pytest.mark.parametrize(
        ("headers", "version"),
        [
            ({"User-Agent": "Kassa/3.1"}, "Kassa/3.1"),
            ({"User-Agent": "python/3", "X-Client-Version": "Kassa 3.1"}, "Kassa 3.1"),
            ({"User-Agent": "<script>alert(1)</script>"}, "<script>alert(1)</script>"),
        ],
        ids=str,
    )
    def test_knows_what_the_till_says_of_itself(
        self,
        back_office: Client,
        workstation: Workstation,
        headers: dict[str, str],
        version: str,
    ) -> None:
        WorkstationTokenFactory.create(workstation=workstation, token="pbw_x")
        Client(headers={"Authorization": "Bearer pbw_x", **headers}).get("/api/v1/interface")

        page = back_office.get(get_url(Workstation, "change", workstation.pk)).content.decode()

        assert WorkstationToken.objects.get().client_version == version
        assert escape(version) in page


class TestTokensOnThePage:
    @pytest.mark.parametrize(
        ("fields", "standing"),
        [
            ({}, "gültig"),
            ({"revoked_at": NOW}, "gesperrt"),
            ({"expires_at": NOW}, "abgelaufen"),
            ({"expires_at": NOW + timedelta(days=1)}, "gültig bis 24.11.2026, 10:00"),
            ({"expires_at": NOW + timedelta(days=1), "revoked_at": NOW}, "gesperrt"),
        ],
        ids=str,
    )
    def test_show_where_they_stand(self, fields: dict[str, Any], standing: str) -> None:
        token = WorkstationTokenFactory.build(**fields)

        assert show_standing(token, now=NOW).endswith(f"</span> {standing}</span>")

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
