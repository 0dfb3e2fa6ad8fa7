"""The one-time code that the demo prints for the till page."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(settings: Any) -> dict[str, Any]:
    """What the demo reports."""
    settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK = True
    printed = io.StringIO()
    call_command("load_demo", stdout=printed)
    loaded: dict[str, Any] = json.loads(printed.getvalue())
    return loaded


class TestDemoCode:
    def test_makes_a_browser_a_till_at_which_the_demos_cashier_may_work(
        self, report: dict[str, Any], client: Client
    ) -> None:
        (cashier,) = (user for user in report["users"] if user["username"] == "kassa")
        client.post("/kasse/einrichten/", {"code": report["till_page"]["code"]})
        client.post("/kasse/anmelden/", {name: cashier[name] for name in ("username", "password")})

        page = client.get("/kasse/")

        assert page.status_code == 200
        assert report["till_page"]["computer_name"] in page.content.decode()
