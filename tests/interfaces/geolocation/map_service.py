"""A map service on this machine: answers as Nominatim or Photon do, and notes who asked when."""

import json
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

GRAZ = (47.0707, 15.4395)
MUNICH = (48.1374, 11.5755)
INNSBRUCK = (47.2682, 11.3933)


@dataclass(frozen=True)
class Question:
    """One request as it arrived; `arrived_at` counts seconds on this machine's steady clock."""

    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    arrived_at: float


@dataclass(frozen=True)
class Reply:
    """What the service says to the next question, and to all after it."""

    content: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class MapService:
    """The running service."""

    url: str
    reply: Reply
    questions: list[Question] = field(default_factory=list)
    before_reply: Callable[[], Any] = lambda: None

    def say(
        self, data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """From now on the answer is this, as JSON."""
        self.reply = Reply(json.dumps(data).encode(), status, headers or {})

    def say_place(self, point: tuple[float, float], **details: Any) -> None:
        """From now on Nominatim's answer is this place, exact to the house."""
        self.say([make_nominatim_place(point, **details)])


def make_nominatim_place(
    point: tuple[float, float], *, place_rank: int = 30, **details: Any
) -> dict[str, Any]:
    """As Nominatim's format=json with addressdetails has it: degrees are texts."""
    return {
        "place_id": 1,
        "lat": str(point[0]),
        "lon": str(point[1]),
        "place_rank": place_rank,
        "display_name": "12, Herrengasse, Graz, 8010, Österreich",
        "address": {"road": "Herrengasse", "country_code": "at", **details},
    }


def make_photon_places(point: tuple[float, float], **properties: Any) -> dict[str, Any]:
    """As Photon has it: GeoJSON, longitude first."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [point[1], point[0]]},
                "properties": {"type": "house", "countrycode": "AT", **properties},
            }
        ],
    }


@contextmanager
def serving() -> Generator[MapService]:
    """The service on a free port, until the block ends."""
    service = MapService(url="", reply=Reply(b"[]"))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            arrived_at = time.monotonic()
            headers = {name.casefold(): value for name, value in self.headers.items()}
            question = Question(parts.path, dict(parse_qsl(parts.query)), headers, arrived_at)
            service.questions.append(question)
            service.before_reply()
            reply = service.reply
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_arguments: Any) -> None:
            """Silence."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments: Any) -> None:
            """A caller that went away is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        service.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield service
        server.shutdown()
        thread.join(5)
