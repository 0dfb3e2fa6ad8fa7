"""`X-Request-ID` on every response."""

import uuid
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def forgiving() -> Client:
    """A client that is given the answer to a crash, as a browser is."""
    return Client(raise_request_exception=False)


def is_uuid(text: str) -> bool:
    """Whether the text is one, as structlog writes it."""
    return str(uuid.UUID(text)) == text


class TestRequestIdMiddleware:
    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/", HTTPStatus.FOUND),
            ("/healthz", HTTPStatus.OK),
            ("/readyz", HTTPStatus.OK),
            ("/gibt-es-nicht", HTTPStatus.NOT_FOUND),
            ("/admin/", HTTPStatus.FOUND),
            ("/admin/login/", HTTPStatus.OK),
            ("/admin/gibt-es-nicht/", HTTPStatus.FOUND),
            ("/api/v1/docs", HTTPStatus.OK),
            ("/api/v1/interface", HTTPStatus.UNAUTHORIZED),
            ("/api/v1/gibt-es-nicht", HTTPStatus.NOT_FOUND),
            ("/crash", HTTPStatus.INTERNAL_SERVER_ERROR),
            ("/api/crash", HTTPStatus.INTERNAL_SERVER_ERROR),
            ("/admin/crash", HTTPStatus.INTERNAL_SERVER_ERROR),
        ],
    )
    def test_is_on(
        self, settings: Settings, forgiving: Client, address: str, status: HTTPStatus
    ) -> None:
        settings.ROOT_URLCONF = "tests.payback_site.crash_urls"

        response = forgiving.get(address)

        assert response.status_code == status
        assert is_uuid(response["X-Request-ID"])

    def test_is_on_a_static_file(self, client: Client) -> None:
        response = client.get("/static/admin/css/base.css")
        response.close()

        assert response.status_code == HTTPStatus.OK
        assert is_uuid(response["X-Request-ID"])

    def test_is_on_a_refused_method(self, client: Client) -> None:
        response = client.post("/healthz")

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        assert is_uuid(response["X-Request-ID"])

    def test_is_on_a_refused_host(self, client: Client) -> None:
        response = client.get("/healthz", HTTP_HOST="elsewhere.example")

        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert is_uuid(response["X-Request-ID"])

    def test_is_another_one_every_time(self, client: Client) -> None:
        first, second = client.get("/healthz"), client.get("/healthz")

        assert first["X-Request-ID"] != second["X-Request-ID"]

    def test_is_never_the_caller_s_own(self, client: Client) -> None:
        theirs = str(uuid.uuid4())

        response = client.get("/healthz", headers={"X-Request-ID": theirs})

        assert response["X-Request-ID"] != theirs

    def test_stands_in_the_log_lines_of_the_request(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level("INFO"):
            response = client.get("/readyz")

        written = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
        assert {line["request_id"] for line in written} == {response["X-Request-ID"]}
