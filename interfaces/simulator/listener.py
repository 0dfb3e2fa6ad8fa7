"""The listening socket: open, closed for a while on order, open again at the same port."""

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

POLL_SECONDS = 0.05


class Listener(socketserver.ThreadingTCPServer):
    """A thread per connection, a long backlog, and outages in which nobody is listening."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[socketserver.BaseRequestHandler],
        tls: ssl.SSLContext | None,
    ) -> None:
        """Listen at host and port (0: any free one).

        :raises OSError: the address is taken or not one of this machine.
        """
        self._tls = tls
        self._change = threading.Lock()
        self._idle: set[socket.socket] = set()
        self._out_until = 0.0
        self.is_out = False
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, handler)

    def build_address(self, host: str = "") -> str:
        """Return scheme, host and port: `host` as a caller named it, or as bound."""
        bound, port = str(self.server_address[0]), self.server_address[1]
        name = f"[{bound}]" if ":" in bound else bound
        return f"{'https' if self._tls else 'http'}://{host or f'{name}:{port}'}"

    def run(self) -> None:
        """Serve until the process is told to end, sitting out the outages ordered meanwhile."""
        while True:
            self.serve_forever(poll_interval=POLL_SECONDS)
            with self._change:
                seconds = max(0.0, self._out_until - time.monotonic())
            time.sleep(seconds)
            with self._change:
                self._reopen()

    def begin_outage(self, seconds: float) -> None:
        """Close the listening socket and every idle connection; both are true on return."""
        with self._change:
            self._out_until = time.monotonic() + seconds
            self.is_out = True
            self.shutdown()
            self.socket.close()
            for connection in tuple(self._idle):
                _cut(connection)

    @contextmanager
    def idling(self, connection: socket.socket) -> Iterator[None]:
        """Mark a connection as waiting for a request, so that an outage may cut it."""
        self._idle.add(connection)
        try:
            yield
        finally:
            self._idle.discard(connection)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Return the next connection; the TLS handshake is left to its own thread."""
        connection, address = super().get_request()
        if self._tls:
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def _reopen(self) -> None:
        self.socket.close()
        self.socket = socket.socket(self.address_family, self.socket_type)
        self.server_bind()
        self.server_activate()
        self.is_out = False


def _cut(connection: socket.socket) -> None:
    try:
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return
