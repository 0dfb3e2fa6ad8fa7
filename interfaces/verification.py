"""Whether the audit trail is still what was written and sealed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Any

from django.db import DataError, transaction
from django.db.models import Max

from interfaces.models import Seal, SealHead
from interfaces.sealing import lock_seals, sign_head, sign_seal, write_anchor
from interfaces.trail import Span, TrailRow, read_counter, read_rows, reading, sum_up
from interfaces.trail_guards import find_missing_guards

# How far clocks may be set meanwhile without a row seeming to be from another time.
CLOCK_SLACK_SECONDS = 300.0
SEALS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was: what, and where."""

    what: str
    table: str = ""
    seal: int | None = None
    positions: tuple[int, int] | None = None

    def __str__(self) -> str:
        where = [f"table {self.table}"] if self.table else []
        where += [f"seal {self.seal}"] if self.seal is not None else []
        if self.positions is not None:
            first, last = self.positions
            where.append(f"position {first}" if first == last else f"positions {first} to {last}")
        return f"{', '.join(where)}: {self.what}" if where else self.what


@dataclass(slots=True)
class Verdict:
    """What was found, and how much was looked at; `unsealed` rows are younger than every seal."""

    findings: list[Finding] = field(default_factory=list)
    seals: int = 0
    sealed: int = 0
    unsealed: int = 0

    def add(self, what: str, **where: Any) -> None:
        """One more finding; `where` as in `Finding`."""
        self.findings.append(Finding(what, **where))


def verify_trail(*, anchor: str = "") -> Verdict:
    """Compares every row with the seals, and the seals with each other.

    Found is every row that was changed, removed, added or moved after its seal, also one with a
    past position or a past moment; every seal that was changed, added, removed or moved; and every
    trigger of the trail that is gone or off. Seals cut off at the end are found by the head; in
    case that was set back too, by `anchor`, a text that `write_anchor` made earlier. Rows that no
    seal covers yet are counted.
    """
    verdict = Verdict()
    try:
        with reading():
            _Walk(verdict).run(anchor)
    except DataError as error:
        verdict.add(f"a value that was never written: {error}")
    for name, table in find_missing_guards():
        verdict.add(f"the trigger {name} is gone or off", table=table)
    return verdict


class _Rows:
    """The rows of the trail, taken bit by bit."""

    def __init__(self, rows: Iterator[TrailRow]) -> None:
        self.rows = rows
        self.ahead = next(rows, None)

    def take(self, *, to: int | None = None) -> Iterator[TrailRow]:
        """The next rows, up to this position."""
        while self.ahead is not None and (to is None or self.ahead.position <= to):
            yield self.ahead
            self.ahead = next(self.rows, None)


class _Walk:
    """One walk along the chain and the rows, both in the order of positions."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.previous: Seal | None = None

    def run(self, anchor: str) -> None:
        """Adds to the verdict whatever is found."""
        with transaction.atomic():
            lock_seals(alone=False)
            head = SealHead.objects.first()
            last = Seal.objects.aggregate(last=Max("number"))["last"] or 0
        seals = Seal.objects.filter(number__lte=last).order_by("number")
        rows = _Rows(read_rows())
        is_anchored = not anchor
        for seal in seals.iterator(chunk_size=SEALS_AT_ONCE):
            self._compare_link(seal)
            self._compare_rows(seal, rows)
            is_anchored = is_anchored or write_anchor(seal) == anchor
            self.previous = seal
        self._look_at_rest(rows)
        self._compare_head(head)
        if not is_anchored:
            self.verdict.add(f"there is no seal {anchor}")

    def _compare_link(self, seal: Seal) -> None:
        before = self.previous
        number, position, mac = (
            (before.number, before.to_position, before.mac) if before else (0, 0, "")
        )
        if seal.mac != sign_seal(seal):
            self.verdict.add("changed, or not made with this key", seal=seal.number)
        if seal.number != number + 1:
            missing = seal.number - number - 1
            self.verdict.add(f"{missing} seals before it are missing", seal=seal.number)
        elif (seal.after_position, seal.previous_mac) != (position, mac):
            self.verdict.add("does not follow the seal before it", seal=seal.number)
        self.verdict.seals += 1

    def _compare_rows(self, seal: Seal, rows: _Rows) -> None:
        for name, span in sum_up(rows.take(to=seal.after_position)).items():
            self.verdict.add("rows under no seal", table=name, positions=(span.first, span.last))
        spans = sum_up(rows.take(to=seal.to_position))
        expected = seal.tables if isinstance(seal.tables, dict) else {}
        for name in sorted(spans.keys() | expected.keys()):
            span = spans.get(name) or Span()
            self.verdict.sealed += span.count
            what = _tell_difference(span, expected.get(name))
            if what or self._is_from_another_time(span, until=seal.sealed_at):
                self.verdict.add(
                    what or "a moment from before or after the seal",
                    table=name,
                    seal=seal.number,
                    positions=(seal.after_position + 1, seal.to_position),
                )

    def _look_at_rest(self, rows: _Rows) -> None:
        spans = sum_up(rows.take())
        counter, now = read_counter()
        if self.previous and counter < self.previous.to_position:
            self.verdict.add(f"the counter of positions was set back to {counter}")
        for name, span in spans.items():
            self.verdict.unsealed += span.count
            if span.last > counter or self._is_from_another_time(span, until=now):
                self.verdict.add(
                    "a position that was not given out, or a moment before the last seal",
                    table=name,
                    positions=(span.first, span.last),
                )

    def _is_from_another_time(self, span: Span, *, until: datetime) -> bool:
        since = self.previous.sealed_at.timestamp() if self.previous else -inf
        return (
            span.earliest < since - CLOCK_SLACK_SECONDS
            or span.latest > until.timestamp() + CLOCK_SLACK_SECONDS
        )

    def _compare_head(self, head: SealHead | None) -> None:
        last = self.previous
        expected = (last.number, last.to_position, last.mac) if last else None
        found = (head.number, head.to_position, head.seal_mac) if head else None
        if head is not None and head.mac != sign_head(head):
            self.verdict.add("the head of the chain was changed, or not made with this key")
        elif found != expected:
            self.verdict.add("the chain does not end where its head says: seals are missing")


def _tell_difference(span: Span, expected: Any) -> str:
    match expected:
        case None:
            return "rows were added" if span.count else ""
        case [int(count), _digest] if count != span.count:
            difference = span.count - count
            return (
                f"{difference} rows were added"
                if difference > 0
                else f"{-difference} rows are missing"
            )
    return "" if span.digest == expected else "a row was changed or moved"
