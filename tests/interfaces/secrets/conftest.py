"""A stored password, and key rings to lose it with."""

from collections.abc import Callable, Iterator

import pytest
from cryptography.fernet import Fernet, MultiFernet

from interfaces.models import Interface
from tests.factories import InterfaceFactory
from tests.interfaces.secrets.columns import PASSWORD_FIELD
from tests.interfaces.secrets.ways import reload


@pytest.fixture
def row() -> Interface:
    """An interface with a password, as loaded from the database."""
    return reload(InterfaceFactory.create())


@pytest.fixture
def use_keys() -> Iterator[Callable[..., None]]:
    """Gives the password field another key ring until the test ends."""
    kept = PASSWORD_FIELD.fernet

    def use(*keys: bytes) -> None:
        PASSWORD_FIELD.fernet = MultiFernet([Fernet(key) for key in keys])

    yield use
    PASSWORD_FIELD.fernet = kept
