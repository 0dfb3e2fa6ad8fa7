"""The simulator's file, changed behind its back."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class LedgerFile:
    """The ledger of a running simulator, by plain SQL; what is changed here it shows at once."""

    def __init__(self, file: Path) -> None:
        """Work on the file of a simulator."""
        self._file = file

    def read(self, receipt_number: str) -> dict[str, Any]:
        """The booking under a number."""
        (row,) = self._run("SELECT * FROM ledger WHERE receipt_number = ?", receipt_number)
        return dict(row)

    def read_all(self) -> list[dict[str, Any]]:
        """Every booking."""
        return [dict(row) for row in self._run("SELECT * FROM ledger ORDER BY id")]

    def insert(self, entry: Mapping[str, Any], **changes: Any) -> None:
        """One more booking like `entry`, except for its changes."""
        values = {**entry, **changes}
        del values["id"]
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self._run(f"INSERT INTO ledger ({names}) VALUES ({marks})", *values.values())

    def change(self, receipt_number: str, **changes: Any) -> None:
        """Other values in the booking under a number."""
        sets = ", ".join(f"{name} = ?" for name in changes)
        self._run(
            f"UPDATE ledger SET {sets} WHERE receipt_number = ?", *changes.values(), receipt_number
        )

    def remove(self, receipt_number: str) -> None:
        """The booking under a number never was."""
        self._run("DELETE FROM ledger WHERE receipt_number = ?", receipt_number)

    def replace_all(self, entries: list[dict[str, Any]]) -> None:
        """These bookings and no others."""
        self._run("DELETE FROM ledger")
        for entry in entries:
            self.insert(entry)

    def _run(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        connection = sqlite3.connect(self._file)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = OFF")
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()
