"""Ports of this machine's loopback address."""

import socket
from collections.abc import Callable

from payback_site.embedded.errors import ProgramFailed
from payback_site.embedded.process import Process

LOOPBACK = "127.0.0.1"
PORT_TRIES = 3


def find_free_port() -> int:
    """A port nobody listens on at this moment; somebody else may take it before you do."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_port_free(port: int) -> bool:
    """Whether a server could listen there now, connections that are closing aside."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def start_on_free_port(serve: Callable[[int], Process]) -> tuple[int, Process]:
    """Calls `serve` with a free port, again with another one if somebody was faster.

    :raises ProgramFailed: it failed for another reason, or three times for this one.
    """
    for tries_left in reversed(range(PORT_TRIES)):
        port = find_free_port()
        try:
            return port, serve(port)
        except ProgramFailed as error:
            if not tries_left or "address already in use" not in str(error).lower():
                raise
    raise AssertionError("the last try returns or raises")
