"""A server that answers the till page as agreed and books nothing; troubles come to order."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import django_htmx
from django.contrib.staticfiles import finders

from payback_site.embedded.ports import LOOPBACK, find_free_port

HTMX = Path(django_htmx.__file__).parent / "static"
PAGE = (Path(__file__).parent / "page.html").read_text()
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"


class PretendTill:
    """What was asked and booked; a test may stop the server, start it, and order answers."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self.origin = f"http://{LOOPBACK}:{self.port}"
        self.scans: list[str] = []
        self.sales: dict[str, dict[str, list[str]]] = {}
        self.asked: list[tuple[str, str]] = []
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.token = "TOKEN"
        self.pause_seconds = 0.0
        self.at_work = self.most_at_work = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def receipts(self) -> list[str]:
        """The numbers of the sales that were booked, in that order."""
        return [fields["receipt_number"][0] for fields in self.sales.values()]

    def start(self) -> None:
        """Answers from now on."""
        self.stop()
        owner = self

        class Handler(_Handler):
            till = owner

        self._server = ThreadingHTTPServer((LOOPBACK, self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Refuses connections from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def forget(self) -> None:
        """Nothing was asked and nothing is in trouble."""
        for kept in (self.scans, self.sales, self.asked, self.answers):
            kept.clear()
        self.token = "TOKEN"
        self.pause_seconds = 0.0
        self.at_work = self.most_at_work = 0

    def book(self, path: str, fields: dict[str, list[str]]) -> tuple[int, dict[str, str]]:
        """The answer ordered for the receipt number, or a booking; the same key counts once."""
        number = fields["receipt_number"][0]
        self.asked.append((path, number))
        if number in self.answers:
            return self.answers[number]
        self.sales.setdefault(fields["key"][0], fields)
        return 200, {"outcome": "booked", "sentence": "Gutgeschrieben.", "receipt_number": number}


class _Handler(BaseHTTPRequestHandler):
    till: PretendTill

    def do_GET(self) -> None:
        page = PAGE.replace("TOKEN", self.till.token)
        if self.path == "/kasse/":
            self._answer(200, page)
        elif self.path == "/kasse/huelle/":
            self._answer(200, page.replace("<body>", "<body data-shell>"))
        else:
            self._answer_file(self.path.removeprefix("/static/"))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qs(body)
        self.till.at_work += 1
        self.till.most_at_work = max(self.till.most_at_work, self.till.at_work)
        time.sleep(self.till.pause_seconds)
        self.till.at_work -= 1
        if self.path == "/kasse/erkennen/":
            self._answer(200, self._recognise(fields))
        elif self.path == "/kasse/nachreichen/":
            status, answer = self._book(fields)
            self._answer(status, json.dumps(answer), "application/json")
        elif self.path == "/kasse/einloesen/":
            self._answer(200, "<p data-outcome=booked>Eingelöst.</p>")
        else:
            status, answer = self._book(fields)
            sentence = f'<p data-outcome="{answer.get("outcome", "")}">{answer.get("sentence")}</p>'
            if "wrong" in answer:
                sentence += '<input aria-label="Betrag" aria-invalid="true">'
            self._answer(status, sentence)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
        """Nothing."""

    def _book(self, fields: dict[str, list[str]]) -> tuple[int, dict[str, str]]:
        if self.path.endswith("nachreichen/") and self.headers["X-CSRFToken"] != self.till.token:
            return 403, {}
        return self.till.book(self.path, fields)

    def _recognise(self, fields: dict[str, list[str]]) -> str:
        scan = fields["scan"][0]
        self.till.scans.append(scan)
        cards = fields.get("card", [])
        coupons = fields.get("coupons", [])
        if scan.startswith(("240", "904")):
            cards = [scan]
        else:
            coupons = [*coupons, scan]
        rows = [("card", card) for card in cards] + [("coupons", coupon) for coupon in coupons]
        return "".join(
            f'<li data-item>{value}<input type="hidden" name="{name}" value="{value}"></li>'
            for name, value in rows
        )

    def _answer_file(self, name: str) -> None:
        name = "till/worker.js" if name == "/kasse/worker.js" else name
        found = Path(finders.find(name) or HTMX / name)
        if found.is_file():
            self._answer(200, found.read_text(), TYPES[found.suffix])
        else:
            self._answer(404, "")

    def _answer(self, status: int, text: str, kind: str = "text/html; charset=utf-8") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def run_pretend_till() -> Iterator[PretendTill]:
    """One that answers, until the end."""
    till = PretendTill()
    till.start()
    yield till
    till.stop()
