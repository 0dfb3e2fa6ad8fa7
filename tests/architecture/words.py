"""What must not stand anywhere in the tree, and what no module may be called."""

import re

VAGUE_NAMES = frozenset({"util", "utils", "helper", "helpers", "common", "core", "misc"})

# Written so that the patterns do not find themselves.
_FORBIDDEN = {
    "a note to do something later": r"\b(TO[D]O|FIX[M]E|X[X]X)\b",
    "the address of a package registry": r"(?i)\b(py[p]i|python[h]osted|npm[j]s)\b",
    "the address of a package index": r"(?<!emit-)index-[u]rl",
    "a path of one machine": r"(?<![\w./:-])/(root|home|tmp|mnt|work|Users|private)/\w",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
}


def find_forbidden(text: str) -> list[str]:
    """What of the forbidden stands in `text`, with its line number."""
    return [
        f"line {number}: {what}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in _FORBIDDEN.items()
        if re.search(pattern, line)
    ]


def find_vague_names(path: str) -> list[str]:
    """Folder and module names that say nothing about what is inside."""
    names = [part.partition(".")[0] for part in path.split("/")]
    return [name for name in names if name in VAGUE_NAMES]
