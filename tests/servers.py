"""Pytest plugin: real servers for the tests, started before pytest-django reads the settings."""

import atexit
import os
import sys
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from payback_site.embedded import EmbeddedError, Servers

FOLDER = Path(__file__).resolve().parents[1] / "var"
FAULTS = FOLDER.parent / "tests" / "faults"
EARLY = (FAULTS, FOLDER.parent / "tests" / "payback_site", FOLDER.parent / "tests" / "browser")
_running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Names the settings and starts what DATABASE_URL and REDIS_URL do not name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "payback_site.settings.test"
    options = early_config.known_args_namespace
    if not (options.help or options.version or options.collectonly):
        _start_servers()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Several processes share the tests by module; all that start the whole product are one share.

    A module's servers are then started once, and the product's processes never twice at a time.
    That share is the longest and comes first, then whatever else starts programs. The shares are
    named before any other plugin looks at the tests: pytest-xdist reads them as early as it can.
    """
    for item in items:
        share = FAULTS if FAULTS in item.path.parents else item.path
        item.add_marker(pytest.mark.xdist_group(share.relative_to(FOLDER.parent).as_posix()))
    result = yield
    items.sort(key=lambda item: _get_turn(item.path))
    return result


def _get_turn(path: Path) -> int:
    for turn, folder in enumerate(EARLY):
        if folder in path.parents:
            return turn
    return len(EARLY)


def pytest_unconfigure() -> None:
    """Ends what was started; when pytest fails before this, the end of the process does."""
    _running.close()


def _start_servers() -> None:
    try:
        atexit.register(_running.close)
        servers = _running.enter_context(Servers.start(FOLDER, durable=False, log=_say))
    except EmbeddedError as error:
        pytest.exit(str(error), returncode=1)
    os.environ["DATABASE_URL"] = servers.database_url
    os.environ["REDIS_URL"] = _choose_broker(servers.redis_url)


def _choose_broker(url: str) -> str:
    """A numbered database of the broker for each of several test processes: they share none."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    return urlsplit(url)._replace(path=f"/{int(number) + 1}").geturl() if number else url


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
