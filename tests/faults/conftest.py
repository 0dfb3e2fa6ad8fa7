"""The stack for all tests of this folder, and a till at a place of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stack import Stack
from tests.faults.till import Till

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="session")
def running_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Started once; use `stack`, which puts back what the test before broke."""
    with Stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
def stack(running_stack: Stack) -> Stack:
    """Everything runs and nothing is in trouble."""
    running_stack.restore()
    return running_stack


@pytest.fixture
def till(stack: Stack) -> Till:
    """A till of a place that no other test uses."""
    return stack.take_till()
