"""A real Celery worker on the tests' own database and broker."""

import os
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.db import connection

from payback_site.celery import app
from payback_site.demo.programs import Programs
from payback_site.embedded.process import Process, start, stop

READY_SECONDS = 60.0
ANSWER_SECONDS = 0.5


class WorkerProcess:
    """One process that ends with us. Only committed rows are seen by it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        """Prepare a worker that logs into `folder`; further environment is passed on."""
        self._folder = folder
        self._environment = environment
        self._process: Process | None = None

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return (self._folder / "worker.log").read_text(errors="replace")

    def __enter__(self) -> Self:
        """Start it, and return when it takes messages."""
        name = str(connection.settings_dict["NAME"])
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        environment = os.environ | {"DATABASE_URL": url} | self._environment
        program = Programs(environment, folder=self._folder).worker()
        command = [*program.command, "-l", "INFO"]
        self._process = start(
            replace(program, command=command),
            log_path=self._folder / "worker.log",
            is_ready=lambda _: bool(app.control.ping(timeout=ANSWER_SECONDS)),
            timeout_seconds=READY_SECONDS,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End it."""
        if self._process is not None:
            stop([self._process])
