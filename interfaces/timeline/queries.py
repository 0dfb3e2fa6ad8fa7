"""Reading the timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value

from interfaces.choices import DeedKind
from interfaces.models.history import list_history_models
from interfaces.timeline.deeds import PREFIX, DeedSource
from interfaces.timeline.entries import Entry, Line
from interfaces.timeline.histories import HistorySource
from interfaces.timeline.names import Names
from interfaces.timeline.question import Question, Sight

Source = HistorySource | DeedSource
PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `older` is the position before which the next page begins."""

    entries: tuple[Entry, ...]
    older: int | None


def list_sources() -> list[Source]:
    """Deeds, and the history of every kept model of all apps."""
    return [DeedSource(), *(HistorySource(one) for one in list_history_models())]


def list_kinds() -> dict[str, str]:
    """What may be asked for as `what`: keys and names, deeds before changes."""
    deeds = {f"{PREFIX}{kind.value}": str(kind.label) for kind in DeedKind}
    return deeds | {one.key: one.label for one in list_sources() if one.key != PREFIX}


def list_entries(*, question: Question, sight: Sight, size: int = PAGE) -> Page:
    """The newest `size` entries of all sources together.

    Each table gives its own newest ones, by position and from an index; the number of queries does
    not grow with the number of entries.
    """
    sources = list_sources()
    places = list(_find_places(sources, question, sight, size + 1))
    shown = places[:size]
    rows = sorted(_load(sources, shown, sight), key=lambda one: -one.position)
    names = Names(set().union(*(one.list_keys() for one in rows)))
    entries = tuple(one.build_entry(names) for one in rows)
    return Page(entries, older=shown[-1][0] if len(places) > size else None)


def _find_places(
    sources: list[Source], question: Question, sight: Sight, size: int
) -> list[tuple[int, int]]:
    parts = []
    for number, source in enumerate(sources):
        rows = source.find(question, sight)
        if rows is not None:
            parts.append(_select(rows, source.position, number, size))
    if not parts:
        return []
    first, *others = parts
    together = first.union(*others, all=True).order_by("-pgh_place")[:size] if others else first
    return list(together)


def _load(sources: list[Source], shown: list[tuple[int, int]], sight: Sight) -> Iterator[Line]:
    for number, source in enumerate(sources):
        positions = [position for position, one in shown if one == number]
        if positions:
            yield from source.load(positions, sight)


def _select(rows: QuerySet[Any], position: str, number: int, size: int) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.annotate(pgh_place=F(position), pgh_source=Value(number))
    return found.order_by("-pgh_place").values_list("pgh_place", "pgh_source")[:size]
