"""The database's superuser, who may do anything to the trail but knows no key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction
from psycopg.sql import SQL, Composed, Identifier

from interfaces.models import Seal, SealHead
from interfaces.trail import list_tables


@contextmanager
def superuser() -> Iterator[None]:
    """This thread's connection is the superuser's, in a transaction that is undone at the end.

    In it all triggers are off, and no check is left on the tables of the trail.
    """
    own = connections["default"]
    theirs = type(own)({**own.settings_dict, "USER": "postgres", "OPTIONS": {}}, "default")
    connections["default"] = theirs
    try:
        with transaction.atomic():
            run("SET LOCAL session_replication_role = replica")
            drop_checks()
            yield
            transaction.set_rollback(True)
    finally:
        theirs.close()
        connections["default"] = own


def drop_checks() -> None:
    """Takes away the conditions a nonsensical value would violate."""
    names = [Seal._meta.db_table, SealHead._meta.db_table, *(one.name for one in list_tables())]
    for table, check in run(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid::regclass::text = ANY(%s)",
        names,
    ):
        run("ALTER TABLE {table} DROP CONSTRAINT {check}", table=table, check=check)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is undone at the end."""
    mark = transaction.savepoint()
    yield
    transaction.savepoint_rollback(mark)


def run(statement: str, *values: Any, **names: str) -> list[tuple[Any, ...]]:
    """What one statement answers; `{name}` in it stands for an identifier."""
    with connection.cursor() as cursor:
        cursor.execute(name_all(statement, names), values)
        return list(cursor.fetchall()) if cursor.description else []


def name_all(statement: str, names: dict[str, str]) -> Composed:
    """The statement with its identifiers quoted."""
    return SQL(statement).format(**{key: Identifier(name) for key, name in names.items()})
