"""Connections that know, for the call in progress, how far it got and how long it may take."""

import http.client
import io
import socket
import threading
from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from time import monotonic
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ProtocolError
from urllib3.util.connection import create_connection

from interfaces.payback.addresses import is_loopback, is_public
from interfaces.payback.endpoint import LOOPBACK_NAMES, Endpoint
from interfaces.payback.profile import WireProfile

_CHUNK = 16 * 1024


class Phase(StrEnum):
    """How far a call got; the value is the reason given when it ends there unsent."""

    RESOLVING = "dns"
    CHECKING = "address"
    CONNECTING = "connect"
    SECURING = "tls"
    SENDING = "reset"


class AddressForbidden(OSError):
    """The host's name leads to an address that may not be called."""


class Progress:
    """One call's deadline and how far it got.

    ``handed`` turns true as soon as any byte of the request may have left this process. ``watch``
    hears every phase as it begins.
    """

    def __init__(
        self,
        *,
        observe: Callable[[str], None],
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        total_timeout_seconds: float,
        may_reach: Callable[[str], bool] = is_public,
        watch: Callable[[Phase], None] | None = None,
    ) -> None:
        self.observe = observe
        self._watch = watch
        self.may_reach = may_reach
        self.phase = Phase.RESOLVING
        self.handed = False
        self._announced = False
        self._connect_timeout = connect_timeout_seconds
        self._read_timeout = read_timeout_seconds
        self._deadline = monotonic() + total_timeout_seconds

    def enter(self, phase: Phase) -> None:
        """A phase begins, and with it the one before is over."""
        self.phase = phase
        if self._watch is not None:
            self._watch(phase)

    def left_for_connecting(self) -> float:
        return min(self._connect_timeout, self.left())

    def left_for_reading(self) -> float:
        return min(self._read_timeout, self.left())

    def left(self) -> float:
        """Seconds until the deadline.

        :raises TimeoutError: it has passed.
        """
        seconds = self._deadline - monotonic()
        if seconds <= 0:
            raise TimeoutError("total deadline")
        return seconds

    def announce_sending(self) -> None:
        if not self._announced:
            self._announced = True
            self.enter(Phase.SENDING)
            self.observe("before_first_byte")


in_progress: ContextVar[Progress] = ContextVar("payback_call_in_progress")


class TimedResponse(http.client.HTTPResponse):
    """A response whose every read, headers included, ends at the call's deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock, in_progress.get()))


class _TimedReader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, progress: Progress) -> None:
        self._raw = raw
        self._sock = sock
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._progress.left_for_reading())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Tracked(HTTPConnection):
    response_class = TimedResponse

    def _new_conn(self) -> socket.socket:
        progress = in_progress.get()
        progress.enter(Phase.RESOLVING)
        addresses = resolve(self._dns_host, self.port, progress.left_for_connecting())
        progress.enter(Phase.CHECKING)
        if not all(progress.may_reach(address) for address in addresses):
            raise AddressForbidden
        progress.enter(Phase.CONNECTING)
        sock = self._open_first(addresses, progress)
        sock.settimeout(progress.left_for_connecting())
        progress.enter(Phase.SECURING)
        return sock

    def _open_first(self, addresses: list[str], progress: Progress) -> socket.socket:
        for address in addresses[:-1]:
            try:
                return self._open(address, progress)
            except OSError:
                continue
        return self._open(addresses[-1], progress)

    def _open(self, address: str, progress: Progress) -> socket.socket:
        return create_connection(
            (address, self.port),
            progress.left_for_connecting(),
            socket_options=self.socket_options,
        )

    def send(self, data: Any) -> None:
        """Hand everything to the socket and note whether anything was taken.

        Where the peer is gone the call ends here: urllib3 would still look for an answer, and one
        that lies there cannot be the answer to this request.
        """
        if self.sock is None:
            self.connect()
        progress = in_progress.get()
        progress.announce_sending()
        rest = memoryview(data)
        while rest:
            self.sock.settimeout(progress.left())
            try:
                count = self.sock.send(rest[:_CHUNK])
            except (BrokenPipeError, ConnectionResetError) as error:
                raise ProtocolError("the peer is gone", error) from error
            except BaseException:
                progress.handed = True
                raise
            progress.handed = True
            rest = rest[count:]

    def request(self, *args: Any, **kwargs: Any) -> None:
        super().request(*args, **kwargs)
        in_progress.get().observe("after_last_byte")


class TrackedHTTPConnection(_Tracked):
    """Plain http, for this machine only."""


class TrackedHTTPSConnection(_Tracked, HTTPSConnection):
    """TLS with certificate and name verified."""


class TrackedHTTPPool(HTTPConnectionPool):
    ConnectionCls = TrackedHTTPConnection


class TrackedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = TrackedHTTPSConnection


def reach_rule(endpoint: Endpoint, profile: WireProfile) -> Callable[[str], bool]:
    """Which addresses an endpoint may lead to: plain http this machine, https the internet."""
    is_this_machine = endpoint.host in LOOPBACK_NAMES
    if endpoint.scheme == "http" or (profile.loopback and is_this_machine):
        return is_loopback
    return is_public


def resolve(host: str, port: int, timeout_seconds: float) -> list[str]:
    """The addresses of a name, in the system's order, without waiting longer than allowed.

    The system's resolver cannot be interrupted, so a thread waits for it.

    :raises OSError: no such name, or no answer in time.
    """
    found: list[str] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except OSError as error:
            failed.append(error)

    thread = threading.Thread(target=ask, name="payback-resolve", daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    if failed:
        raise failed[0]
    if not found:
        raise TimeoutError("name not resolved in time")
    return found
