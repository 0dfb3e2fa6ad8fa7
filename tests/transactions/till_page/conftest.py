"""What the tests of the till page share."""

import pytest

from tests.transactions.api.payback import payback, payback_process, paying
from tests.transactions.till import Till
from tests.transactions.till_page.browsing import Browser, open_page

__all__ = ["payback", "payback_process", "paying"]


@pytest.fixture
def browser(till: Till) -> Browser:
    """A cashier at the page of a till that is ready to collect; PAYBACK does not answer."""
    return open_page(till)


@pytest.fixture
def paying_browser(paying: Till) -> Browser:
    """A cashier at the page of a till whose interface leads to the pretend PAYBACK."""
    return open_page(paying)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a worker an outcome never comes; nobody waits for it."""
    monkeypatch.setattr("transactions.till.collecting.WAIT_SECONDS", 0)
    monkeypatch.setattr("transactions.till.posting.WAIT_SECONDS", 0)
