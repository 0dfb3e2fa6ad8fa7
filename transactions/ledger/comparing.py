"""Finds what was lost, doubled, never asked for, or booked otherwise than accepted.

The ledger takes a receipt number of a partner once, so a doubled booking never shows as a repeated
number. What counts is the net of a business key: a sale or a redemption with everything that takes
it back.
"""

from collections.abc import Iterable, Iterator

from transactions.ledger.books import Books, Group
from transactions.ledger.entries import Entry
from transactions.ledger.findings import Finding, Report, Sort
from transactions.ledger.rows import Row


def compare(rows: Iterable[Row], entries: Iterable[Entry]) -> Report:
    """The differences between both; none where everything is booked as accepted, once.

    Both must stand still meanwhile: what is booked between the two readings shows as a difference.
    Rows that are not decided may be booked or not, and are listed as undecided.
    """
    books = Books(rows, entries)
    findings = [finding for group in books.groups for finding in _judge_group(group)]
    findings += _judge_receipts(books)
    findings += [_judge_stranger(entry, books) for entry in books.strangers]
    return Report(tuple(findings), rows=len(books.rows), entries=len(books.entries))


def _judge_group(group: Group) -> Iterator[Finding]:
    found = [finding for row in group.rows for finding in _judge_row(row, group.entry_of(row))]
    found += _judge_undoing(group)
    yield from found or _judge_net(group)
    yield from (
        _tell(Sort.UNDECIDED, row, _say_state(row)) for row in group.rows if row.is_undecided
    )


def _judge_row(row: Row, entry: Entry | None) -> Iterator[Finding]:
    if entry is None:
        if row.must_be_booked:
            yield _tell(Sort.LOST, row, "booked here, not in the ledger")
        return
    if not row.may_be_booked:
        yield _tell(Sort.UNEXPECTED, row, f"{_say_state(row)} here, booked in the ledger")
    else:
        yield from _judge_content(row, entry)


def _judge_content(row: Row, entry: Entry) -> Iterator[Finding]:
    wrong = [
        name
        for name, is_right in (
            ("partner", entry.partner == row.partner),
            ("branch", entry.branch == row.branch),
            ("card", entry.card_hash == row.card_hash),
            ("operation", entry.operation == row.operation),
            ("original", entry.reference == row.original),
        )
        if not is_right
    ]
    if wrong:
        text = f"{', '.join(wrong)} in the ledger: {entry.name}, branch {entry.branch or '-'}"
        yield _tell(Sort.WRONG_PARTY, row, text)
    elif (entry.total, entry.eligible) != row.amounts:
        yield _tell(Sort.WRONG_AMOUNT, row, f"{entry.total} and {entry.eligible} EUR in the ledger")
    elif row.expected_points not in {None, entry.points}:
        text = f"{row.expected_points} points here, {entry.points} in the ledger"
        yield _tell(Sort.WRONG_AMOUNT, row, text)


def _judge_undoing(group: Group) -> Iterator[Finding]:
    """Whether what counts as undone is undone, and nothing is undone that was not booked."""
    is_booked, is_undone = group.booking is not None, group.is_undone_in_ledger
    if group.undone is not None and is_booked and not is_undone:
        yield _tell(Sort.LOST, group.undone, "undone here, not in the ledger")
    if group.undone is not None and group.head is not None and is_undone and not is_booked:
        yield _tell(Sort.LOST, group.head, "undone in the ledger, and not booked there")


def _judge_net(group: Group) -> Iterator[Finding]:
    """Whether more was taken back than was given, each taking back being right by itself."""
    if group.booking is None or group.head is None:
        return
    given, rest = group.booking.points, group.net
    is_too_much = rest < 0 if given >= 0 else rest > 0
    if is_too_much or (group.is_undone_in_ledger and rest != 0):
        text = f"{given} points booked, {rest} left after taking back"
        yield _tell(Sort.DOUBLED, group.head, text)


def _judge_receipts(books: Books) -> Iterator[Finding]:
    """Whether one receipt was paid with points, or earned, more than once."""
    for standing in books.list_standing():
        for row in standing[1:]:
            yield _tell(Sort.DOUBLED, row, f"stands beside {standing[0].number}")


def _judge_stranger(entry: Entry, books: Books) -> Finding:
    """What a booking is whose receipt number none of our rows has."""
    twin = books.find_twin(entry)
    if twin is not None:
        text = f"the same as {twin.number} of receipt {twin.receipt_number}"
        return Finding(Sort.DOUBLED, entry.receipt_number, entry.name, text)
    return Finding(Sort.UNEXPECTED, entry.receipt_number, entry.name, "nobody asked for it here")


def _tell(sort: Sort, row: Row, text: str) -> Finding:
    return Finding(sort, row.number, row.name, text)


def _say_state(row: Row) -> str:
    return f"{row.state} ({row.reason})" if row.reason else str(row.state)
