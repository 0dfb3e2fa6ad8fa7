"""How map services are spoken to: every way in which a peer may misbehave."""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    GeocoderParseError,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from interfaces.geolocation.adapter import LARGEST_ANSWER_BYTES, BoundedAdapter
from tests.interfaces.geolocation.map_service import MapService, Reply
from tests.interfaces.payback.peer import answering, closed_port, listening, receive, saying
from tests.interfaces.payback.tls import make_server_context

TIMEOUT_SECONDS = 0.4


def fetch(url: str, **headers: str) -> Any:
    with BoundedAdapter(proxies=None, ssl_context=None) as adapter:
        return adapter.get_json(url, timeout=TIMEOUT_SECONDS, headers=headers)


def drip(head: bytes) -> Callable[[socket.socket], None]:
    """Says `head`, then one byte after the other, each in time, for ever."""

    def script(connection: socket.socket) -> None:
        receive(connection)
        connection.sendall(head)
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)

    return script


class TestBoundedAdapter:
    def test_gives_what_the_service_says(self, map_service: MapService) -> None:
        map_service.say({"ort": "Wörgl"})

        found = fetch(f"{map_service.url}/search?q=a", **{"User-Agent": "Optik"})

        assert found == {"ort": "Wörgl"}
        assert map_service.questions[0].headers["user-agent"] == "Optik"
        assert map_service.questions[0].headers["accept-encoding"] == "identity"

    def test_asks_once_and_not_again(self, map_service: MapService) -> None:
        map_service.say({}, status=503)

        with pytest.raises(AdapterHTTPError) as caught:
            fetch(map_service.url)

        assert caught.value.status_code == 503
        assert len(map_service.questions) == 1

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_is_not_led_elsewhere(self, map_service: MapService, status: int) -> None:
        elsewhere = f"{map_service.url}/elsewhere"
        map_service.reply = Reply(b"[]", status, {"Location": elsewhere})

        with pytest.raises(AdapterHTTPError):
            fetch(map_service.url)

        assert [question.path for question in map_service.questions] == ["/"]

    def test_pays_no_heed_to_proxies_of_the_environment(
        self, map_service: MapService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")

        assert fetch(map_service.url) == []

    def test_keeps_no_cookie(self, map_service: MapService) -> None:
        map_service.say([], headers={"Set-Cookie": "id=4711; Path=/"})

        with BoundedAdapter(proxies=None, ssl_context=None) as adapter:
            adapter.get_json(map_service.url, timeout=1, headers={})
            adapter.get_json(map_service.url, timeout=1, headers={})

        assert "cookie" not in map_service.questions[1].headers

    def test_takes_an_answer_of_the_largest_size(self, map_service: MapService) -> None:
        map_service.reply = Reply(b"[]" + b" " * (LARGEST_ANSWER_BYTES - 2))

        assert fetch(map_service.url) == []

    def test_takes_no_larger_one(self, map_service: MapService) -> None:
        map_service.reply = Reply(b"[]" + b" " * (LARGEST_ANSWER_BYTES - 1))

        with pytest.raises(GeocoderServiceError, match="too large"):
            fetch(map_service.url)

    def test_waits_for_no_end_of_an_endless_answer(self) -> None:
        endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (2 * LARGEST_ANSWER_BYTES)

        with (
            listening(saying(endless)) as peer,
            pytest.raises(GeocoderServiceError, match="too large"),
        ):
            fetch(f"http://127.0.0.1:{peer.port}/")

    @pytest.mark.parametrize(
        "head",
        [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"],
        ids=["nothing", "header", "body"],
    )
    def test_is_through_in_time_with_a_peer_that_drips(self, head: bytes) -> None:
        started = time.monotonic()

        with listening(drip(head)) as peer, pytest.raises(GeocoderTimedOut):
            fetch(f"http://127.0.0.1:{peer.port}/")

        assert time.monotonic() - started < 3 * TIMEOUT_SECONDS

    def test_names_a_peer_that_is_not_there(self) -> None:
        with pytest.raises(GeocoderUnavailable):
            fetch(f"http://127.0.0.1:{closed_port()}/")

    def test_names_an_answer_that_was_cut_off(self) -> None:
        cut = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[]"

        with listening(saying(cut)) as peer, pytest.raises(GeocoderUnavailable):
            fetch(f"http://127.0.0.1:{peer.port}/")

    @pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b"[" * 200_000])
    def test_names_an_answer_that_is_no_json(self, map_service: MapService, content: bytes) -> None:
        map_service.reply = Reply(content)

        with pytest.raises(GeocoderParseError):
            fetch(map_service.url)

    def test_wants_a_good_certificate(self, tmp_path: Path) -> None:
        context, _trusted = make_server_context(tmp_path, address="127.0.0.1")

        with (
            listening(answering(b"[]"), tls=context) as peer,
            pytest.raises(GeocoderUnavailable, match="SSLError"),
        ):
            fetch(f"https://127.0.0.1:{peer.port}/")

    def test_speaks_plain_http_to_this_machine_only(self) -> None:
        with pytest.raises(GeocoderUnavailable):
            fetch("http://192.0.2.7/")
