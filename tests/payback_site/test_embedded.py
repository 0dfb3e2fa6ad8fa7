"""The servers from wheels: real ones, really killed."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from payback_site.embedded import FolderBusy, Servers, remove_data
from payback_site.embedded.account import Account, choose_account
from payback_site.embedded.leftover import end_leftover
from payback_site.embedded.place import can_enter, choose_home, hold_folder, stand_in
from payback_site.embedded.process import Process, Program, stop

PROJECT = Path(__file__).resolve().parents[2]
ENDING_SECONDS = 10
HOLDER = """
import sys, time
from pathlib import Path
from payback_site.embedded import Servers
with Servers.start(Path(sys.argv[1]), durable=True, log=lambda text: None) as servers:
    print(servers.database_url, flush=True)
    time.sleep(600)
"""


def ignore(_text: str) -> None:
    """A log nobody reads."""


@pytest.fixture(autouse=True)
def own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a fresh machine: the environment names no servers."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder beside the demo's, where PostgreSQL's account can go if it can go there."""
    (PROJECT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=PROJECT / "var"))
    folder.chmod(0o755)
    yield folder
    remove_data(folder)
    shutil.rmtree(folder)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Process]:
    """A living process of PostgreSQL's account that is no PostgreSQL."""
    command = ["/bin/sh", "-c", "exec sleep 600"]
    program = Program(name="stranger", command=command, account=choose_account())
    process = Process(program, log_path=tmp_path / "log")
    yield process
    stop([process])


@pytest.fixture(scope="module")
def throwaway() -> Iterator[Servers]:
    """Servers for tests that only look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.delenv("REDIS_URL", raising=False)
        with Servers.start(PROJECT / "var", durable=False, log=ignore) as servers:
            yield servers


def read_one(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(statement).fetchone()
    return row[0] if row else None


def name_superuser(url: str) -> str:
    return url.replace("//payback:", "//postgres:", 1)


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def list_descendants(pid: int) -> list[psutil.Process]:
    descendants: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    return descendants


class TestThrowawayServers:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("max_connections", "200"),
            ("TimeZone", "UTC"),
            ("server_encoding", "UTF8"),
            ("listen_addresses", "127.0.0.1"),
            ("fsync", "off"),
        ],
    )
    def test_set_postgres(self, throwaway: Servers, name: str, value: str) -> None:
        assert read_one(throwaway.database_url, f"SHOW {name}") == value

    def test_know_german_letters(self, throwaway: Servers) -> None:
        assert read_one(throwaway.database_url, "SELECT upper('müller')") == "MÜLLER"

    def test_refuse_another_password(self, throwaway: Servers) -> None:
        url = throwaway.database_url.replace("@", "x@")

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            read_one(url, "SELECT 1")

    def test_give_the_project_no_superuser(self, throwaway: Servers) -> None:
        assert read_one(throwaway.database_url, "SHOW is_superuser") == "off"

    def test_let_tests_act_as_the_superuser(self, throwaway: Servers) -> None:
        url = name_superuser(throwaway.database_url)

        assert read_one(url, "SHOW is_superuser") == "on"

    def test_offer_valkey(self, throwaway: Servers) -> None:
        with redis.Redis.from_url(throwaway.redis_url) as client:
            assert client.ping() is True

    def test_refuse_valkey_without_the_password(self, throwaway: Servers) -> None:
        url = "redis://" + throwaway.redis_url.partition("@")[2]

        with (
            redis.Redis.from_url(url) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()

    def test_show_no_password_in_the_process_list(self, throwaway: Servers) -> None:
        shown = [
            " ".join(psutil.Process(process.popen.pid).cmdline()) for process in throwaway.processes
        ]

        assert "requirepass" not in " ".join(shown)
        assert len(shown) == 2

    def test_leave_no_folder_behind(self, folder: Path) -> None:
        home = choose_home(folder, choose_account())
        with Servers.start(folder, durable=False, log=ignore):
            during = list(home.glob("throwaway-*"))

        assert len(during) == 1
        assert list(home.glob("throwaway-*")) == []

    def test_sweep_up_after_a_killed_run(self, folder: Path) -> None:
        home = choose_home(folder, choose_account())
        abandoned = home / "throwaway-abandoned"
        abandoned.mkdir()

        with Servers.start(folder, durable=False, log=ignore):
            assert not abandoned.exists()


class TestDurableServers:
    def test_keep_their_data(self, folder: Path) -> None:
        with Servers.start(folder, log=ignore) as servers:
            execute(servers.database_url, "CREATE TABLE kept AS SELECT 7 AS seven")

        with Servers.start(folder, log=ignore) as servers:
            assert read_one(servers.database_url, "SELECT seven FROM kept") == 7

    def test_belong_to_one_process_at_a_time(self, folder: Path) -> None:
        with (
            Servers.start(folder, log=ignore),
            pytest.raises(FolderBusy, match=f"in use by process {os.getpid()}"),
            Servers.start(folder, log=ignore),
        ):
            pass

    def test_start_beside_a_stale_lock_file_that_names_a_living_process(
        self, folder: Path, stranger: Process
    ) -> None:
        with Servers.start(folder, log=ignore):
            pass
        data = choose_home(folder, choose_account()) / "postgres"
        (data / "postmaster.pid").write_text(f"{stranger.popen.pid}\n{data}\n")

        with Servers.start(folder, log=ignore) as servers:
            assert read_one(servers.database_url, "SELECT 1") == 1
        assert not stranger.has_ended()

    def test_are_not_left_half_made(self, folder: Path) -> None:
        home = choose_home(folder, choose_account())
        (home / "postgres.new").mkdir()
        (home / "postgres.new" / "PG_VERSION").write_text("18\n")

        with Servers.start(folder, log=ignore) as servers:
            assert read_one(servers.database_url, "SELECT 1") == 1

    def test_let_no_superuser_in(self, folder: Path) -> None:
        with (
            Servers.start(folder, log=ignore) as servers,
            pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"),
        ):
            read_one(name_superuser(servers.database_url), "SELECT 1")

    def test_keep_their_password_to_their_owner(self, folder: Path) -> None:
        with Servers.start(folder, log=ignore):
            pass
        path = choose_home(folder, choose_account()) / "postgres.password"

        assert path.stat().st_mode & 0o777 == 0o600

    def test_are_not_started_where_the_environment_names_others(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
        monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")

        with Servers.start(folder, log=ignore) as servers:
            assert servers == Servers("postgres://elsewhere/db", "redis://elsewhere/0", [])


class TestEndLeftover:
    def test_ends_a_server_that_still_works_on_the_data(self, folder: Path) -> None:
        with Servers.start(folder, log=ignore) as servers:
            end_leftover(choose_home(folder, choose_account()) / "postgres")

            assert servers.processes[0].has_ended()


class TestKilledHolder:
    @pytest.fixture
    def holder(self, folder: Path) -> Iterator[subprocess.Popen[str]]:
        """Another process that runs durable servers in `folder`."""
        command = [sys.executable, "-c", HOLDER, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as popen:
            assert popen.stdout is not None
            assert popen.stdout.readline().startswith("postgres://")
            yield popen
            popen.kill()

    def test_takes_its_servers_along(self, holder: subprocess.Popen[str]) -> None:
        started = list_descendants(holder.pid)

        holder.kill()

        gone, alive = psutil.wait_procs(started, timeout=ENDING_SECONDS)
        assert alive == []
        assert len(gone) > 2

    def test_leaves_a_folder_that_starts_again_at_once(
        self, folder: Path, holder: subprocess.Popen[str]
    ) -> None:
        holder.kill()
        holder.wait()

        with Servers.start(folder, log=ignore) as servers:
            assert read_one(servers.database_url, "SELECT 1") == 1


class TestRemoveData:
    def test_removes_what_lies_elsewhere_too(self, folder: Path) -> None:
        with Servers.start(folder, log=ignore):
            pass

        remove_data(folder)

        assert not (folder / "postgres").exists()
        assert not stand_in(folder).exists()

    def test_leaves_data_in_use_alone(self, folder: Path) -> None:
        with Servers.start(folder, log=ignore) as servers:
            with pytest.raises(FolderBusy):
                remove_data(folder)

            assert read_one(servers.database_url, "SELECT 1") == 1


class TestChooseHome:
    def test_stays_in_the_folder_without_another_account(self, folder: Path) -> None:
        assert choose_home(folder, None) == folder

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account: run as root")
    def test_leaves_a_folder_that_the_account_cannot_enter(self, folder: Path) -> None:
        folder.chmod(0o700)

        home = choose_home(folder, choose_account())

        assert home == stand_in(folder)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account: run as root")
    def test_gives_each_folder_its_own_stand_in(self, folder: Path) -> None:
        assert stand_in(folder) != stand_in(folder / "other")
        assert not can_enter(Path("/root"), Account(uid=65534, gid=65534))


class TestHoldFolder:
    def test_lets_go_at_the_end(self, tmp_path: Path) -> None:
        with hold_folder(tmp_path, name="held"):
            pass

        with hold_folder(tmp_path, name="held"):
            assert (tmp_path / "held.lock").read_text() == str(os.getpid())
