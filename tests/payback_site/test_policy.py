"""The Content-Security-Policy of what is no page of the back office."""

from http import HTTPStatus

import pytest
from django.test import Client

from tests.admin.rows import CONTENT_SECURITY_POLICY, read_policy

pytestmark = pytest.mark.django_db


class TestContentSecurityPolicy:
    @pytest.mark.parametrize("address", ["/", "/healthz", "/readyz", "/gibt-es-nicht", "/api/v1/"])
    def test_is_the_same_everywhere(self, client: Client, address: str) -> None:
        assert read_policy(client.get(address)) == CONTENT_SECURITY_POLICY

    def test_lets_only_the_documentation_show_pictures_from_within(self, client: Client) -> None:
        response = client.get("/api/v1/docs")

        assert response.status_code == HTTPStatus.OK
        assert read_policy(response) - CONTENT_SECURITY_POLICY == {"img-src 'self' data:"}
        assert read_policy(response) >= CONTENT_SECURITY_POLICY
