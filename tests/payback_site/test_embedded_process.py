"""Programs bound to this process, the command line beside servers, and the pytest plugin."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from payback_site.embedded.errors import ProgramFailed
from payback_site.embedded.ports import is_port_free, start_on_free_port
from payback_site.embedded.process import Process, Program, start, stop

PROJECT = Path(__file__).resolve().parents[2]
ENDING_SECONDS = 10


@pytest.fixture
def _own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a fresh machine: the environment names no servers."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def list_descendants(pid: int) -> list[psutil.Process]:
    descendants: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    return descendants


class TestStart:
    def test_tells_the_last_words_of_a_program_that_ended(self, tmp_path: Path) -> None:
        program = Program(name="poet", command=["/bin/sh", "-c", "echo farewell; exit 3"])

        with pytest.raises(ProgramFailed, match=r"(?s)ended with 3.*farewell"):
            start(
                program,
                log_path=tmp_path / "log",
                is_ready=lambda _: False,
                timeout_seconds=10,
            )

    def test_ends_a_program_that_is_never_ready(self, tmp_path: Path) -> None:
        program = Program(name="sleeper", command=["/bin/sh", "-c", "exec sleep 600"])

        with pytest.raises(ProgramFailed, match="not ready after 0 s"):
            start(
                program,
                log_path=tmp_path / "log",
                is_ready=lambda _: False,
                timeout_seconds=0.1,
            )

        names = [process.name() for process in list_descendants(os.getpid())]
        assert "sleep" not in names


class TestStop:
    def test_kills_what_does_not_listen_with_all_it_started(self, tmp_path: Path) -> None:
        script = "trap '' TERM; sleep 600 & echo ready; wait"
        program = Program(name="deaf", command=["/bin/sh", "-c", script])
        log_path = tmp_path / "log"
        process = start(
            program,
            log_path=log_path,
            is_ready=lambda _: log_path.read_text() == "ready\n",
            timeout_seconds=10,
        )
        started = list_descendants(process.popen.pid)

        stop([process], grace_seconds=0.2)

        _, alive = psutil.wait_procs(started, timeout=ENDING_SECONDS)
        assert len(started) == 1
        assert alive == []
        assert process.has_ended()


class TestStartOnFreePort:
    def test_tries_another_port_when_somebody_was_faster(self, tmp_path: Path) -> None:
        ports: list[int] = []

        def serve(port: int) -> Process:
            ports.append(port)
            if len(ports) == 1:
                raise ProgramFailed("bind: Address already in use")
            return Process(Program(name="true", command=["/bin/true"]), log_path=tmp_path / "log")

        port, process = start_on_free_port(serve)

        stop([process])
        assert ports == [ports[0], port]
        assert is_port_free(port)

    def test_does_not_repeat_another_failure(self) -> None:
        ports: list[int] = []

        def serve(port: int) -> Process:
            ports.append(port)
            raise ProgramFailed("disk full")

        with pytest.raises(ProgramFailed, match="disk full"):
            start_on_free_port(serve)

        assert len(ports) == 1


@pytest.mark.usefixtures("_own_servers")
class TestCommandLine:
    def test_runs_a_command_beside_the_servers_and_returns_its_exit_code(self) -> None:
        command = ["run", "--throwaway", "--", "sh", "-c", 'echo "$DATABASE_URL"; exit 7']

        done = subprocess.run(
            [sys.executable, "-m", "payback_site.embedded", *command],
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT,
        )

        assert done.stdout.startswith("postgres://payback:")
        assert done.returncode == 7

    def test_ends_its_command_when_told_to_end(self) -> None:
        command = [sys.executable, "-m", "payback_site.embedded", "run", "--throwaway", "--"]
        script = "echo started; exec sleep 600"
        with subprocess.Popen(
            [*command, "sh", "-c", script], stdout=subprocess.PIPE, text=True, cwd=PROJECT
        ) as popen:
            assert popen.stdout is not None
            popen.stdout.readline()
            started = list_descendants(popen.pid)

            popen.send_signal(signal.SIGTERM)

            _, alive = psutil.wait_procs(started, timeout=ENDING_SECONDS)
            assert popen.wait(ENDING_SECONDS) == 128 + signal.SIGTERM
        assert alive == []


@pytest.mark.usefixtures("_own_servers")
class TestPytestPlugin:
    @pytest.mark.parametrize("option", ["--help", "--version"])
    def test_starts_nothing_for_a_question(self, option: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", option],
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT,
        )

        assert done.returncode == 0
        assert "Starting" not in done.stdout + done.stderr
