"""What the tests of the message side share."""

import pytest

from tests.transactions.till import Till, build_till


@pytest.fixture
def till(db: None) -> Till:
    """A till that is ready to collect."""
    return build_till()
