"""The trail of moves and calls, read once each: legal moves, the fence, and calls that were due."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tests.model.rules import ARROWS, REASONS, Breaker

BEGINNING = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One move from `left` to `right`, or one call, whose verdict is `left` then."""

    id: str
    transaction: str
    kind: str
    is_move: bool
    left: str
    right: str
    reason: str
    number: int
    at: datetime


class Trail:
    """What the trail has told so far. Keys of rows sort by the moment they were made."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.breaker = Breaker()
        self._since: dict[str, datetime] = {}
        self._numbers: dict[str, int] = {}
        self._settings = 0
        self._claimed_under: dict[tuple[str, int], int] = {}
        self._last = BEGINNING
        self._told: list[Entry] = []

    def change_settings(self) -> None:
        """What was noted under other settings counts no more."""
        self._settings += 1
        self.breaker = Breaker()

    def read_on(self) -> None:
        """Reads what was written since the last time."""
        for entry in _read_after(self._last):
            self._last = entry.id
            self._told.append(entry)
            with _explained(entry):
                if entry.is_move:
                    self._follow(entry)
                else:
                    self._hear(entry)

    def check_kept(self) -> None:
        """What was told once is still told, and in the same words."""
        assert _read_after(BEGINNING) == self._told, "the past was rewritten"

    def _follow(self, move: Entry) -> None:
        assert self.states.get(move.transaction, "") == move.left, "comes from somewhere else"
        assert move.right in ARROWS[move.kind].get(move.left, ()), "no such arrow"
        assert move.reason in REASONS.get(move.right, {""}), "a reason that cannot be"
        number = self._numbers.get(move.transaction, 0)
        assert move.number == number + (move.right == "claimed"), "somebody who was late moved it"
        if move.right == "claimed":
            self._check_claim(move)
        self.states[move.transaction] = move.right
        self._numbers[move.transaction] = move.number
        self._since[move.transaction] = move.at

    def _check_claim(self, move: Entry) -> None:
        on_their_way = [
            row
            for row, state in self.states.items()
            if state in {"claimed", "started"} and self.breaker.leases(self._since[row], move.at)
        ]
        assert self.breaker.lets_through(move.at, len(on_their_way)), "called at a closed gate"
        self._claimed_under[move.transaction, move.number] = self._settings

    def _hear(self, call: Entry) -> None:
        if self._claimed_under[call.transaction, call.number] == self._settings:
            self.breaker.hear(call.left, call.at)


@contextmanager
def _explained(entry: Entry) -> Iterator[None]:
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{error}: {entry}") from None


def _read_after(last: str) -> list[Entry]:
    statement = (
        "SELECT c.id::text, d.transaction_id::text, t.kind, true, c.from_state, c.to_state,"
        " c.reason, c.attempt_number, c.changed_at FROM transactions_statechange c"
        " JOIN transactions_delivery d ON d.id = c.delivery_id"
        " JOIN transactions_transaction t ON t.id = d.transaction_id WHERE c.id > %s"
        " UNION ALL SELECT a.id::text, d.transaction_id::text, t.kind, false, a.verdict, '',"
        " a.code, a.number, a.recorded_at FROM transactions_attempt a"
        " JOIN transactions_delivery d ON d.id = a.delivery_id"
        " JOIN transactions_transaction t ON t.id = d.transaction_id WHERE a.id > %s ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [last, last])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [Entry(*row) for row in rows]
