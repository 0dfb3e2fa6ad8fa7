"""Programs under names, to be started, signalled and killed by tests."""

import os
import signal
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from payback_site.embedded.process import Process, Program, start
from tests.faults.waiting import wait_until

READY_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Running:
    """A process, what its environment has beyond the usual one, and its address if it has one."""

    process: Process
    extras: Mapping[str, str]
    url: str = ""


class Processes:
    """Every one has a session of its own, a new log file at each start, and ends with us."""

    def __init__(self, logs: Path) -> None:
        """Prepare to log into `logs`."""
        self.logs = logs
        self.running: dict[str, Running] = {}
        self._starts = 0

    def launch(
        self,
        name: str,
        program: Program,
        *,
        extras: Mapping[str, str],
        url: str = "",
        is_ready: Callable[[Process], bool] = lambda _: True,
    ) -> None:
        """Start it under `name` and return when it is ready."""
        self._starts += 1
        process = start(
            program,
            log_path=self.logs / f"{name}-{self._starts}.log",
            is_ready=is_ready,
            timeout_seconds=READY_SECONDS,
        )
        self.running[name] = Running(process=process, extras=extras, url=url)

    def kill(self, *names: str) -> None:
        """End them with SIGKILL, together with what they started; returns when all are dead.

        A child that lives on holds its parent's connections: the broker would hand it a ring.
        """
        for name in names:
            popen = self.running.pop(name).process.popen
            children = list_children(popen.pid)
            with suppress(ProcessLookupError):
                os.killpg(popen.pid, signal.SIGKILL)
            popen.wait()
            wait_for_deaths(children)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one of them, and to what it started."""
        os.killpg(self.running[name].process.popen.pid, number)

    def wait_for_end(self, name: str) -> int:
        """The exit code of a process that ends by itself; a negative one is a signal's number."""
        popen = self.running[name].process.popen
        wait_until(
            lambda: popen.poll() is not None, seconds=READY_SECONDS, what=f"{name} has ended"
        )
        return popen.returncode

    def wait_for_children(self, name: str, number: int) -> list[int]:
        """The processes it started, as soon as there are so many."""
        parent = self.running[name].process.popen.pid
        return wait_until(
            lambda: list_children(parent),
            seconds=READY_SECONDS,
            what=f"{name} has {number} children",
            enough=lambda seen: len(seen) == number,
        )

    def url_of(self, name: str) -> str:
        """Where the web server of this name is found."""
        return self.running[name].url

    def read_log(self, name: str) -> str:
        """What the running process of this name has logged so far."""
        return self.running[name].process.log_path.read_text(errors="replace")

    def wait_for_words(self, name: str, words: str) -> None:
        """Return when the running process of this name has logged them."""
        wait_until(
            lambda: words in self.read_log(name), seconds=READY_SECONDS, what=f"{name}: {words}"
        )


def list_children(parent: int) -> list[int]:
    """The processes that it started and that live; none when it is gone itself."""
    try:
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except OSError:
        return []
    return [child for child in map(int, listed.split()) if is_alive(child)]


def is_alive(process: int) -> bool:
    """Whether it runs: neither gone nor dead and not yet buried by its parent."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_for_deaths(processes: Iterable[int]) -> None:
    """Return when none of them lives."""
    wait_until(
        lambda: [process for process in processes if is_alive(process)],
        seconds=READY_SECONDS,
        what="all of them have died",
        enough=lambda alive: not alive,
    )
