"""The audit trail as rows of text, the way it is sealed."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import inf

from django.db import connection, transaction

from interfaces.models import Deed
from interfaces.models.guards import AUDIT_LOCK, AUDIT_POSITION
from interfaces.models.history import list_history_models

ROWS_AT_ONCE = 2000
NO_POSITION = 2**63
# How a value is written as text must not depend on who reads it.
_SAME_TEXT_FOR_ALL = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
)
_COLUMNS = """
    SELECT tables.name, array_agg(attname::text ORDER BY attname COLLATE "C")
    FROM unnest(%s::text[]) AS tables (name)
    JOIN pg_attribute ON attrelid = to_regclass(quote_ident(tables.name))
    WHERE attnum > 0 AND NOT attisdropped
    GROUP BY tables.name
"""
_COUNTER = f"""
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END, clock_timestamp()
    FROM {AUDIT_POSITION}
"""  # noqa: S608  (our own name)


@dataclass(frozen=True, slots=True)
class TrailTable:
    """A table of the trail, and which of its columns hold position and moment."""

    name: str
    position: str
    moment: str


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One row: its table and position, when it was recorded (seconds since 1970), all it says."""

    table: str
    position: int
    recorded: float
    content: bytes


class Span:
    """What a run of rows of one table covers: count, digest, positions and moments."""

    def __init__(self) -> None:
        self.count, self.first, self.last = 0, 0, 0
        self.earliest, self.latest = inf, -inf
        self._hash = hashlib.sha256()

    def add(self, row: TrailRow) -> None:
        """One more row, the next by position."""
        self.count += 1
        self.first, self.last = self.first or row.position, row.position
        self.earliest = min(self.earliest, row.recorded)
        self.latest = max(self.latest, row.recorded)
        self._hash.update(row.content)

    @property
    def digest(self) -> list[int | str]:
        """Count and SHA-256, as a seal keeps them."""
        return [self.count, self._hash.hexdigest()]


def list_tables() -> list[TrailTable]:
    """Every table of the trail: deeds, and the history of each kept model of all apps."""
    histories = [
        TrailTable(one._meta.db_table, "pgh_id", "pgh_created_at") for one in list_history_models()
    ]
    return [TrailTable(Deed._meta.db_table, "position", "recorded_at"), *histories]


@contextmanager
def reading() -> Iterator[None]:
    """A database transaction in which `read_rows` yields the same text for everybody."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(_SAME_TEXT_FOR_ALL))
        yield


def read_rows(*, after: int | None = None, to: int | None = None) -> Iterator[TrailRow]:
    """The rows of all tables in the order of positions, `after` exclusive, `to` inclusive.

    A few at a time are in memory. A table that is gone has no rows.
    """
    tables = list_tables()
    columns = _read_columns(tables)
    found = [one for one in tables if one.name in columns]
    bounds = [one for one in (after, to) if one is not None]
    parts = [_select(one, columns[one.name], after, to) for one in found]
    with connection.chunked_cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 2", bounds * len(parts))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for name, position, recorded, values in rows:
                yield TrailRow(
                    name,
                    NO_POSITION if position is None else position,
                    inf if recorded is None else recorded,
                    write_row(columns[name], values),
                )


def sum_up(rows: Iterable[TrailRow]) -> dict[str, Span]:
    """A span for each table that has rows here."""
    spans: dict[str, Span] = {}
    for row in rows:
        spans.setdefault(row.table, Span()).add(row)
    return spans


def write_row(columns: list[str], values: list[str | None]) -> bytes:
    """The canonical form of a row.

    Every column that is not NULL, in the order of names: name and text of the value, each as a
    netstring (length in bytes, colon, bytes, comma); all of it as a netstring again. A column that
    is added later is NULL in older rows and changes nothing.
    """
    parts = [
        _netstring(name.encode()) + _netstring(value.encode())
        for name, value in zip(columns, values, strict=True)
        if value is not None
    ]
    return _netstring(b"".join(parts))


def read_counter() -> tuple[int, datetime]:
    """The last position given out, and the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTER)
        position, moment = cursor.fetchone()
    return position, moment


def close_positions() -> tuple[int, datetime]:
    """The last position given out, and the moment; no row at or before it can still turn up.

    Waits for those who are writing, one second at most.

    :raises django.db.OperationalError: somebody has been writing for longer than that.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AUDIT_LOCK])
        return read_counter()


def _read_columns(tables: Iterable[TrailTable]) -> dict[str, list[str]]:
    """The columns of each table as the database has them now."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [[one.name for one in tables]])
        return dict(cursor.fetchall())


def _select(table: TrailTable, columns: list[str], after: int | None, to: int | None) -> str:
    position = _quote(table.position)
    limits = [f"{position} > %s"] * (after is not None) + [f"{position} <= %s"] * (to is not None)
    texts = ", ".join(f"{_quote(one)}::text" for one in columns)
    return (
        f"SELECT '{table.name}', {position}, "  # noqa: S608  (quoted names from the catalogue)
        f"extract(epoch FROM {_quote(table.moment)})::float8, ARRAY[{texts}] "
        f"FROM {_quote(table.name)} WHERE {' AND '.join(limits) or 'true'}"
    )


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


def _netstring(content: bytes) -> bytes:
    return str(len(content)).encode() + b":" + content + b","
