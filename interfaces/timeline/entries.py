"""One line of the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model

from interfaces.timeline.names import Names

Keys = set[tuple[type[Model], Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after; of a secret only the word for what happened to it."""

    label: str
    old: str = ""
    new: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, who did it, and from where; `facts` are for whoever looks closer."""

    position: int
    moment: datetime
    who: str
    what: str
    outcome: str = ""
    is_failure: bool = False
    place: str = ""
    detail: str = ""
    changes: tuple[Change, ...] = ()
    values: tuple[Change, ...] = ()
    address: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class Line(Protocol):
    """A row of the trail on its way to being an entry."""

    @property
    def position(self) -> int:
        """Where it stands in the trail."""

    def list_keys(self) -> Keys:
        """The rows whose names are wanted."""

    def build_entry(self, names: Names) -> Entry:
        """As it is shown."""
