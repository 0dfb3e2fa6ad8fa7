"""PAYBACK at three addresses of this machine, and everything that arrives at any of them."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from interfaces.payback.transport import close_sessions
from tests.faults.canary import spell
from tests.interfaces.payback.authority import Authority
from tests.interfaces.payback.peer import Script, listening
from tests.interfaces.payback.samples import read_sample

BOOKED = read_sample("ProcessPurchaseEventResponse")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Arrival:
    """One request, as it came over the wire, and which listener took it."""

    listener: str
    text: str

    @property
    def address(self) -> str:
        """Where the caller meant to go: listener, Host header and path."""
        path = self.text.split(" ", 2)[1]
        host = re.search(r"\r\nhost: *([^\r]*)", self.text, re.IGNORECASE)
        return f"{self.listener} {host[1] if host else ''}{path}"


@dataclass
class Catcher:
    """`own` is what a password is entered for, `other` and `secured` are somebody else's.

    `redirect`, if set, is how `own` answers instead of booking: a status line.
    """

    own: str = ""
    other: str = ""
    secured: str = ""
    redirect: str = ""
    arrived: list[Arrival] = field(default_factory=list)

    def find(self, secret: str) -> set[str]:
        """The addresses at which the secret arrived, however it was written."""
        words = spell(secret)
        return {row.address for row in self.arrived if any(word in row.text for word in words)}

    def build_answer(self, listener: str) -> bytes:
        """A booking; from `own` perhaps the way to `other`."""
        if self.redirect and listener == "own":
            head = f"HTTP/1.1 {self.redirect}\r\nLocation: {self.other}/simulator/v1/soap\r\n"
            return f"{head}Content-Length: 0\r\n\r\n".encode()
        return f"HTTP/1.1 200 OK\r\nContent-Length: {len(BOOKED)}\r\n\r\n".encode() + BOOKED


@contextmanager
def catching(authority: Authority) -> Iterator[Catcher]:
    """Three listeners that keep and answer every request."""
    catcher = Catcher()
    with ExitStack() as listeners:
        own = listeners.enter_context(listening(_keep(catcher, "own")))
        other = listeners.enter_context(listening(_keep(catcher, "other")))
        secured = listeners.enter_context(
            listening(_keep(catcher, "secured"), tls=authority.serve())
        )
        catcher.own = f"http://localhost:{own.port}"
        catcher.other = f"http://localhost:{other.port}"
        catcher.secured = f"https://localhost:{secured.port}"
        yield catcher
        close_sessions()


def _keep(catcher: Catcher, listener: str) -> Script:
    def script(connection: socket.socket) -> None:
        while request := _receive(connection):
            catcher.arrived.append(Arrival(listener, request.decode("latin-1")))
            connection.sendall(catcher.build_answer(listener))

    return script


def _receive(connection: socket.socket) -> bytes:
    """One request, whatever its method; empty when the caller has gone."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return received
        received += part
    head, _blank, body = received.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    while len(body) < (int(found[1]) if found else 0):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
