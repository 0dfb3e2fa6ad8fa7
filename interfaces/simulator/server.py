"""HTTP on real sockets: keep-alive, TLS, and every way to leave a caller in the dark."""

import io
import logging
import re
import socket
import ssl
import struct
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from interfaces.simulator.answers import Answer, Ending, Request, answer_text
from interfaces.simulator.application import Application
from interfaces.simulator.listener import Listener
from interfaces.simulator.same_site import (
    is_from_another_site,
    is_from_own_page,
    names_this_host,
)
from interfaces.simulator.troubles import How

logger = logging.getLogger(__name__)

LARGEST_BODY_BYTES = 1024 * 1024
IDLE_TIMEOUT_SECONDS = 120
LINGER_NOT = struct.pack("ii", 1, 0)
CALLER_GONE = (ConnectionError, TimeoutError, ssl.SSLError)
HOST_HEADER = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]+)?|\[[0-9A-Fa-f:]+\](:[0-9]+)?")


class Handler(BaseHTTPRequestHandler):
    """One connection; its requests are answered one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "PAYBACK-Simulator"
    sys_version = ""
    timeout = IDLE_TIMEOUT_SECONDS
    disable_nagle_algorithm = True
    server: "Server"
    rfile: io.BufferedReader

    def handle_one_request(self) -> None:
        """Wait for the next request, unless an outage cuts the connection while it idles."""
        if self._await_request():
            super().handle_one_request()
        else:
            self.close_connection = True

    def answer_request(self) -> None:
        """Have one request answered and send what comes back."""
        if not self._is_meant_for_us():
            self.close_connection = True
            self._send(answer_text(HTTPStatus.MISDIRECTED_REQUEST, "Not the name of this machine"))
            return
        path = urlsplit(self.path).path
        refusal = self.server.application.refuse_connection(self.command, path)
        if refusal:
            self._send(refusal)
            return
        body = self._read_body()
        if isinstance(body, Answer):
            self.close_connection = True
            self._send(body)
            return
        address = self._read_address()
        if is_from_another_site(self.headers, address):
            self._send(answer_text(HTTPStatus.FORBIDDEN, "Not from a page of another site"))
            return
        self._send(self.server.application.answer(self._build_request(body, address)))

    do_GET = do_POST = do_PUT = do_DELETE = answer_request  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: what came and what became of it stands in the list of calls."""

    def _await_request(self) -> bool:
        try:
            with self.server.idling(self.connection):
                return not self.server.is_out and bool(self.rfile.peek(1))
        except CALLER_GONE:
            return False

    def _read_body(self) -> bytes | Answer:
        if "Transfer-Encoding" in self.headers:
            return answer_text(HTTPStatus.LENGTH_REQUIRED, "Send a Content-Length")
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal():
            return answer_text(HTTPStatus.BAD_REQUEST, "Content-Length is no number")
        if int(length) > LARGEST_BODY_BYTES:
            return answer_text(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "At most 1 MiB")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionAbortedError("the caller left in the middle of a request")
        return body

    def _is_meant_for_us(self) -> bool:
        reached = str(self.connection.getsockname()[0])
        host = self.headers.get("Host", "")
        allowed = self.server.host_names | {reached, str(self.server.server_address[0])}
        return HOST_HEADER.fullmatch(host) is not None and names_this_host(host, allowed)

    def _read_address(self) -> str:
        return self.server.build_address(self.headers["Host"])

    def _build_request(self, body: bytes, address: str) -> Request:
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            body=body,
            authorization=self.headers.get("Authorization", ""),
            soap_action=self.headers.get("SOAPAction", ""),
            content_type=self.headers.get("Content-Type", ""),
            address=address,
            from_own_page=is_from_own_page(self.headers, address),
        )

    def _send(self, answer: Answer) -> None:
        if answer.ending is Ending.NO_ANSWER:
            self._leave(answer.how)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if answer.ending is Ending.HALF_AN_ANSWER:
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self._leave(answer.how)
            return
        self.wfile.write(answer.body)
        if answer.ending is Ending.ANSWER_THEN_CLOSE:
            self.close_connection = True

    def _leave(self, how: How) -> None:
        if how is How.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self.rfile.close()
        self.connection.close()
        self.close_connection = True


class Server(Listener):
    """The simulator's HTTP server."""

    def __init__(
        self,
        address: tuple[str, int],
        tls: ssl.SSLContext | None = None,
        host_names: frozenset[str] = frozenset(),
    ) -> None:
        """Listen at host and port (0: any free one), with TLS if a context is given.

        Besides the loopback's names and the bound address, `host_names` are answered to.

        :raises OSError: the address is taken or not one of this machine.
        """
        super().__init__(address, Handler, tls)
        self.application: Application
        self.host_names = host_names

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about callers who went away, everything about errors of our own."""
        del request
        error = sys.exception()
        if not isinstance(error, CALLER_GONE):
            logger.error("A request from %s failed", client_address, exc_info=error)
