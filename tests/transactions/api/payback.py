"""The pretend PAYBACK as a process, for answers that PAYBACK must have a part in."""

from collections.abc import Iterator

import pytest

from interfaces.payback import transport
from tests.faults.waiting import wait_until
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess
from tests.transactions.till import Till, build_till

PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="session")
def payback_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """Started once."""
    with SimulatorProcess(tmp_path_factory.mktemp("payback") / "simulator.sqlite3") as process:
        yield process
    transport.close_sessions()


@pytest.fixture
def payback(payback_process: SimulatorProcess) -> SimulatorProcess:
    """Nothing booked and no trouble; what an earlier test let it do late is done by now."""
    wait_until(
        lambda: all(call["verdict"] != "running" for call in payback_process.calls()),
        seconds=PATIENCE_SECONDS,
        what="the simulator has nothing to do",
    )
    payback_process.reset()
    payback_process.accept(partner=PARTNER, username=USERNAME, password=PASSWORD)
    return payback_process


@pytest.fixture
def paying(payback: SimulatorProcess, transactional_db: None) -> Till:
    """A till whose interface leads to the pretend PAYBACK."""
    return build_till(
        host=payback.url, partner_short_name=PARTNER, username=USERNAME, password=PASSWORD
    )
