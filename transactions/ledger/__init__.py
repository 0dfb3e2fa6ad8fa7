"""Our tables held against the ledger of the pretend PAYBACK, line by line and net by net."""

from transactions.ledger.comparing import compare
from transactions.ledger.entries import Entry, LedgerUnreadable, read_entries
from transactions.ledger.findings import Finding, Report, Sort
from transactions.ledger.rows import Row, list_rows

__all__ = [
    "Entry",
    "Finding",
    "LedgerUnreadable",
    "Report",
    "Row",
    "Sort",
    "compare",
    "list_rows",
    "read_entries",
]
