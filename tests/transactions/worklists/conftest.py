"""What the tests of the worklists share."""

import pytest

from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess
from tests.transactions.api.payback import payback, payback_process
from tests.transactions.sending.conftest import client
from tests.transactions.till import Till, build_till

__all__ = ["client", "payback", "payback_process"]


@pytest.fixture
def paying(payback: SimulatorProcess, db: None) -> Till:
    """A till whose interface leads to the pretend PAYBACK."""
    return build_till(
        host=payback.url, partner_short_name=PARTNER, username=USERNAME, password=PASSWORD
    )
