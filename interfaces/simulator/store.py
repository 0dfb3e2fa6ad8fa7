"""The simulator's own SQLite file: its tables, its one connection, its transactions."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interfaces.simulator.defaults import COUPONS, MEMBERS

SCHEMA = """
CREATE TABLE IF NOT EXISTS members (
    card TEXT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('registered', 'unregistered', 'disabled', 'expired')),
    pin TEXT,
    balance INTEGER NOT NULL,
    collected INTEGER NOT NULL,
    spent INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS coupons (
    code TEXT PRIMARY KEY,
    kind TEXT NOT NULL
        CHECK (kind IN ('multiplier', 'extra_points', 'used', 'expired', 'other_branch')),
    value INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    partner TEXT NOT NULL,
    branch TEXT NOT NULL,
    receipt_number TEXT NOT NULL,
    operation TEXT NOT NULL,
    card TEXT NOT NULL,
    points INTEGER NOT NULL,
    legal_amount TEXT,
    rewardable_amount TEXT,
    coupons TEXT NOT NULL,
    transactions TEXT NOT NULL,
    reference_receipt_number TEXT,
    effective_date TEXT NOT NULL,
    device_id TEXT NOT NULL,
    booked_at TEXT NOT NULL,
    CONSTRAINT book_once_per_receipt_number UNIQUE (partner, receipt_number)
);
CREATE INDEX IF NOT EXISTS ledger_by_reference ON ledger (partner, reference_receipt_number);
CREATE INDEX IF NOT EXISTS ledger_by_card ON ledger (card);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    operation TEXT NOT NULL,
    receipt_number TEXT NOT NULL,
    masked_card TEXT NOT NULL,
    verdict TEXT NOT NULL,
    detail TEXT NOT NULL,
    trouble TEXT NOT NULL,
    request_digest TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS calls_by_receipt_number ON calls (receipt_number);
"""

FOREIGN_LOCK_TIMEOUT_SECONDS = 10.0


class Store:
    """One file, one connection, one writer at a time; what was committed survives a kill."""

    def __init__(self, file: Path) -> None:
        """Open `file`, making it with its default members and coupons if it is new."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            file,
            timeout=FOREIGN_LOCK_TIMEOUT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)
        with self.transaction() as connection:
            if connection.execute("SELECT 1 FROM members LIMIT 1").fetchone() is None:
                _fill(connection)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the file's write lock for one short transaction; an exception undoes all of it."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def read(self, query: str, parameters: dict[str, object] | None = None) -> list[sqlite3.Row]:
        """Return the rows that `query` finds among what is committed."""
        with self._lock:
            return self._connection.execute(query, parameters or {}).fetchall()

    def reset(self) -> None:
        """Forget everything and start again with the default members and coupons."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM members")
            connection.execute("DELETE FROM coupons")
            connection.execute("DELETE FROM ledger")
            connection.execute("DELETE FROM calls")
            _fill(connection)

    def close(self) -> None:
        """Close the file after the transaction under way, if there is one."""
        with self._lock:
            self._connection.close()


def _fill(connection: sqlite3.Connection) -> None:
    connection.executemany(
        "INSERT INTO members (card, status, pin, balance, collected, spent)"
        " VALUES (?, ?, ?, ?, ?, 0)",
        [(card, status, pin, balance, balance) for card, status, pin, balance in MEMBERS],
    )
    connection.executemany("INSERT INTO coupons (code, kind, value) VALUES (?, ?, ?)", COUPONS)
