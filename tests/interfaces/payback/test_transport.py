"""Where a call ends decides what it means: nothing arrived, or nobody knows."""

import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from interfaces.payback.errors import NotSent, OutcomeUnknown, PaybackError
from interfaces.payback.profile import LIMITS
from tests.interfaces.payback.peer import (
    Script,
    answering,
    closed_port,
    listening,
    receive,
    reset,
    saying,
)
from tests.interfaces.payback.samples import (
    make_client,
    make_impatient_profile,
    make_item,
    make_profile,
    make_purchase,
    read_sample,
)
from tests.interfaces.payback.tls import make_server_context

ANSWER = read_sample("ProcessPurchaseEventResponse")
OK = f"HTTP/1.1 200 OK\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode()
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def fail(port: int, **changes: Any) -> PaybackError:
    with pytest.raises(PaybackError) as failure:
        make_client(port, **changes).process_purchase(make_purchase())
    return failure.value


def stay_silent(connection: socket.socket) -> None:
    receive(connection)
    connection.recv(1)


def dripping(raw: bytes, fast: int = 0) -> Script:
    def script(connection: socket.socket) -> None:
        receive(connection)
        connection.sendall(raw[:fast])
        for byte in raw[fast:]:
            connection.sendall(bytes([byte]))
            time.sleep(0.02)

    return script


def ignore_handshake(connection: socket.socket) -> None:
    connection.recv(1 << 20)
    connection.recv(1 << 20)


def greet_as_ssh(connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-x\r\n")


def break_tls(connection: socket.socket) -> None:
    receive(connection)
    with socket.socket(fileno=os.dup(connection.fileno())) as plain:
        plain.sendall(b"this is no TLS record")


def reset_unread(connection: socket.socket) -> None:
    connection.recv(1, socket.MSG_PEEK)
    reset(connection)


def reset_read(connection: socket.socket) -> None:
    receive(connection)
    reset(connection)


def read_nothing(_connection: socket.socket) -> None:
    time.sleep(1)


def sip(connection: socket.socket) -> None:
    while connection.recv(100_000):
        time.sleep(0.05)


def hang_up(connection: socket.socket) -> None:
    receive(connection)


class TestNothingArrived:
    def test_when_the_name_is_unknown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_args: object, **_options: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", refuse)

        failure = fail(443, scheme="https", host="payback.invalid")

        assert (type(failure), failure.reason) == (NotSent, "dns")

    def test_when_the_resolver_hangs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        released = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: released.wait(5) and [])
        started = time.monotonic()

        failure = fail(
            443, scheme="https", host="payback.invalid", profile=make_impatient_profile()
        )

        released.set()
        assert (type(failure), failure.reason) == (NotSent, "dns")
        assert time.monotonic() - started < 2

    def test_when_the_port_is_closed(self) -> None:
        failure = fail(closed_port())

        assert (type(failure), failure.reason) == (NotSent, "connect")

    def test_when_https_leads_to_a_private_address(self) -> None:
        with listening(hang_up) as peer:
            failure = fail(peer.port, scheme="https")

        assert (type(failure), failure.reason) == (NotSent, "address")
        assert peer.connections == 0

    def test_when_plain_http_leads_elsewhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 80))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: [row])

        failure = fail(80, host="payback.invalid")

        assert (type(failure), failure.reason) == (NotSent, "address")

    def test_when_the_peer_speaks_no_tls(self) -> None:
        with listening(greet_as_ssh) as peer:
            failure = fail(peer.port, scheme="https", profile=make_profile(loopback=True))

        assert (type(failure), failure.reason) == (NotSent, "tls")

    def test_when_the_handshake_never_ends(self) -> None:
        with listening(ignore_handshake) as peer:
            failure = fail(peer.port, scheme="https", profile=make_impatient_profile(loopback=True))

        assert (type(failure), failure.reason) == (NotSent, "tls")

    def test_when_the_certificate_is_not_trusted(self, tmp_path: Path) -> None:
        context, _trust = make_server_context(tmp_path, address="127.0.0.1")
        with listening(answering(ANSWER), tls=context) as peer:
            failure = fail(peer.port, scheme="https", profile=make_profile(loopback=True))

        assert (type(failure), failure.reason) == (NotSent, "tls")

    def test_when_the_certificate_is_for_another_host(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, trust = make_server_context(tmp_path, address="127.0.0.2")
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(trust))
        with listening(answering(ANSWER), tls=context) as peer:
            failure = fail(peer.port, scheme="https", profile=make_profile(loopback=True))

        assert (type(failure), failure.reason) == (NotSent, "tls")

    def test_when_a_pooled_connection_died_and_it_is_not_tried_again(self) -> None:
        answered, dead = threading.Event(), threading.Event()

        def answer_once_then_reset(connection: socket.socket) -> None:
            receive(connection)
            connection.sendall(OK + ANSWER)
            answered.wait(5)
            reset(connection)
            dead.set()

        def let_it_die(_moment: str) -> None:
            answered.set()
            dead.wait(5)

        with listening(answer_once_then_reset) as peer:
            make_client(peer.port).process_purchase(make_purchase())
            with pytest.raises(NotSent, match="reset"):
                make_client(peer.port, observe=let_it_die).process_purchase(make_purchase())

        assert peer.connections == 1

    def test_when_the_deadline_is_over_before_it_begins(self) -> None:
        with listening(answering(ANSWER)) as peer:
            failure = fail(peer.port, profile=make_profile(total_timeout_seconds=0))

        assert (type(failure), failure.reason) == (NotSent, "dns")
        assert peer.connections == 0


class TestOutcomeUnknown:
    @pytest.mark.parametrize(
        ("script", "reason"),
        [
            pytest.param(reset_unread, "reset", id="reset before the request is read"),
            pytest.param(reset_read, "reset", id="reset after the request is read"),
            pytest.param(hang_up, "reset", id="goodbye without an answer"),
            pytest.param(saying(OK + ANSWER[:-9]), "truncated", id="body cut"),
            pytest.param(saying(CHUNKED + b"10\r\nabc"), "truncated", id="chunk cut"),
            pytest.param(saying(b"HTTP/1.1 200 OK\r\nContent-Le"), "garbage", id="header cut"),
            pytest.param(saying(b"220 mail ready\r\n\r\n"), "garbage", id="no HTTP"),
            pytest.param(saying(CHUNKED + b"zz\r\n"), "truncated", id="broken chunk"),
            pytest.param(saying(b"HTTP/1.0 200 OK\r\n\r\n"), "garbage", id="nothing"),
            pytest.param(saying(b"HTTP/1.0 200 OK\r\n\r\n" + ANSWER[:99]), "garbage", id="half"),
        ],
    )
    def test_when_no_whole_answer_came(self, script: Script, reason: str) -> None:
        with listening(script) as peer:
            failure = fail(peer.port)

        assert (type(failure), failure.reason) == (OutcomeUnknown, reason)
        assert peer.connections == 1

    @pytest.mark.parametrize(
        "script",
        [
            pytest.param(stay_silent, id="silence"),
            pytest.param(dripping(OK + ANSWER), id="header drips"),
            pytest.param(dripping(OK + ANSWER, fast=len(OK)), id="body drips"),
            pytest.param(dripping(CHUNKED + b"1\r\nx\r\n" * 99), id="chunks drip"),
            pytest.param(dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 9), id="continues drip"),
        ],
    )
    def test_when_the_answer_takes_too_long(self, script: Script) -> None:
        started = time.monotonic()
        with listening(script) as peer:
            failure = fail(peer.port, profile=make_impatient_profile())

        assert (type(failure), failure.reason) == (OutcomeUnknown, "timeout")
        assert time.monotonic() - started < 2
        assert peer.connections == 1

    @pytest.mark.parametrize("script", [read_nothing, sip])
    def test_when_the_peer_takes_the_request_too_slowly(self, script: Script) -> None:
        items = (make_item(description="x" * 8_000_000),)
        roomy = make_impatient_profile(limits={**LIMITS, "description": 8_000_000})
        with listening(script) as peer, pytest.raises(OutcomeUnknown, match="timeout") as failure:
            make_client(peer.port, profile=roomy).process_purchase(make_purchase(items=items))

        assert failure.value.record.duration_ms < 2000

    @pytest.mark.parametrize(
        ("raw", "status"),
        [
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 70_000, 200),
            (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000, 200),
            (b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n" + b"x" * 70_000, 302),
        ],
    )
    def test_when_the_answer_is_too_large(self, raw: bytes, status: int) -> None:
        with listening(saying(raw)) as peer:
            failure = fail(peer.port, profile=make_profile(max_answer_bytes=1000))

        assert (type(failure), failure.reason) == (OutcomeUnknown, "too_large")
        assert failure.record.http_status == status
        assert len(failure.record.answer_masked) < 20_000

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect"])
    def test_when_it_is_sent_elsewhere(self, status: str) -> None:
        with listening(answering(ANSWER)) as other:
            location = f"Location: http://127.0.0.1:{other.port}/\r\n"
            with listening(answering(b"", status=status, headers=location)) as peer:
                failure = fail(peer.port)

        assert (type(failure), failure.reason) == (OutcomeUnknown, f"http_{status[:3]}")
        assert other.connections == 0

    def test_when_tls_breaks_after_the_request(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, trust = make_server_context(tmp_path, address="127.0.0.1")
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(trust))
        with listening(break_tls, tls=context) as peer:
            failure = fail(peer.port, scheme="https", profile=make_profile(loopback=True))

        assert (type(failure), failure.reason) == (OutcomeUnknown, "reset")
