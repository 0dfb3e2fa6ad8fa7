"""What all tests share, and what every one that generates its examples keeps to."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

# A busy machine is slow in making examples too; that says nothing about the code.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

GIVEN = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Lets Django empty the tables after a test with several connections: the trail's too.

    In the transaction that does it, and nowhere else, the guards of append-only tables are off.
    Groups and their rights stay: migrations made them, and nothing would make them again.
    """
    empty = DatabaseOperations.sql_flush

    def sql_flush(
        self: DatabaseOperations, style: Any, tables: list[str], **options: Any
    ) -> list[str]:
        off, on = (
            [f"ALTER TABLE {name} {switch} TRIGGER USER" for name in list_guarded()]
            for switch in ("DISABLE", "ENABLE")
        )
        emptied = [name for name in tables if name not in GIVEN]
        return [*off, *empty(self, style, emptied, **options), *on]

    with patch.object(DatabaseOperations, "sql_flush", sql_flush):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[str, set[str]]:
    """As pytest-django's. Hands out the rights of all groups as the migrations left them."""
    from tests.rights.intended import read_all_rights  # noqa: PLC0415  (the apps are not ready yet)

    with django_db_blocker.unblock():
        return read_all_rights()


def list_guarded() -> list[str]:
    """The tables that refuse to be emptied."""
    from interfaces.models import Seal  # noqa: PLC0415  (the apps are not ready when this is read)
    from interfaces.trail import list_tables  # noqa: PLC0415

    return [Seal._meta.db_table, *(one.name for one in list_tables())]
