"""A filled house beside a running simulator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interfaces.payback import transport
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess
from tests.transactions.ledger.planting import LedgerFile
from tests.transactions.ledger.scene import Scene
from tests.transactions.till import build_till

FILE = "simulator.sqlite3"


@pytest.fixture(scope="module")
def simulator_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the simulator keeps its file."""
    return tmp_path_factory.mktemp("ledger")


@pytest.fixture(scope="module")
def simulator(simulator_folder: Path) -> Iterator[SimulatorProcess]:
    """Started once."""
    with SimulatorProcess(simulator_folder / FILE) as process:
        yield process
    transport.close_sessions()


@pytest.fixture
def scene(db: None, simulator: SimulatorProcess, simulator_folder: Path) -> Scene:
    """Both sides agree."""
    simulator.reset()
    till = build_till(
        host=simulator.url, partner_short_name=PARTNER, username=USERNAME, password=PASSWORD
    )
    return Scene(till, simulator, LedgerFile(simulator_folder / FILE)).fill()
