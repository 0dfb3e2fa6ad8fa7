"""Where the servers keep their files: in the project, or where PostgreSQL's account can go."""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from payback_site.embedded.account import Account
from payback_site.embedded.errors import EmbeddedError, FolderBusy, ProgramFailed
from payback_site.embedded.process import Program, run

SYSTEM_STATE = Path("/var/lib")
THROWAWAY_PREFIX = "throwaway-"

Log = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Folders of one run: `home` outlives it, `data` and `logs` do so only if it is durable."""

    home: Path
    data: Path
    logs: Path


@contextmanager
def open_place(
    folder: Path, account: Account | None, *, durable: bool, log: Log
) -> Iterator[Place]:
    """The place for servers of `folder`, ours alone while the block runs.

    :raises FolderBusy: another process uses this folder's durable data.
    :raises EmbeddedError: there is no folder that `account` can enter.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    home = choose_home(folder, account)
    if home != folder:
        log(f"PostgreSQL refuses to run as root, and the account nobody cannot enter {folder}.")
        log(f"So its programs and data lie in {home}.")
    if durable:
        logs = folder / "log"
        logs.mkdir(exist_ok=True)
        with hold_folder(folder, name="embedded"):
            yield Place(home=home, data=home, logs=logs)
    else:
        with open_throwaway(home) as data:
            yield Place(home=home, data=data, logs=data)


@contextmanager
def hold_folder(folder: Path, *, name: str, wait: bool = False) -> Iterator[None]:
    """Keeps every other process out of `folder` under this name, until the block or we end.

    :raises FolderBusy: somebody else holds it, and we are not to wait.
    """
    with (folder / f"{name}.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            lock.seek(0)
            message = f"{folder} is in use by process {lock.read().strip() or 'unknown'}."
            raise FolderBusy(message) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def can_enter(folder: Path, account: Account) -> bool:
    """Whether that account gets there, asked by trying."""
    shell = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    try:
        run(Program(name="cd", command=shell, account=account))
    except ProgramFailed:
        return False
    return True


def choose_home(folder: Path, account: Account | None) -> Path:
    """`folder` itself, or its stand-in under the system's state folder.

    The stand-in is needed when root's clone lies where `account` cannot go. It belongs to root, its
    name comes from `folder`'s path, and it stays until `remove_home`.

    :raises EmbeddedError: something that is not ours stands where the stand-in should be.
    """
    if account is None or can_enter(folder, account):
        return folder
    home = stand_in(folder)
    home.mkdir(mode=0o755, exist_ok=True)
    facts = home.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
        raise EmbeddedError(f"{home} is not ours. Remove it, or set DATABASE_URL.")
    home.chmod(0o755)
    return home


def write_secret(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, from its first moment on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def stand_in(folder: Path) -> Path:
    """Where files go that belong to `folder` and cannot lie in it."""
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return SYSTEM_STATE / f"payback-optik-{digest}"


@contextmanager
def open_throwaway(home: Path) -> Iterator[Path]:
    """A new folder in `home` for the length of the block; those of killed runs go too."""
    with ExitStack() as stack:
        with hold_folder(home, name="throwaway", wait=True):
            remove_abandoned(home)
            place = Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX, dir=home))
            stack.callback(shutil.rmtree, place, ignore_errors=True)
            place.chmod(0o711)
            stack.enter_context(hold_folder(place, name="throwaway"))
        yield place


def remove_abandoned(home: Path) -> None:
    """Removes the throw-away folders that no living process holds."""
    for place in home.glob(f"{THROWAWAY_PREFIX}*/"):
        with suppress(FolderBusy, FileNotFoundError), hold_folder(place, name="throwaway"):
            shutil.rmtree(place, ignore_errors=True)
