"""Every error under /api/v1/ is a problem of the one table."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.transactions.at_once import call_apart
from tests.transactions.till import Answer, Till, build_body, build_till
from transactions.api.problems import CODE_OF_STATUS, PROBLEMS
from transactions.models import Receipt

UNKNOWN = "/api/v1/transactions/01900000-0000-7000-8000-000000000000"


def assert_problem(answer: Answer, status: int, code: str) -> None:
    content = answer.json()
    assert answer.status_code == content["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(content) == {"type", "title", "status", "detail", "code", "errors", "request_id"}
    assert content["code"] == code
    assert content["type"] == f"urn:payback-optik:problem:{code}"
    assert content["title"]
    assert content["detail"].endswith(".")
    assert content["request_id"] == answer.headers["X-Request-ID"]


class TestProblem:
    @pytest.mark.parametrize(
        "path",
        [
            UNKNOWN,
            "/api/v1/",
            "/api/v1/nothing",
            "/api/v1/collects/",
            "/api/v1/transactions/no-uuid",
            "/api/v1/transactions/%00",
            "/api/v2/collects",
        ],
    )
    def test_is_not_found_at_an_unknown_address(self, till: Till, path: str) -> None:
        assert_problem(till.get(path), 404, "not_found")

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("GET", "/api/v1/collects", "POST"),
            ("DELETE", "/api/v1/collects", "POST"),
            ("OPTIONS", "/api/v1/collects", "POST"),
            ("PUT", UNKNOWN, "GET"),
            ("POST", "/api/v1/interface", "GET"),
            ("GET", "/api/v1/enrolments", "POST"),
        ],
    )
    def test_is_405_and_says_what_is_allowed(self, method: str, path: str, allowed: str) -> None:
        answer = Client().generic(method, path)

        assert_problem(answer, 405, "method_not_allowed")
        assert answer.headers["Allow"] == allowed

    def test_is_400_for_an_unknown_host(self, till: Till) -> None:
        answer = till.get("/api/v1/interface", Host="evil.example")

        assert_problem(answer, 400, "bad_request")

    def test_is_500_without_details_when_we_crash(
        self, till: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("transactions.api.collects.accept_collect", crash)

        answer = till.collect(build_body())

        assert_problem(answer, 500, "internal")
        assert b"geheim" not in answer.content

    def test_keeps_the_headers_that_protect(self, till: Till) -> None:
        good, bad = till.get("/api/v1/interface"), till.get("/api/v1/nothing")

        names = {"X-Content-Type-Options", "Content-Security-Policy", "Vary", "Content-Language"}
        assert {name: bad.headers[name] for name in names} == {
            name: good.headers[name] for name in names
        }

    def test_outside_of_the_api_stays_a_page(self) -> None:
        answer = Client().get("/nothing")

        assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.django_db(transaction=True)
class TestDatabaseThatIsDown:
    @pytest.fixture
    def _database_down(self) -> Iterator[None]:
        """Connections go to a port where nobody listens, until the test is over."""
        connection.close()
        saved = connection.settings_dict
        options = {**saved["OPTIONS"], "pool": False}
        connection.settings_dict = {**saved, "PORT": 1, "OPTIONS": options}
        yield
        connection.close()
        connection.settings_dict = saved

    @pytest.mark.usefixtures("_database_down")
    @pytest.mark.parametrize("path", ["/api/v1/interface", UNKNOWN])
    def test_is_503_with_a_pause_for_a_reader(self, path: str) -> None:
        answer = Client(headers={"Authorization": "Bearer pbw_x"}).get(path)

        assert_problem(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1

    @pytest.mark.usefixtures("_database_down")
    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/api/v1/collects", b"{}"),
            ("/api/v1/enrolments", b'{"code": "x", "computer_name": "x"}'),
        ],
    )
    def test_is_503_with_a_pause_for_a_post(self, path: str, body: bytes) -> None:
        client = Client(headers={"Authorization": "Bearer pbw_x"})

        answer = client.post(path, body, content_type="application/json")

        assert_problem(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.django_db(transaction=True)
class TestDatabaseThatDoesNotAnswerInTime:
    def test_is_503_stores_nothing_and_the_repeat_succeeds(self) -> None:
        till = build_till()
        is_locked, may_go_on = Event(), Event()
        other = Thread(target=call_apart, args=[partial(hold_deliveries, is_locked, may_go_on)])
        other.start()
        is_locked.wait(timeout=10)

        with short_patience():
            refused = till.collect(build_body())
        rows_meanwhile = Receipt.objects.count()
        may_go_on.set()
        other.join()
        repeated = till.collect(build_body())

        assert_problem(refused, 503, "unavailable")
        assert rows_meanwhile == 0
        assert repeated.status_code == 202


class TestTableOfProblems:
    def test_knows_every_code_django_itself_answers_with(self) -> None:
        assert set(CODE_OF_STATUS.values()) <= set(PROBLEMS)

    @pytest.mark.parametrize("code", sorted(PROBLEMS))
    def test_says_for_every_problem_what_to_do(self, code: str) -> None:
        kind = PROBLEMS[code]

        assert not str(kind.title).endswith(".")
        assert str(kind.detail).endswith(".")
        assert "!" not in f"{kind.title}{kind.detail}"


class TestRequestId:
    @pytest.mark.parametrize(
        "path", ["/api/v1/interface", "/api/v1/nothing", "/api/v1/docs", "/api/v1/openapi.json"]
    )
    def test_is_in_every_response_and_always_another(self, till: Till, path: str) -> None:
        first, second = till.get(path), till.get(path)

        assert re.fullmatch(r"[0-9a-f-]{36}", first.headers["X-Request-ID"])
        assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]

    def test_is_not_taken_from_the_caller(self, till: Till) -> None:
        answer = till.get("/api/v1/interface", X_Request_ID="forged")

        assert answer.headers["X-Request-ID"] != "forged"

    @pytest.mark.parametrize("body", [build_body(), b"no json", build_body(card="1")])
    def test_stands_in_every_log_line_of_the_request(
        self, till: Till, caplog: pytest.LogCaptureFixture, body: object
    ) -> None:
        caplog.set_level(logging.INFO)

        answer = till.collect(body)

        shown = [format_line(record) for record in caplog.records]
        assert len(shown) >= 2
        assert {answer.headers["X-Request-ID"] in line for line in shown} == {True}


def crash(**_anything: object) -> None:
    raise RuntimeError("geheim")


def hold_deliveries(is_locked: Event, may_go_on: Event) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE transactions_delivery IN EXCLUSIVE MODE")
        is_locked.set()
        may_go_on.wait(timeout=10)


@contextmanager
def short_patience() -> Iterator[None]:
    """This thread's connection waits for a lock for 0.1 s only."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        yield
        cursor.execute("RESET lock_timeout")


def format_line(record: logging.LogRecord) -> str:
    """The line as standard error gets it."""
    return logging.getLogger().handlers[0].format(record)
