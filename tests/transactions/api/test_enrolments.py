"""How a workstation gets its token."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from interfaces.models import EnrolmentCode, EnrolmentFailure, Workstation, WorkstationToken
from interfaces.services import create_enrolment_code
from tests.factories import WorkstationFactory
from tests.transactions.till import Answer

WRONG = "AAAA-BBBB-CCCC"


@pytest.fixture
def workstation(db: None) -> Workstation:
    return WorkstationFactory.create(computer_name="KASSA-1")


def make_code(workstation: Workstation, *, now: datetime | None = None) -> str:
    return create_enrolment_code(
        workstation=workstation, created_by=None, now=now or timezone.now()
    ).code


def enrol(code: Any, computer_name: Any = "KASSA-1", **environment: Any) -> Answer:
    return Client().post(
        "/api/v1/enrolments",
        json.dumps({"code": code, "computer_name": computer_name}),
        content_type="application/json",
        **environment,
    )


class TestEnrolment:
    def test_turns_a_code_into_a_token_that_works(self, workstation: Workstation) -> None:
        answer = enrol(make_code(workstation))

        content = answer.json()
        assert answer.status_code == 201
        assert set(content) == {"token", "branch", "computer_name"}
        assert (content["branch"], content["computer_name"]) == (
            workstation.branch.code,
            "KASSA-1",
        )
        client = Client(headers={"Authorization": f"Bearer {content['token']}"})
        assert client.get("/api/v1/interface").json()["computer_name"] == "KASSA-1"

    def test_stores_the_token_as_a_digest_only(self, workstation: Workstation) -> None:
        token = enrol(make_code(workstation)).json()["token"]

        row = WorkstationToken.objects.values().get()
        assert token not in str(row)

    @pytest.mark.parametrize("spelling", [str.lower, lambda code: code.replace("-", " ")])
    def test_reads_the_code_as_people_type_it(
        self, workstation: Workstation, spelling: Any
    ) -> None:
        assert enrol(spelling(make_code(workstation)), "kassa-1").status_code == 201


class TestRefusedEnrolment:
    def test_is_403_and_counted_for_a_wrong_code(self, workstation: Workstation) -> None:
        make_code(workstation)

        answer = enrol(WRONG)

        assert_refused(answer)
        assert EnrolmentFailure.objects.count() == 1

    def test_is_403_for_a_used_code(self, workstation: Workstation) -> None:
        code = make_code(workstation)
        enrol(code)

        assert_refused(enrol(code))

    def test_is_403_for_an_expired_code(self, workstation: Workstation) -> None:
        assert_refused(enrol(make_code(workstation, now=timezone.now() - timedelta(days=1))))

    def test_is_403_for_a_code_that_a_newer_one_replaced(self, workstation: Workstation) -> None:
        old = make_code(workstation)
        make_code(workstation)

        assert_refused(enrol(old))

    def test_is_422_for_another_computer_and_leaves_the_code_usable(
        self, workstation: Workstation
    ) -> None:
        code = make_code(workstation)

        answer = enrol(code, "KASSA-2")

        assert answer.status_code == 422
        assert [row["field"] for row in answer.json()["errors"]] == ["computer_name"]
        assert enrol(code).status_code == 201

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("code", "computer_name", "field"),
        [
            ("", "KASSA-1", "code"),
            (None, "KASSA-1", "code"),
            (4711, "KASSA-1", "code"),
            ("x" * 37, "KASSA-1", "code"),
            ("a\x00b", "KASSA-1", "code"),
            (WRONG, "", "computer_name"),
            (WRONG, "x" * 61, "computer_name"),
        ],
    )
    def test_is_422_and_not_counted_for_bad_input(
        self, code: Any, computer_name: Any, field: str
    ) -> None:
        answer = enrol(code, computer_name)

        assert answer.status_code == 422
        assert [row["field"] for row in answer.json()["errors"]] == [field]
        assert not EnrolmentFailure.objects.exists()

    def test_is_the_same_for_every_wrong_code(self, workstation: Workstation) -> None:
        used = make_code(workstation)
        enrol(used)

        shown = [enrol(code).json() | {"request_id": ""} for code in (WRONG, used)]

        assert shown[0] == shown[1]


class TestLockedEnrolment:
    def test_is_429_with_the_pause_even_with_the_right_code(self, workstation: Workstation) -> None:
        code = make_code(workstation)
        tries = [enrol(WRONG).status_code for _try in range(5)]

        answer = enrol(code)

        assert tries == [403] * 5
        assert answer.status_code == 429
        assert answer.json()["code"] == "too_many_requests"
        assert 14 * 60 <= int(answer.headers["Retry-After"]) <= 15 * 60
        assert EnrolmentCode.objects.get().used_at is None

    def test_is_open_from_another_address(self, workstation: Workstation) -> None:
        _tries = [enrol(WRONG) for _try in range(5)]

        answer = enrol(make_code(workstation), REMOTE_ADDR="10.0.0.7")

        assert answer.status_code == 201


def assert_refused(answer: Answer) -> None:
    assert answer.status_code == 403
    assert answer.json()["code"] == "enrolment_refused"
    assert answer.headers["Content-Type"] == "application/problem+json"
