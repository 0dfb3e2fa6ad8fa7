"""The project's own files: everything on disk but what `.gitignore` names."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("payback_site", "interfaces", "transactions", "tests")


def list_files(*suffixes: str, root: Path = ROOT) -> list[Path]:
    """Every file with one of the suffixes, or every file; sorted."""
    ignored = [".git", *_read_ignored(root)]
    found = (path for path in _walk(root, ignored) if not suffixes or path.suffix in suffixes)
    return sorted(found)


def list_code(root: Path = ROOT) -> list[Path]:
    """Every Python file that a person wrote; migrations are generated."""
    python = list_files(".py", root=root)
    return [path for path in python if "migrations" not in path.relative_to(root).parts]


def read_text(path: Path) -> str:
    """The file's text; empty for a file that holds none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def list_findings(paths: Iterable[Path], find: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """What `find` finds, by file; files without findings are left out."""
    findings = {name_of(path): find(path) for path in paths}
    return {name: found for name, found in findings.items() if found}


def name_of(path: Path) -> str:
    """The path as a message shows it."""
    return path.relative_to(ROOT).as_posix()


def _read_ignored(root: Path) -> list[str]:
    lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")]


def _walk(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        if any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir():
            yield from _walk(path, ignored)
        else:
            yield path
