"""What the tests of the PAYBACK client share."""

from collections.abc import Generator

import pytest

from interfaces.payback.transport import close_sessions


@pytest.fixture(autouse=True)
def _fresh_connections() -> Generator[None]:
    yield
    close_sessions()
