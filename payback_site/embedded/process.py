"""Programs bound to this process: they end when it ends, also when it is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from payback_site.embedded.account import Account
from payback_site.embedded.errors import ProgramFailed

LEASH = Path(__file__).resolve().with_name("leash.py")
STOP_GRACE_SECONDS = 10.0
LAST_LINES = 15
PLAIN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how. `ending` asks it to stop, and is what it gets when we die."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=lambda: PLAIN_ENVIRONMENT)
    folder: Path = Path("/")
    account: Account | None = None
    ending: signal.Signals = signal.SIGTERM
    standard_input: str = ""


def leash(program: Program) -> list[str]:
    """The command line that runs `program` bound to this process."""
    account = program.account
    identity = ("-", "-") if account is None else (str(account.uid), str(account.gid))
    bound = [sys.executable, "-I", "-S", str(LEASH), program.ending.name, str(os.getpid())]
    return [*bound, *identity, *program.command]


def run(program: Program) -> str:
    """Runs it to its end and returns what it wrote on standard output.

    :raises ProgramFailed: it ended with anything but 0; the text holds its last words.
    """
    done = subprocess.run(  # noqa: S603  (the command is ours, not a visitor's)
        leash(program),
        input=program.standard_input,
        capture_output=True,
        text=True,
        check=False,
        cwd=program.folder,
        env=program.environment,
        start_new_session=True,
    )
    if done.returncode != 0:
        words = (done.stderr or done.stdout).splitlines()[-LAST_LINES:]
        raise ProgramFailed("\n".join([f"{program.name} ended with {done.returncode}:", *words]))
    return done.stdout


class Process:
    """A running program with its own session and its own log file, begun anew at each start."""

    def __init__(self, program: Program, *, log_path: Path) -> None:
        self.name = program.name
        self.log_path = log_path
        self.ending = program.ending
        with log_path.open("wb") as log:
            self.popen = subprocess.Popen(  # noqa: S603  (the command is ours, not a visitor's)
                leash(program),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=program.folder,
                env=program.environment,
                start_new_session=True,
                text=True,
            )
        _feed(self.popen, program.standard_input)

    def has_ended(self) -> bool:
        """True once it is gone, however it went."""
        return self.popen.poll() is not None

    def obituary(self, what: str) -> str:
        """What befell it, and the end of its log, for a person who asks why."""
        lines = self.log_path.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return "\n".join([f"{self.name}: {what}. The end of {self.log_path}:", *lines])


def _feed(popen: subprocess.Popen[str], text: str) -> None:
    if popen.stdin is None:
        return
    with suppress(BrokenPipeError), popen.stdin as stdin:
        stdin.write(text)


def stop(processes: Iterable[Process], *, grace_seconds: float = STOP_GRACE_SECONDS) -> None:
    """Asks all of them to end at once, waits, kills what is left with all it started."""
    running = [process for process in processes if not process.has_ended()]
    for process in running:
        process.popen.send_signal(process.ending)
    deadline = time.monotonic() + grace_seconds
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.popen.wait(timeout=max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.popen.pid, signal.SIGKILL)
        process.popen.wait()


def start(
    program: Program,
    *,
    log_path: Path,
    is_ready: Callable[[Process], bool],
    timeout_seconds: float,
) -> Process:
    """Starts it and returns as soon as `is_ready` holds; a start that fails leaves nothing running.

    :raises ProgramFailed: it ended, or the time is over; with its last log lines.
    """
    process = Process(program, log_path=log_path)
    try:
        _wait_until_ready(process, is_ready, timeout_seconds)
    except BaseException:
        stop([process])
        raise
    return process


def _wait_until_ready(
    process: Process, is_ready: Callable[[Process], bool], timeout_seconds: float
) -> None:
    deadline = time.monotonic() + timeout_seconds
    while not is_ready(process):
        if process.has_ended():
            raise ProgramFailed(process.obituary(f"ended with {process.popen.returncode}"))
        if time.monotonic() > deadline:
            raise ProgramFailed(process.obituary(f"not ready after {timeout_seconds:.0f} s"))
        time.sleep(0.01)
