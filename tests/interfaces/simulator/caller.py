"""A foreign client of the simulator: posts raw requests, reads raw answers."""

import base64
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from lxml import etree

from tests.simulator_process import PASSWORD, USERNAME

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Received:
    """An answer, read by local names."""

    status: int
    body: bytes

    def texts(self, name: str) -> list[str]:
        """Return the text of every element of this local name."""
        return [element.text or "" for element in etree.fromstring(self.body).iter(f"{{*}}{name}")]

    @property
    def code(self) -> str:
        """The fault code of a refusal, empty for a success."""
        return "".join(self.texts("Code"))

    @property
    def transactions(self) -> list[tuple[str, ...]]:
        """Type, marketing code if any, and points of every booking reported."""
        return [
            tuple(str(text) for text in element.itertext())
            for element in etree.fromstring(self.body).iter("{*}Transactions")
        ]


class Caller:
    """One pooled session with HTTP Basic."""

    def __init__(self, url: str, username: str = USERNAME, password: str = PASSWORD) -> None:
        """Talk to `url`."""
        self._url = url
        self._session = requests.Session()
        self._session.auth = (username, password)
        self._session.headers["Content-Type"] = "text/xml; charset=utf-8"

    def post(self, body: bytes, *, timeout: float = TIMEOUT_SECONDS, **headers: str) -> Received:
        """Send a request and return whatever HTTP answer comes."""
        response = self._session.post(self._url, data=body, timeout=timeout, headers=headers)
        return Received(response.status_code, response.content)

    def __enter__(self) -> Self:
        """Nothing is connected before the first request."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the pooled connection."""
        self._session.close()


def exchange_bytes(url: str, body: bytes) -> bytes:
    """Send one request on a bare socket and return every byte until the other side closes.

    :raises ConnectionResetError: the other side reset the connection.
    """
    parts = urlsplit(url)
    secret = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Basic {secret}\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    address = (parts.hostname or "", parts.port or 0)
    with socket.create_connection(address, timeout=TIMEOUT_SECONDS) as connection:
        connection.sendall(head.encode() + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))
