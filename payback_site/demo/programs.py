"""The demo's programs: how each is started, and the steps that come before them."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from payback_site.demo.errors import DemoError
from payback_site.embedded.ports import LOOPBACK
from payback_site.embedded.process import Program, run

PROJECT = Path(__file__).resolve().parents[2]


class Programs:
    """Builds the demo's programs; all share one environment and the project's folder."""

    def __init__(self, environment: Mapping[str, str], *, folder: Path) -> None:
        self.environment = environment
        self.folder = folder

    def simulator(self, port: int) -> Program:
        """The pretend PAYBACK."""
        file = str(self.folder / "simulator.sqlite3")
        return self._module(
            "simulator", "interfaces.simulator", "--port", str(port), "--file", file
        )

    def web(self, port: int) -> Program:
        """The web server."""
        return self._module(
            "web",
            *("gunicorn", "payback_site.wsgi", "-k", "gthread", "--workers", "2"),
            *("--threads", "16", "--reuse-port", "--no-control-socket", "--graceful-timeout", "8"),
            *("--bind", f"{LOOPBACK}:{port}"),
        )

    def worker(self) -> Program:
        """The worker that sends to PAYBACK; workers need not know of each other, so none asks."""
        options = ("-P", "threads", "-c", "32", "-l", "WARNING")
        alone = ("--without-mingle", "--without-gossip")
        return self._module("worker", "celery", "-A", "payback_site", "worker", *options, *alone)

    def beat(self) -> Program:
        """The clock that rings for sweeps."""
        options = ("--pidfile=", "-l", "WARNING")
        return self._module("beat", "celery", "-A", "payback_site", "beat", *options)

    def prepare(self) -> None:
        """Brings the database and the static files up to date.

        :raises ProgramFailed: a step failed; with its last words.
        """
        run(self._manage("migrate", "--no-input", "--verbosity", "0"))
        run(self._manage("collectstatic", "--no-input", "--verbosity", "0"))

    def load_data(self) -> dict[str, Any]:
        """Fills in chain, branches, people and tills where they are missing, and names them.

        :raises ProgramFailed: it failed; with its last words.
        :raises DemoError: its answer is not one JSON object.
        """
        answer = run(self._manage("load_demo"))
        try:
            data: dict[str, Any] = json.loads(answer)
        except ValueError as error:
            raise DemoError(f"load_demo answered no JSON object:\n{answer}") from error
        return data

    def _module(self, name: str, module: str, *arguments: str) -> Program:
        return self._python(name, ["-m", module, *arguments])

    def _manage(self, command: str, *arguments: str) -> Program:
        return self._python(command, [str(PROJECT / "manage.py"), command, *arguments])

    def _python(self, name: str, arguments: Sequence[str]) -> Program:
        command = [sys.executable, *arguments]
        return Program(name=name, command=command, environment=self.environment, folder=PROJECT)
