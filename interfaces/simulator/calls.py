"""The record of every call: what came, what became of it, whether repeats were byte-identical."""

import hashlib
from enum import StrEnum

from interfaces.simulator.store import Store

VISIBLE_HEAD = 6
VISIBLE_TAIL = 4


class Verdict(StrEnum):
    """What became of a call, whatever answer the caller got to see."""

    RUNNING = "running"
    BOOKED = "booked"
    ANSWERED = "answered"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    INVALID = "invalid"
    UNAUTHORISED = "unauthorised"
    NOT_PROCESSED = "not_processed"
    FAILED = "failed"


def mask_card(card: str) -> str:
    """Return at most the first six and last four characters, the rest as asterisks."""
    hidden = len(card) - VISIBLE_HEAD - VISIBLE_TAIL
    if hidden <= 0:
        return "*" * len(card)
    return f"{card[:VISIBLE_HEAD]}{'*' * hidden}{card[-VISIBLE_TAIL:]}"


class Calls:
    """Writes and lists the calls; passwords and PINs are never among them."""

    def __init__(self, store: Store) -> None:
        """Keep the record in `store`."""
        self._store = store

    def start(
        self,
        *,
        at: str,
        body: bytes = b"",
        operation: str = "",
        receipt_number: str = "",
        card: str = "",
        trouble: str = "",
    ) -> int:
        """Record that a call arrived, and return its number."""
        with self._store.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO calls (at, operation, receipt_number, masked_card, verdict, detail,"
                " trouble, request_digest) VALUES (?, ?, ?, ?, ?, '', ?, ?)",
                (
                    at,
                    operation,
                    receipt_number,
                    mask_card(card),
                    Verdict.RUNNING,
                    trouble,
                    hashlib.sha256(body).hexdigest(),
                ),
            )
        return cursor.lastrowid or 0

    def settle(self, number: int, verdict: Verdict, detail: str = "") -> None:
        """Record what became of a call; `detail` is a fault code or the place of an error."""
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE calls SET verdict = ?, detail = ? WHERE id = ?", (verdict, detail, number)
            )

    def list_calls(self, receipt_number: str | None = None) -> list[dict[str, object]]:
        """Return the calls, oldest first, all or those of one receipt number."""
        rows = self._store.read(
            "SELECT * FROM calls WHERE :number IS NULL OR receipt_number = :number ORDER BY id",
            {"number": receipt_number},
        )
        return [dict(row) for row in rows]
