"""Who may call the till API, and how often."""

import logging

import pytest
import time_machine
from pytest_django import Settings

from interfaces.services import revoke_tokens
from tests.factories import WorkstationFactory
from tests.factories.transactions import NOW
from tests.transactions.till import Answer, Till, build_body, join_till

PROTECTED = ["/api/v1/interface", "/api/v1/transactions/01900000-0000-7000-8000-000000000000"]
UNKNOWN_TOKEN = "pbw_" + "x" * 43


def assert_unauthorized(answer: Answer) -> None:
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthorized"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


class TestToken:
    @pytest.mark.parametrize("path", PROTECTED)
    @pytest.mark.parametrize(
        "authorization",
        ["", "Bearer", "Bearer ", f"Bearer {UNKNOWN_TOKEN}", "Basic dXNlcjpwdw==", "Bearer ü\x00"],
    )
    def test_must_be_known(self, till: Till, path: str, authorization: str) -> None:
        assert_unauthorized(till.get(path, Authorization=authorization))

    def test_must_be_known_to_post(self, till: Till) -> None:
        assert_unauthorized(till.collect(build_body(), Authorization="Bearer nobody"))

    def test_is_checked_before_the_body(self, till: Till) -> None:
        assert_unauthorized(till.collect(b"no json", Authorization="Bearer nobody"))

    def test_ends_when_it_is_revoked(self, till: Till) -> None:
        revoke_tokens(workstation=till.workstation, now=NOW)

        assert_unauthorized(till.get("/api/v1/interface"))

    def test_may_be_announced_in_any_letter_case(self, till: Till) -> None:
        answer = till.get("/api/v1/interface", Authorization=f"bearer {till.token}")

        assert answer.status_code == 200

    def test_stands_in_no_log_line(self, till: Till, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)

        till.collect(build_body())
        till.collect(build_body(), Authorization=f"Bearer {UNKNOWN_TOKEN}")

        assert till.token not in caplog.text
        assert UNKNOWN_TOKEN not in caplog.text


class TestRateLimit:
    @pytest.fixture(autouse=True)
    def _ten_calls(self, settings: Settings) -> None:
        settings.API_CALLS_PER_MINUTE = 10

    def test_is_429_with_the_pause_over_it(self, till: Till) -> None:
        with time_machine.travel(NOW.replace(second=50), tick=False):
            answers = [till.get("/api/v1/interface") for _call in range(11)]

        assert [answer.status_code for answer in answers] == [200] * 10 + [429]
        assert answers[-1].json()["code"] == "too_many_requests"
        assert answers[-1].headers["Retry-After"] == "10"

    def test_counts_each_workstation_for_itself(self, till: Till) -> None:
        neighbour = join_till(
            WorkstationFactory.create(branch=till.workstation.branch), till.interface
        )

        with time_machine.travel(NOW, tick=False):
            mine = [till.get("/api/v1/interface").status_code for _call in range(11)]
            theirs = neighbour.get("/api/v1/interface").status_code

        assert (mine[-1], theirs) == (429, 200)

    def test_begins_anew_with_the_next_minute(self, till: Till) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            mine = [till.get("/api/v1/interface").status_code for _call in range(11)]
            clock.shift(60)
            later = till.get("/api/v1/interface").status_code

        assert (mine[-1], later) == (429, 200)

    def test_counts_all_calls_together_and_stores_nothing_over_it(self, till: Till) -> None:
        with time_machine.travel(NOW, tick=False):
            answers = [
                till.collect(build_body(receipt_number=f"BON-{number}"), key=f"key-{number}")
                for number in range(11)
            ]
            read = till.get("/api/v1/interface")

        assert [answer.status_code for answer in answers[-2:]] == [202, 429]
        assert read.status_code == 429
