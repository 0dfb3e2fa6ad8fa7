"""Whether the process lives, and whether it can take a transaction."""

from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.payback_site.programs import ask, build_environment

PROBE = """
import json, logging, time
import django
django.setup()
logging.disable()
from django.test import Client
began = time.monotonic()
client = Client(headers={"X-Forwarded-Proto": "https", "Host": "localhost"})
answers = {name: client.get("/" + name) for name in ("healthz", "readyz")}
print(json.dumps({
    **{name: [answer.status_code, answer.json()["status"]] for name, answer in answers.items()},
    "request_ids": all(answer["X-Request-ID"] for answer in answers.values()),
    "seconds": time.monotonic() - began,
}))
"""


@pytest.mark.django_db
class TestHealth:
    @pytest.mark.parametrize("address", ["/healthz", "/readyz"])
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_answers_at_once_and_is_kept_nowhere(
        self, client: Client, address: str, method: str
    ) -> None:
        response = getattr(client, method)(address)

        assert response.status_code == HTTPStatus.OK
        assert "no-store" in response["Cache-Control"]
        assert "Set-Cookie" not in response

    @pytest.mark.parametrize("address", ["/healthz", "/readyz"])
    def test_takes_nothing(self, client: Client, address: str) -> None:
        assert client.post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestHealthWithoutDatabase:
    def test_says_alive_but_not_ready(self) -> None:
        found = ask(PROBE, build_environment())

        assert found["healthz"] == [HTTPStatus.OK, "ok"]
        assert found["readyz"] == [HTTPStatus.SERVICE_UNAVAILABLE, "database unreachable"]
        assert found["request_ids"]
        assert found["seconds"] < 15


class TestLiveness:
    @pytest.mark.django_db
    def test_does_not_ask_the_database(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            response = client.get("/healthz")

        assert response.status_code == HTTPStatus.OK
