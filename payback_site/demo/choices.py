"""What the person chose: PORT, SIMULATOR_PORT and RESET from the environment."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from payback_site.demo.errors import DemoError
from payback_site.embedded.ports import LOOPBACK, is_port_free

DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535
CLOSING_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Ports that are free, and whether to begin anew."""

    port: int
    simulator_port: int
    reset: bool

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """What the environment says, the ports checked.

        A port of a run that was just killed gets a moment to close.

        :raises DemoError: a value makes no sense, or a port is in use; with a command that works.
        """
        port = _read_port(environment, "PORT", default=DEFAULT_PORT)
        _wait_for(port, "PORT")
        if environment.get("SIMULATOR_PORT"):
            simulator_port = _read_port(environment, "SIMULATOR_PORT", default=0)
            if simulator_port == port:
                raise DemoError("PORT and SIMULATOR_PORT must differ.")
            _wait_for(simulator_port, "SIMULATOR_PORT")
        else:
            simulator_port = _find_free_port_after(port)
        return cls(port=port, simulator_port=simulator_port, reset=_read_reset(environment))

    @property
    def url(self) -> str:
        """Where tills and browsers find the demo."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def simulator_url(self) -> str:
        """Where the pretend PAYBACK is found."""
        return f"http://{LOOPBACK}:{self.simulator_port}"


def _read_port(environment: Mapping[str, str], name: str, *, default: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT):
        raise DemoError(f"{name} must be a number from 1 to {HIGHEST_PORT}, not {text!r}.")
    return int(text)


def _read_reset(environment: Mapping[str, str]) -> bool:
    text = environment.get("RESET", "")
    if text not in {"", "0", "1"}:
        raise DemoError("RESET must be 1, or absent.")
    if text == "1" and environment.get("DATABASE_URL"):
        raise DemoError(
            "RESET=1 does not empty the database that DATABASE_URL names. "
            "Empty it yourself, or start without DATABASE_URL."
        )
    return text == "1"


def _wait_for(port: int, name: str) -> None:
    deadline = time.monotonic() + CLOSING_SECONDS
    while not is_port_free(port):
        if time.monotonic() > deadline:
            other = _find_free_port_after(port)
            raise DemoError(f"Port {port} is in use. Try: {name}={other} make demo")
        time.sleep(0.1)


def _find_free_port_after(port: int) -> int:
    for candidate in range(port + 1, HIGHEST_PORT + 1):
        if is_port_free(candidate):
            return candidate
    raise DemoError(f"No port after {port} is free.")
