"""What the connection is tested against: the pretend PAYBACK, and a real worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interfaces.payback.transport import close_sessions
from tests.simulator_process import SimulatorProcess


@pytest.fixture(scope="module")
def running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """Started once for a module; use `simulator`, which starts afresh."""
    folder: Path = tmp_path_factory.mktemp("simulator")
    with SimulatorProcess(folder / "simulator.sqlite3") as process:
        yield process
    close_sessions()


@pytest.fixture
def simulator(running_simulator: SimulatorProcess) -> SimulatorProcess:
    """The pretend PAYBACK as a real process, without bookings, calls or troubles."""
    running_simulator.reset()
    return running_simulator
