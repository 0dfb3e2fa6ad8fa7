"""What a comparison found."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What is the matter."""

    LOST = "lost"
    DOUBLED = "doubled"
    UNEXPECTED = "unexpected"
    WRONG_AMOUNT = "wrong amount"
    WRONG_PARTY = "wrong party"
    UNDECIDED = "undecided"


ALARMS = tuple(sort for sort in Sort if sort is not Sort.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference; `number` is the receipt number PAYBACK has or should have."""

    sort: Sort
    number: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.sort}: {self.name}: {self.text}"


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, and how much was compared."""

    findings: tuple[Finding, ...]
    rows: int
    entries: int

    @property
    def counts(self) -> dict[Sort, int]:
        """How many of each sort, those with none included."""
        found = Counter(finding.sort for finding in self.findings)
        return {sort: found[sort] for sort in Sort}

    @property
    def alarms(self) -> tuple[Finding, ...]:
        """What must not be; undecided rows are none of it."""
        return tuple(finding for finding in self.findings if finding.sort in ALARMS)

    def write(self) -> Iterator[str]:
        """The lines of a printed report."""
        yield f"{self.rows} transactions, {self.entries} bookings in the ledger."
        for sort, count in self.counts.items():
            yield f"{sort}: {count}"
        yield from map(str, self.findings)
