"""The stack's own database on the server that pytest runs on, and plain SQL to it."""

import os
from typing import Any, Self
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row


class Database:
    """Made empty, read and changed by SQL, dropped at the end."""

    def __init__(self, server_url: str, purpose: str = "faults") -> None:
        """Prepare a database beside the one `server_url` names."""
        self._name = f"{purpose}_{os.getpid()}"
        self._server_url = server_url
        self.url = urlsplit(server_url)._replace(path=f"/{self._name}").geturl()
        self._connection: psycopg.Connection[dict[str, Any]] | None = None
        self._is_shut = False
        self.was_away = False

    def create(self) -> Self:
        """Make it; nothing is in it."""
        self._administer("CREATE DATABASE {name}")
        return self

    def drop(self) -> None:
        """Remove it, whoever is still connected."""
        self.close()
        self._administer("DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def shut_out(self) -> None:
        """Let nobody in and send everybody away, as a database that is down does."""
        self._is_shut = self.was_away = True
        self.close()
        self._administer("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        self._administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {text}"
        )

    def let_in(self) -> None:
        """Take connections again, if it does not."""
        if self._is_shut:
            self._is_shut = False
            self._administer("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")

    def close(self) -> None:
        """Let go of our own connection; the next statement opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def read(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a query, as they are committed now."""
        return self._connect().execute(statement.encode(), values).fetchall()

    def read_value(self, statement: str, *values: object) -> Any:
        """The only column of the only row."""
        (row,) = self.read(statement, *values)
        (value,) = row.values()
        return value

    def change(self, statement: str, *values: object) -> int:
        """Run one statement, committed at once; the number of rows it touched."""
        return self._connect().execute(statement.encode(), values).rowcount

    def _connect(self) -> psycopg.Connection[dict[str, Any]]:
        if self._connection is None:
            self._connection = psycopg.connect(self.url, autocommit=True, row_factory=dict_row)
        return self._connection

    def _administer(self, statement: str) -> None:
        composed = sql.SQL(statement).format(
            name=sql.Identifier(self._name), text=sql.Literal(self._name)
        )
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(composed)
