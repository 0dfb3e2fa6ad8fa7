"""What stands in the trail cannot be altered, not even by who owns the tables."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg.sql import SQL, Identifier

from interfaces.models import Seal
from interfaces.sealing import seal_trail
from interfaces.trail import list_tables
from tests.interfaces.trail.filling import fill_trail

TABLES = [*(one.name for one in list_tables()), Seal._meta.db_table]
REFUSED = "is append-only"


def execute(statement: str, table: str, *values: Any) -> None:
    """In a transaction of its own, so that the next statement is heard."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SQL(statement).format(table=Identifier(table)), values)


def name_column(table: str) -> str:
    """Any column."""
    with connection.cursor() as cursor:
        return str(connection.introspection.get_table_description(cursor, table)[0].name)


@pytest.fixture
def filled(db: None) -> None:
    """Something in every table."""
    fill_trail()
    seal_trail()


@pytest.mark.usefixtures("filled")
class TestEveryTableOfTheTrail:
    @pytest.mark.parametrize("table", TABLES)
    def test_has_rows_here(self, table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table)))
            assert cursor.fetchone()[0] > 0

    @pytest.mark.parametrize("table", TABLES)
    def test_refuses_an_update(self, table: str) -> None:
        column = name_column(table)

        with pytest.raises(ProgrammingError, match=REFUSED):
            execute(f'UPDATE {{table}} SET "{column}" = "{column}"', table)

    @pytest.mark.parametrize("table", TABLES)
    def test_refuses_a_delete(self, table: str) -> None:
        with pytest.raises(ProgrammingError, match=REFUSED):
            execute("DELETE FROM {table}", table)

    @pytest.mark.parametrize("table", TABLES)
    def test_refuses_to_be_emptied(self, table: str) -> None:
        with pytest.raises(ProgrammingError, match=REFUSED):
            execute("TRUNCATE {table}", table)

    def test_cannot_be_talked_into_it(self) -> None:
        """The library's own way around its triggers is closed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT array_agg(tgname::text) FROM pg_trigger")
            names = ",".join(cursor.fetchone()[0])
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + names + "}"])

        with pytest.raises(ProgrammingError, match=REFUSED):
            execute("DELETE FROM {table}", "interfaces_deed")


@pytest.mark.django_db
class TestPositionMomentAndDatabaseUser:
    def test_are_the_databases_own_whatever_is_sent(self) -> None:
        execute(
            "INSERT INTO {table} (pgh_id, pgh_created_at, pgh_label, pgh_database_user, name) "
            "VALUES (1, '2001-01-01', 'insert', 'niemand', 'Fremd')",
            "interfaces_chainhistory",
        )

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pgh_id = currval('interfaces_audit_position'), pgh_database_user, "
                "now() - pgh_created_at < interval '1 minute' FROM interfaces_chainhistory"
            )
            assert cursor.fetchone() == (True, connection.settings_dict["USER"], True)
