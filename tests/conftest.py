"""What every test keeps to."""

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

# A busy machine is slow in making examples too; that says nothing about the code.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[str, set[str]]:
    """As pytest-django's. Hands out the rights of all groups as the migrations left them.

    Tests with real transactions empty the tables, groups included.
    """
    from tests.rights.intended import read_all_rights  # noqa: PLC0415  (needs the app registry)

    with django_db_blocker.unblock():
        return read_all_rights()
