"""The page of all names and functions, written from the tables that the language works with.

`python -m transactions.receipts.language.reference` prints it for docs/receipts.md.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from transactions.receipts.language.functions import FUNCTIONS
from transactions.receipts.language.names import ROOT, Group, Name


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name as a template writes it; `example` is a whole placeholder for a text or a list."""

    path: str
    example: str
    meaning: str


def list_names(*, german: bool) -> list[NameLine]:
    """Every name, groups before what is in them; equal groups are spelled out once."""
    return list(_walk(ROOT, "", german=german))


def write_reference() -> str:
    """Both tables as Markdown, with the German and the English meaning."""
    lines = ["| function | what it does |", "|---|---|"]
    lines += [f"| `{one.usage}` | {one.english} |" for one in FUNCTIONS.values()]
    lines += ["", "| name | meaning | Bedeutung |", "|---|---|---|"]
    german = {line.path: line.meaning for line in list_names(german=True)}
    lines += [
        f"| `{line.path}` | {line.meaning} | {german[line.path]} |"
        for line in list_names(german=False)
    ]
    return "\n".join(lines) + "\n"


def _walk(group: Group, before: str, *, german: bool) -> Iterator[NameLine]:
    spelled_out: list[tuple[str, Group]] = []
    for name, found in group.names.items():
        path = f"{before}{name}"
        meaning = found.german if german else found.english
        if isinstance(found, Name):
            told = _complete(meaning, found, german=german)
            yield NameLine(path, _write_example(path, found), told)
            continue
        equal = next((one for one, other in spelled_out if other.names is found.names), "")
        if equal:
            same = f"; Namen wie bei {equal}" if german else f"; names as in {equal}"
            yield NameLine(path, "", meaning + same)
            continue
        spelled_out.append((name, found))
        yield NameLine(path, "", meaning)
        yield from _walk_group(found, path, german=german)


def _walk_group(group: Group, path: str, *, german: bool) -> Iterator[NameLine]:
    """What is in a list can only be reached through a function."""
    if not group.is_many:
        yield from _walk(group, f"{path}/", german=german)
        return
    for name, found in group.names.items():
        if isinstance(found, Name):
            meaning = _complete(found.german if german else found.english, found, german=german)
            written = f"{path}/textliste({name}, ' / ')"
            yield NameLine(f"{path}/…({name})", f"${{{written}}}", meaning)


def _write_example(path: str, name: Name) -> str:
    return f"${{{path}/textliste(', ')}}" if name.is_many else f"${{{path}}}"


def _complete(meaning: str, name: Name, *, german: bool) -> str:
    if name.stands_for:
        return f"wie {name.stands_for}" if german else f"the same as {name.stands_for}"
    if name.is_many:
        return f"{meaning} (Liste)" if german else f"{meaning} (list)"
    return meaning


if __name__ == "__main__":
    sys.stdout.write(write_reference())
