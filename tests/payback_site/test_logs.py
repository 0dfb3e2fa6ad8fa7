"""Log lines: JSON, and no card number or secret in them whatever is logged."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings

from payback_site.logs import redact_text
from tests.factories.transactions import CARD

MASKED = "904019******7692"
TOKEN = "pbw_aB3-_xyz0123456789"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What our formatter writes for the logger `probe`."""
    stream = io.StringIO()
    made = dict(settings.LOGGING["formatters"]["json"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made.pop("()")(**made))
    logger = logging.getLogger("probe")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


class TestRedactText:
    @pytest.mark.parametrize(
        ("text", "redacted"),
        [
            (CARD, MASKED),
            (f"Karte {CARD}, bitte", f"Karte {MASKED}, bitte"),
            (f"{CARD},{CARD}", f"{MASKED},{MASKED}"),
            ("3080031768901", "308003******8901"),
            ("9040193103187692123", "904019******2123"),
            ("Authorization: Bearer abc.def-ghi_123=", "Authorization: Bearer ***"),
            ("authorization: bearer  ABCDEFGHIJ", "authorization: bearer ***"),
            ("Basic ZGVtbzpnZWhlaW0=", "Basic ***"),
            (f"token {TOKEN}.", "token pbw_***."),
        ],
    )
    def test_hides(self, text: str, redacted: str) -> None:
        assert redact_text(text) == redacted

    @pytest.mark.parametrize(
        "text", ["249,90 EUR", "BON-000123", "123456789012", "2026-11-23T09:15:00Z", "Basic Paket"]
    )
    def test_leaves(self, text: str) -> None:
        assert redact_text(text) == text


class TestLogLines:
    def test_are_json_with_level_logger_and_moment(self, lines: Lines) -> None:
        structlog.get_logger("probe").info("delivery_carried", verdict="für später", calls=2)

        (line,) = lines()
        assert line.pop("timestamp").endswith("Z")
        assert line == {
            "event": "delivery_carried",
            "verdict": "für später",
            "calls": 2,
            "level": "info",
            "logger": "probe",
        }

    @pytest.mark.parametrize(
        "details",
        [
            {"note": f"Karte {CARD}"},
            {"card": CARD},
            {"number": int(CARD)},
            {"body": {"membership": {"number": CARD}}},
            {"body": [{"number": CARD}, (CARD,)]},
            {"headers": {"Authorization": f"Bearer {TOKEN}"}},
            {"header": f"Bearer {TOKEN}"},
            {"token": TOKEN},
            {"seen": TOKEN},
            {"password": "geheim-4711"},
            {"form": {"Password": "geheim-4711", "pin": "geheim-4711"}},
            {"code": "geheim-4711"},
        ],
        ids=str,
    )
    def test_hide(self, lines: Lines, details: dict[str, Any]) -> None:
        structlog.get_logger("probe").info("probe", **details)

        (line,) = lines()
        written = json.dumps(line)
        assert set(line) >= set(details)
        assert CARD not in written
        assert TOKEN not in written
        assert "geheim-4711" not in written

    def test_hide_what_libraries_log(self, lines: Lines) -> None:
        logging.getLogger("probe").warning("posted %s with %s", CARD, TOKEN)

        (line,) = lines()
        assert line["event"] == f"posted {MASKED} with pbw_***"

    @pytest.mark.parametrize(
        "log",
        [structlog.get_logger("probe").exception, logging.getLogger("probe").exception],
        ids=["ours", "a library's"],
    )
    def test_hide_it_in_tracebacks(self, lines: Lines, log: Callable[[str], None]) -> None:
        try:
            int(f"card {CARD}")
        except ValueError:
            log("failed")

        (line,) = lines()
        assert f"'card {MASKED}'" in line["exception"]
        assert CARD not in json.dumps(line)

    def test_leave_numbers_and_ids_that_are_no_cards(self, lines: Lines) -> None:
        details = {"status": 201, "duration_ms": 12, "ok": True, "nothing": None, "share": 1.5}
        structlog.get_logger("probe").info("probe", **details, delivery="0193-8b2e")

        (line,) = lines()
        assert {name: line[name] for name in details} == details
        assert line["delivery"] == "0193-8b2e"
