"""A Valkey of the stack's own, to be killed, hung and emptied."""

import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import redis

from payback_site.embedded.ports import LOOPBACK, find_free_port
from payback_site.embedded.process import Process, Program, start
from payback_site.embedded.programs import find_valkey
from tests.faults.waiting import wait_until

READY_SECONDS = 30.0
QUEUE = "payback"


class Broker:
    """One Valkey on one port; started again, it is empty."""

    def __init__(self, folder: Path) -> None:
        """Prepare a server that logs into `folder`."""
        self._folder = folder
        self._port = find_free_port()
        self._password = secrets.token_urlsafe(24)
        self._process: Process | None = None
        self._starts = 0
        self.url = f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    @property
    def is_running(self) -> bool:
        """Whether there is a process, hung or not."""
        return self._process is not None

    def start(self) -> None:
        """Return when it answers."""
        self._starts += 1
        lines = [f"bind {LOOPBACK}", f"port {self._port}", f"requirepass {self._password}"]
        program = Program(
            name="valkey",
            command=[find_valkey(), "-"],
            folder=self._folder,
            ending=signal.SIGKILL,
            standard_input="\n".join([*lines, 'save ""', "appendonly no", ""]),
        )
        with self.connect() as client:
            self._process = start(
                program,
                log_path=self._folder / f"valkey-{self._starts}.log",
                is_ready=lambda _: _answers(client),
                timeout_seconds=READY_SECONDS,
            )

    def kill(self) -> None:
        """End it with SIGKILL; what it held is gone."""
        self._running().kill()
        self._running().wait()
        self._process = None

    def hang(self) -> None:
        """Let it stop answering while its connections stay open."""
        self._running().send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        self._running().send_signal(signal.SIGCONT)

    def empty(self) -> None:
        """Let it forget everything it holds, queues and their names."""
        with self.connect() as client:
            client.flushall()

    def count_messages(self) -> int:
        """How many messages wait for a worker."""
        with self.connect() as client:
            return int(client.llen(QUEUE))

    def wait_for_message(self) -> None:
        """Return when a message waits for a worker."""
        wait_until(self.count_messages, seconds=READY_SECONDS, what="a message waits")

    def multiply_messages(self, times: int) -> None:
        """Let every message that waits for a worker be there so many times more."""
        with self.connect() as client:
            client.rpush(QUEUE, *(client.lrange(QUEUE, 0, -1) * times))

    @contextmanager
    def overhear(self) -> Iterator[list[str]]:
        """While the block runs, its list grows by every command that anybody sends."""
        commands: list[str] = []
        ended = Event()
        patient = redis.Redis.from_url(self.url, socket_timeout=None, decode_responses=True)
        with patient, patient.monitor() as monitor:

            def listen() -> None:
                while not ended.is_set():
                    commands.append(str(monitor.next_command()["command"]))

            thread = Thread(target=listen)
            thread.start()
            try:
                yield commands
            finally:
                ended.set()
                self.count_messages()
                thread.join()

    def connect(self) -> redis.Redis:
        """A client; close it."""
        return redis.Redis.from_url(self.url, socket_timeout=5, decode_responses=True)

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError("the broker is not running")
        return self._process.popen


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
