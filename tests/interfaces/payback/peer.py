"""A real TCP peer in a thread: what it does with a connection is a small function."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

Script = Callable[[socket.socket], None]


@dataclass
class Peer:
    """A listening peer and how often it was connected to."""

    port: int
    connections: int = 0


@contextmanager
def listening(script: Script, *, tls: ssl.SSLContext | None = None) -> Generator[Peer]:
    """Accept connections on 127.0.0.1 and run the script on each, in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        peer = Peer(port=listener.getsockname()[1])

        def serve() -> None:
            while True:
                try:
                    connection, _address = listener.accept()
                except OSError:
                    return
                peer.connections += 1
                threading.Thread(target=_run, args=(script, connection, tls), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield peer
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _run(script: Script, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
    with connection, suppress(OSError):
        if tls is None:
            script(connection)
            return
        with tls.wrap_socket(connection, server_side=True) as secured:
            script(secured)


def receive(connection: socket.socket) -> bytes:
    """One whole request, head and body; what arrived so far where the caller went away."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return received
        received += part
    head, _blank, body = received.partition(b"\r\n\r\n")
    lengths = (
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    length = next(lengths, 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def reset(connection: socket.socket) -> None:
    """End the connection with a TCP reset instead of a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def answering(body: bytes, *, status: str = "200 OK", headers: str = "") -> Script:
    """A script that answers every request on the connection with the same HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"

    def script(connection: socket.socket) -> None:
        while receive(connection):
            connection.sendall(head.encode() + body)

    return script


def saying(raw: bytes) -> Script:
    """A script that reads one request, says these bytes and hangs up."""

    def script(connection: socket.socket) -> None:
        receive(connection)
        connection.sendall(raw)

    return script


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
