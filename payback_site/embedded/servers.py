"""PostgreSQL and Valkey together, for as long as a block runs."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from payback_site.embedded.account import choose_account
from payback_site.embedded.leftover import end_leftover
from payback_site.embedded.place import Log, hold_folder, open_place, stand_in
from payback_site.embedded.postgres import Postgres
from payback_site.embedded.process import Process, stop
from payback_site.embedded.programs import find_postgres, find_valkey
from payback_site.embedded.valkey import start_valkey


@dataclass
class Servers:
    """Where the two servers are reached; `processes` are those that we started ourselves."""

    database_url: str
    redis_url: str
    processes: list[Process] = field(default_factory=list)

    @staticmethod
    @contextmanager
    def start(folder: Path, *, durable: bool = True, log: Log) -> Iterator["Servers"]:
        """Starts what `DATABASE_URL` and `REDIS_URL` do not name, and ends it after the block.

        Durable data is kept in `folder` from run to run. Otherwise it is fast, never waits for the
        disk and is gone after the block. Everything ends too when this process is killed.

        :raises FolderBusy: another process runs servers on this folder's durable data.
        :raises EmbeddedError: a server cannot be started; the text says why and what to do.
        """
        servers = Servers(os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", ""))
        account = None if servers.database_url else choose_account()
        with ExitStack() as stack:
            place = stack.enter_context(open_place(folder, account, durable=durable, log=log))
            stack.callback(stop, servers.processes)
            if not servers.database_url:
                log("Starting PostgreSQL.")
                programs = find_postgres(account, home=place.home)
                postgres = Postgres(place, programs=programs, account=account, durable=durable)
                process, servers.database_url = postgres.start()
                servers.processes.append(process)
            if not servers.redis_url:
                log("Starting Valkey.")
                process, servers.redis_url = start_valkey(find_valkey(), place)
                servers.processes.append(process)
            yield servers


def remove_data(folder: Path) -> None:
    """Removes what `Servers.start` keeps for `folder`, also what lies outside of it.

    :raises FolderBusy: it is in use.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with hold_folder(folder, name="embedded"):
        outside = stand_in(folder)
        for home in (folder, outside):
            end_leftover(home / "postgres")
            for name in ("postgres", "postgres.new", "valkey"):
                shutil.rmtree(home / name, ignore_errors=True)
            (home / "postgres.password").unlink(missing_ok=True)
        if outside.is_dir():
            shutil.rmtree(outside)
