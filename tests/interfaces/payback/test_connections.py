"""Connections: kept, shared and replaced, but never led astray."""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from interfaces.payback import transport
from interfaces.payback.errors import NotSent
from tests.interfaces.payback.authority import Authority
from tests.interfaces.payback.peer import answering, closed_port, listening, receive, saying
from tests.interfaces.payback.samples import (
    make_client,
    make_profile,
    make_purchase,
    read_sample,
)
from tests.interfaces.payback.tls import make_server_context

ANSWER = read_sample("ProcessPurchaseEventResponse")
OK = f"HTTP/1.1 200 OK\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode()


def is_free_of_sessions_after_a_fork() -> bool:
    child = os.fork()
    if child == 0:
        os._exit(len(transport._sessions))
    return os.waitpid(child, 0)[1] == 0


class TestConnections:
    def test_are_kept_for_the_next_call(self) -> None:
        with listening(answering(ANSWER)) as peer:
            make_client(peer.port).process_purchase(make_purchase())
            make_client(peer.port).process_purchase(make_purchase())

        assert peer.connections == 1

    def test_are_replaced_after_the_peer_said_goodbye(self) -> None:
        with listening(saying(OK + ANSWER)) as peer:
            make_client(peer.port).process_purchase(make_purchase())
            time.sleep(0.05)
            make_client(peer.port).process_purchase(make_purchase())

        assert peer.connections == 2

    def test_take_no_proxy_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
        with listening(answering(ANSWER)) as peer:
            make_client(peer.port).process_purchase(make_purchase())

        assert peer.connections == 1

    def test_keep_no_cookies(self) -> None:
        heard: list[bytes] = []

        def answer(connection: socket.socket) -> None:
            while request := receive(connection):
                heard.append(request)
                cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n"
                connection.sendall(OK.replace(b"HTTP/1.1 200 OK\r\n", cookie) + ANSWER)

        with listening(answer) as peer:
            make_client(peer.port).process_purchase(make_purchase())
            make_client(peer.port).process_purchase(make_purchase())

        assert len(heard) == 2
        assert b"cookie" not in b"".join(heard).lower()
        assert len(transport._sessions[f"http://127.0.0.1:{peer.port}", ""].cookies) == 0

    def test_speak_tls_with_a_trusted_host(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, trust = make_server_context(tmp_path, address="127.0.0.1")
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(trust))
        with listening(answering(ANSWER), tls=context) as peer:
            client = make_client(peer.port, scheme="https", profile=make_profile(loopback=True))
            answer, record = client.process_purchase(make_purchase())

        assert answer.points == 249
        assert record.origin == f"https://127.0.0.1:{peer.port}"

    def test_are_not_shared_with_calls_that_trust_other_authorities(self) -> None:
        authority = Authority()
        trusting = make_profile(loopback=True, further_authorities=authority.pem)
        with listening(answering(ANSWER), tls=authority.serve()) as peer:
            make_client(peer.port, scheme="https", profile=trusting).process_purchase(
                make_purchase()
            )
            stranger = make_client(peer.port, scheme="https", profile=make_profile(loopback=True))

            with pytest.raises(NotSent, match="tls"):
                stranger.process_purchase(make_purchase())

    def test_are_shared_by_threads(self) -> None:
        with listening(answering(ANSWER)) as peer, ThreadPoolExecutor(8) as pool:
            client = make_client(peer.port)
            answers = list(pool.map(client.process_purchase, [make_purchase()] * 16))

        assert [answer.points for answer, _record in answers] == [249] * 16
        assert peer.connections <= 8

    def test_are_not_shared_with_a_forked_process(self) -> None:
        with listening(answering(ANSWER)) as peer:
            make_client(peer.port).process_purchase(make_purchase())

            assert len(transport._sessions) == 1
            assert is_free_of_sessions_after_a_fork()

    def test_go_to_the_next_address_where_one_is_dead(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        look_up = socket.getaddrinfo

        def find_two(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
            names = {"localhost": ["::1", "127.0.0.1"]}.get(host, [host])
            return [row for name in names for row in look_up(name, port, *args, **options)]

        monkeypatch.setattr(socket, "getaddrinfo", find_two)
        with listening(answering(ANSWER)) as peer:
            answer, _record = make_client(peer.port, host="localhost").process_purchase(
                make_purchase()
            )

        assert answer.points == 249
