"""Rows and ledger entries brought together: by receipt number, and by what they take back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from transactions.choices import Kind, Reason, State
from transactions.ledger.entries import UNDOING, Entry, Operation
from transactions.ledger.rows import Row

Key = tuple[str, str]
# Whoever used our number before us: the booking under it is not the row's. And what a person has
# written off was looked at, whether PAYBACK has it or not.
NOT_JUDGED = frozenset({Reason.RECEIPT_NUMBER_TAKEN.value, Reason.WRITTEN_OFF.value})


@dataclass(slots=True)
class Group:
    """One business key: a sale or redemption, and what takes it back, in rows and in the ledger.

    `adopted` undoes it under a number that is not ours: PAYBACK told our reversal "already done".
    """

    rows: list[Row] = field(default_factory=list)
    entries: dict[Key, Entry] = field(default_factory=dict)
    adopted: Entry | None = None

    @property
    def head(self) -> Row | None:
        """What the others take back."""
        return next((row for row in self.rows if not row.original), None)

    @property
    def booking(self) -> Entry | None:
        """The head's booking in the ledger."""
        return self.entry_of(self.head) if self.head else None

    @property
    def reversal(self) -> Row | None:
        """The one row that undoes the head as a whole."""
        return next((row for row in self.rows if row.kind == Kind.REVERSAL), None)

    @property
    def undone(self) -> Row | None:
        """The row by which the whole group counts as undone here."""
        if self.reversal is not None and self.reversal.state == State.BOOKED:
            return self.reversal
        is_reversed = self.head is not None and self.head.state == State.REVERSED
        return self.head if is_reversed else None

    @property
    def is_undone_in_ledger(self) -> bool:
        """Whether the ledger has a booking that undoes the head."""
        own = self.entry_of(self.reversal) if self.reversal else None
        return own is not None or self.adopted is not None

    @property
    def net(self) -> int:
        """The points that all bookings of the group leave on the account."""
        adopted = self.adopted.points if self.adopted else 0
        return sum(entry.points for entry in self.entries.values()) + adopted

    def entry_of(self, row: Row) -> Entry | None:
        """The booking of one of the rows."""
        return self.entries.get(row.key)


class Books:
    """All groups, and the bookings that belong to none of our rows."""

    def __init__(self, rows: Iterable[Row], entries: Iterable[Entry]) -> None:
        """Bring these together."""
        self.rows = list(rows)
        self.entries = list(entries)
        self._groups: dict[Key, Group] = defaultdict(Group)
        self._twins: dict[tuple[object, ...], Row] = {}
        rest = {(entry.partner, entry.receipt_number): entry for entry in self.entries}
        missing = [row for row in self.rows if not self._place(row, rest.pop(row.key, None))]
        by_number = {number: (partner, number) for partner, number in rest}
        for row in missing:
            self._place(row, rest.pop(by_number.get(row.number, row.key), None))
        self.strangers = [entry for entry in rest.values() if not self._adopt(entry)]

    @property
    def groups(self) -> list[Group]:
        """Every business key."""
        return list(self._groups.values())

    def find_twin(self, entry: Entry) -> Row | None:
        """Our row whose booking says the same as this one, under another number."""
        return self._twins.get(_describe(entry))

    def list_standing(self) -> list[list[Row]]:
        """For each receipt what of one kind is booked at PAYBACK and not undone."""
        standing: dict[tuple[str, Kind], list[Row]] = defaultdict(list)
        for group in self.groups:
            head = group.head
            if head is None or group.booking is None or group.is_undone_in_ledger:
                continue
            if head.state == State.BOOKED:
                standing[head.receipt, head.kind].append(head)
        return list(standing.values())

    def _place(self, row: Row, entry: Entry | None) -> bool:
        group = self._groups[row.partner, row.original or row.number]
        if row not in group.rows:
            group.rows.append(row)
        if entry is None:
            return False
        if row.reason.value not in NOT_JUDGED:
            group.entries[row.key] = entry
            self._twins[_describe(entry)] = row
        return True

    def _adopt(self, entry: Entry) -> bool:
        group = self._groups.get((entry.partner, entry.reference))
        if group is None or entry.operation not in UNDOING or group.undone is None:
            return False
        if group.is_undone_in_ledger:
            return False
        group.adopted = entry
        return True


def _describe(entry: Entry) -> tuple[object, ...]:
    if entry.operation in UNDOING:
        return entry.operation, entry.reference
    if entry.operation == Operation.REFUND:
        return entry.operation, entry.reference, entry.eligible
    return entry.operation, entry.card_hash, entry.total, entry.occurred_at
