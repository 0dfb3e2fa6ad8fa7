"""TLS in front of the pretend PAYBACK, with whatever certificate a test wants."""

import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

from tests.interfaces.payback.peer import listening


@contextmanager
def tls_front(context: ssl.SSLContext, *, port: int) -> Generator[str]:
    """The address of a server that passes on to `port` of this machine what it decrypts."""

    def pass_on(caller: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as inside:
            back = threading.Thread(target=_pump, args=(inside, caller), daemon=True)
            back.start()
            _pump(caller, inside)
            back.join(5)

    with listening(pass_on, tls=context) as peer:
        yield f"https://127.0.0.1:{peer.port}"


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
