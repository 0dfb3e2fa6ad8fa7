"""The PostgreSQL that a killed run may have left behind: never two on the same data."""

import os
import signal
import subprocess
import time
from pathlib import Path

from payback_site.embedded.errors import EmbeddedError

END_TIMEOUT_SECONDS = 30.0
PROC = Path("/proc")


def end_leftover(data: Path) -> None:
    """Afterwards no PostgreSQL works on `data`, and no stale lock file keeps one from starting.

    A process number is only believed when its command line names `data`: after a restart of the
    machine or the container the same number may be anybody's.

    :raises EmbeddedError: the old server does not end.
    """
    first = "".join(read_lock_file(data)[:1])
    pid = int(first) if first.isdigit() else 0
    if not serves(pid, data):
        (data / "postmaster.pid").unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + END_TIMEOUT_SECONDS
    while serves(pid, data):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"An earlier PostgreSQL (process {pid}) still works on {data}.")
        time.sleep(0.05)


def read_lock_file(data: Path) -> list[str]:
    """The lines of postmaster.pid, stripped: first the process, eighth its state."""
    try:
        text = (data / "postmaster.pid").read_text()
    except FileNotFoundError:
        return []
    return [line.strip() for line in text.splitlines()]


def serves(pid: int, data: Path) -> bool:
    """Whether this process lives and is a server started by us on `data`."""
    return str(data) in _read_arguments(pid)


def _read_arguments(pid: int) -> list[str]:
    if (PROC / "self").exists():
        try:
            return (PROC / str(pid) / "cmdline").read_text(errors="replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):
            return []
    asked = ["/bin/ps", "-p", str(pid), "-o", "args="]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603  (a number)
    return done.stdout.split()
