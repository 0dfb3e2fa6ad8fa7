"""A real web server on the tests' own database, for what must outlive one."""

import os
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.db import connection

from payback_site.demo.programs import Programs
from payback_site.demo.story import answers
from payback_site.embedded.ports import LOOPBACK, find_free_port
from payback_site.embedded.process import Process, start, stop

READY_SECONDS = 60.0


class WebProcess:
    """One process that ends with us. Only committed rows are seen by it."""

    def __init__(self, folder: Path) -> None:
        """Prepare a server that logs into `folder`."""
        self._folder = folder
        self._process: Process | None = None
        self.url = ""

    def __enter__(self) -> Self:
        """Start it, and return when it answers."""
        name = str(connection.settings_dict["NAME"])
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        port = find_free_port()
        self.url = f"http://{LOOPBACK}:{port}"
        program = Programs(os.environ | {"DATABASE_URL": url}, folder=self._folder).web(port)
        self._process = start(
            replace(program, command=[*program.command, "--workers", "1", "--preload"]),
            log_path=self._folder / "web.log",
            is_ready=lambda _: answers(f"{self.url}/healthz"),
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
