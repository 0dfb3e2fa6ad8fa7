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
EARLY = tuple(
    FOLDER.parent / "tests" / name for name in ("chaos", "faults", "payback_site", "browser")
)
_running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Names the settings and starts what DATABASE_URL and REDIS_URL do not name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "payback_site.settings.test"
    options = early_config.known_args_namespace
    if not (options.help or options.version or options.collectonly):
        _start_servers()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts first what starts programs, as it lasts longest; else the order is pytest-django's."""
    items.sort(key=lambda item: _get_turn(item.path))


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
