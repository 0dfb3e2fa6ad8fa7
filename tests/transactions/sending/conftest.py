"""What the tests of sending share."""

import pytest

from tests.transactions.sending.pretend import PretendClient


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> PretendClient:
    """PAYBACK, saying yes until a test has it say something else."""
    pretend = PretendClient()
    monkeypatch.setattr("transactions.sending.carry.PaybackClient", pretend.make)
    return pretend
