"""A PostgreSQL that waits for the disk, and falls as in a power cut."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from payback_site.embedded.account import choose_account
from payback_site.embedded.place import open_place
from payback_site.embedded.postgres import Postgres
from payback_site.embedded.process import Process, stop
from payback_site.embedded.programs import find_postgres

AWAY_SECONDS = 3.0


class DatabaseServer:
    """One server on one port; what it answered as committed is there after every fall."""

    def __init__(self, postgres: Postgres) -> None:
        """Start it."""
        self._postgres = postgres
        self._process: Process
        self._process, self.url = postgres.start()

    @classmethod
    @contextmanager
    def run(cls, folder: Path) -> Iterator["DatabaseServer"]:
        """One with its data in `folder`, ended after the block."""
        account = choose_account()
        with open_place(folder, account, durable=True, log=lambda _: None) as place:
            programs = find_postgres(account, home=place.home)
            server = cls(Postgres(place, programs=programs, account=account, durable=True))
            try:
                yield server
            finally:
                stop([server._process])

    def fall_and_rise(self) -> None:
        """Stop it as `pg_ctl stop -m immediate` does, and start it on the same port."""
        self._process.popen.send_signal(signal.SIGQUIT)
        self._process.popen.wait()
        time.sleep(AWAY_SECONDS)
        self._process = self._postgres.serve(urlsplit(self.url).port or 0)
