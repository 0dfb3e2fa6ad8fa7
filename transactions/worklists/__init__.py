"""What is not finished, why, and what a person decides about it."""

from transactions.worklists.causes import (
    LISTS,
    Group,
    Listed,
    count_lists,
    find_listed,
    list_groups,
    list_rows,
    name_cause,
)
from transactions.worklists.deciding import (
    MOST_AT_ONCE,
    NOTE_LENGTH,
    Decided,
    NoteMissing,
    Planned,
    Seen,
    decide_all,
    plan_all,
    read_seen,
)
from transactions.worklists.history import Entry, list_entries
from transactions.worklists.rules import Action, Obstacle
from transactions.worklists.words import Telling, find_cause, tell

__all__ = [
    "LISTS",
    "MOST_AT_ONCE",
    "NOTE_LENGTH",
    "Action",
    "Decided",
    "Entry",
    "Group",
    "Listed",
    "NoteMissing",
    "Obstacle",
    "Planned",
    "Seen",
    "Telling",
    "count_lists",
    "decide_all",
    "find_cause",
    "find_listed",
    "list_entries",
    "list_groups",
    "list_rows",
    "name_cause",
    "plan_all",
    "read_seen",
    "tell",
]
