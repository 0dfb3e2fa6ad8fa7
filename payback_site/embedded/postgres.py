"""A PostgreSQL of our own: made once, started on loopback, ended with us."""

import os
import secrets
import shutil
import signal

from payback_site.embedded.account import Account
from payback_site.embedded.errors import EmbeddedError
from payback_site.embedded.leftover import end_leftover, read_lock_file
from payback_site.embedded.place import Place, write_secret
from payback_site.embedded.ports import LOOPBACK, start_on_free_port
from payback_site.embedded.process import Process, Program, run, start
from payback_site.embedded.programs import PostgresPrograms

NAME = "payback"
SUPERUSER = "postgres"
BUILTIN_LOCALE_SINCE = 17
READY_TIMEOUT_SECONDS = 60.0
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Postgres:
    """One cluster in `place`, reached over loopback with a password of its own.

    One that is not durable lets its superuser in too, with the same password: tests act as one.
    """

    def __init__(
        self, place: Place, *, programs: PostgresPrograms, account: Account | None, durable: bool
    ) -> None:
        self.place = place
        self.programs = programs
        self.account = account
        self.durable = durable
        self.data = place.data / "postgres"
        self.password_file = place.data / "postgres.password"

    def start(self) -> tuple[Process, str]:
        """Starts it, made first if it is not there, and returns it with its DATABASE_URL.

        :raises EmbeddedError: it cannot be made or started; the text says why.
        """
        if self.data.exists():
            self._check_data()
            end_leftover(self.data)
        else:
            self._create()
        port, process = start_on_free_port(self.serve)
        password = self.password_file.read_text()
        return process, f"postgres://{NAME}:{password}@{LOOPBACK}:{port}/{NAME}"

    def _check_data(self) -> None:
        uid = os.geteuid() if self.account is None else self.account.uid
        if self.data.stat().st_uid != uid:
            raise EmbeddedError(
                f"{self.data} was made by another user. Start as that user again, or begin anew "
                "with RESET=1."
            )
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self.programs.major):
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {made_by}, this is {self.programs.major}. "
                "Begin anew with RESET=1, or set DATABASE_URL."
            )

    def _create(self) -> None:
        fresh = self.place.data / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.account is not None:
            os.chown(fresh, self.account.uid, self.account.gid)
        run(self._program("initdb", ["-D", str(fresh), *self._initdb_options()]))
        roles = [NAME] if self.durable else [NAME, SUPERUSER]
        (fresh / "pg_hba.conf").write_text(
            "".join(f"host all {role} {LOOPBACK}/32 scram-sha-256\n" for role in roles)
        )
        password = secrets.token_urlsafe(24)
        write_secret(self.password_file, password)
        statements = (
            f"CREATE ROLE {NAME} LOGIN CREATEDB PASSWORD '{password}'\n"
            f"CREATE DATABASE {NAME} OWNER {NAME}\n"
        )
        if not self.durable:
            statements += f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
        single_user = ["--single", "-c", "exit_on_error=on", "-D", str(fresh), "postgres"]
        run(self._program("postgres", single_user, statements))
        fresh.rename(self.data)

    def _initdb_options(self) -> list[str]:
        options = ["-U", SUPERUSER, "-A", "reject", "--encoding=UTF8", "-N"]
        if not self.durable:
            options.append("--wal-segsize=1")
        if self.programs.major < BUILTIN_LOCALE_SINCE:
            return [*options, "--locale=C.UTF-8"]
        return [*options, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]

    def serve(self, port: int) -> Process:
        """Starts it on this port, over data that is there.

        :raises ProgramFailed: it cannot; with its last words.
        """
        settings = SETTINGS | {"port": str(port)} | ({} if self.durable else THROWAWAY_SETTINGS)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        program = self._program("postgres", ["-D", str(self.data), *options])

        def is_ready(process: Process) -> bool:
            lines = read_lock_file(self.data)
            return lines[:1] == [str(process.popen.pid)] and "ready" in lines[7:8]

        return start(
            program,
            log_path=self.place.logs / "postgres.log",
            is_ready=is_ready,
            timeout_seconds=READY_TIMEOUT_SECONDS,
        )

    def _program(self, name: str, arguments: list[str], standard_input: str = "") -> Program:
        return Program(
            name=name,
            command=[self.programs.path_of(name), *arguments],
            account=self.account,
            ending=signal.SIGINT,
            standard_input=standard_input,
        )
