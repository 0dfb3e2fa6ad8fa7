"""The embedded servers from the command line.

`python -m payback_site.embedded run [--throwaway] -- COMMAND ...` runs a command beside them;
`python -m payback_site.embedded clear` removes their durable data.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from payback_site.embedded import EmbeddedError, Servers, remove_data
from payback_site.embedded.process import STOP_GRACE_SECONDS, Program, leash

FOLDER = Path(__file__).resolve().parents[2] / "var"
SIGNALLED = 128


def main(arguments: list[str]) -> int:
    """`run` returns the command's exit code, and 1 with a message when a server cannot start."""
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, _leave)
    try:
        if options.action == "clear":
            remove_data(FOLDER)
            return 0
        with Servers.start(FOLDER, durable=not options.throwaway, log=_say) as servers:
            addresses = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
            return _run(options.command, os.environ | addresses)
    except EmbeddedError as error:
        _say(str(error))
        return 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m payback_site.embedded")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("clear", help="remove the durable data")
    run = actions.add_parser("run", help="run a command beside the servers")
    run.add_argument("--throwaway", action="store_true", help="fast, and gone afterwards")
    run.add_argument("command", nargs="+", help="what to run, after --")
    return parser.parse_args(arguments)


def _run(command: list[str], environment: dict[str, str]) -> int:
    path = shutil.which(command[0])
    if path is None:
        _say(f"There is no program named {command[0]}.")
        return SIGNALLED - 1
    bound = leash(Program(name=command[0], command=[path, *command[1:]]))
    popen = subprocess.Popen(bound, env=environment)  # noqa: S603  (the caller's own command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = popen.wait()
    finally:
        _end(popen)
    return code if code >= 0 else SIGNALLED - code


def _end(popen: subprocess.Popen[bytes]) -> None:
    popen.terminate()
    try:
        popen.wait(timeout=STOP_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        popen.kill()
        popen.wait()


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(SIGNALLED + number)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
