"""One simulator process for all tests of this folder, fresh for each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.simulator.caller import Caller
from tests.simulator_process import SimulatorProcess


@pytest.fixture(scope="session")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """A running process; use `simulator`, which resets it."""
    file = tmp_path_factory.mktemp("simulator") / "simulator.sqlite3"
    with SimulatorProcess(file) as process:
        yield process


@pytest.fixture
def simulator(shared_simulator: SimulatorProcess) -> SimulatorProcess:
    """A running simulator with nothing but its default members and coupons."""
    shared_simulator.reset()
    return shared_simulator


@pytest.fixture
def own_simulator(tmp_path: Path) -> Iterator[SimulatorProcess]:
    """A running simulator that the test may kill and start again."""
    with SimulatorProcess(tmp_path / "simulator.sqlite3") as process:
        yield process


@pytest.fixture
def caller(simulator: SimulatorProcess) -> Iterator[Caller]:
    """A client with the right credentials and one pooled connection."""
    with Caller(simulator.soap_url) as client:
        yield client
