"""Runs one program that ends with its parent, and as another account where asked.

Called by path, because it needs nothing but the standard library and starts faster so:
`python -I -S leash.py SIGNAL PARENT UID GID PROGRAM [ARGUMENT ...]`. PARENT is the process that
must live; UID and GID `-` keep the account. Where the kernel has no such signal (macOS), the
program is only run.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CANNOT_RUN = 126
PARENT_IS_GONE = 125


def take_account(uid: str, gid: str) -> None:
    """Gives up root for good; must precede `bind_to_parent`, because it clears that signal."""
    if uid == "-":
        return
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))


def bind_to_parent(ending: signal.Signals, parent: int) -> None:
    """The kernel sends `ending` to this process, and what it becomes, when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(PARENT_IS_GONE)


def main(arguments: list[str]) -> None:
    """Becomes the program; returns only by exiting, with a line on standard error."""
    ending, parent, uid, gid, program, *rest = arguments
    try:
        take_account(uid, gid)
        bind_to_parent(signal.Signals[ending], int(parent))
        os.execv(program, [program, *rest])  # noqa: S606  (replacing ourselves is the purpose)
    except OSError as error:
        sys.stderr.write(f"Cannot run {program}: {error.strerror}.\n")
        sys.exit(CANNOT_RUN)


if __name__ == "__main__":
    main(sys.argv[1:])
