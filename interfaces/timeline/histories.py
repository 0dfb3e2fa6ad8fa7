"""Changes of rows in the timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.text import capfirst

from interfaces.models import Branch, Workstation
from interfaces.models.history import HistoryRow
from interfaces.timeline.entries import Change, Entry, Keys
from interfaces.timeline.names import Names, get_kept, write_title
from interfaces.timeline.question import NOBODY, Question, Sight
from interfaces.timeline.wording import (
    VERBS,
    VERBS_OF_PAIRS,
    is_digest,
    write_facts,
    write_label,
    write_secret,
    write_value,
    write_who,
)


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A history row beside the one before it."""

    source: "HistorySource"
    row: Any
    before: Any

    @property
    def position(self) -> int:
        """Where it stands in the trail."""
        return int(self.row.pgh_id)

    def list_keys(self) -> Keys:
        """The rows whose names are wanted."""
        return self.source.list_keys(self)

    def build_entry(self, names: Names) -> Entry:
        """As it is shown."""
        return self.source.build_entry(self, names)


class HistorySource:
    """The history of one model."""

    position = "pgh_id"

    def __init__(self, history: type[HistoryRow]) -> None:
        self.history = history
        tracked: Any = history.pgh_tracked_model
        self.model = get_kept(history)
        self.key = self.model._meta.label_lower
        self.label = str(capfirst(tracked._meta.verbose_name))
        self.is_pair = not hasattr(history, "pgh_obj_id")
        self.fields: list[tuple[Any, Any]] = [
            (one, self.model._meta.get_field(one.name))
            for one in history._meta.local_fields
            if not one.name.startswith("pgh_")
        ]

    def find(self, question: Question, sight: Sight) -> QuerySet[Any, Any] | None:
        """The rows asked for; None when there cannot be any."""
        if question.what not in {"", self.key} or (question.row and self.is_pair):
            return None
        if not all(self.history.kept_places.knows(name) for name in question.places):
            return None
        places = {f"pgh_{name}_key": key for name, key in question.places.items()}
        rows = self._see(sight).filter(*_conditions(question), **places)
        return self._pick(rows, question.row) if question.row else rows

    def load(self, positions: Sequence[int], sight: Sight) -> list[ChangedRow]:
        """The rows at these positions, with those before them as far as they are seen."""
        rows = list(self._with_previous(sight).filter(pgh_id__in=positions))
        before = self.history.objects.in_bulk(
            [row.pgh_previous for row in rows if row.pgh_previous]
        )
        return [ChangedRow(self, row, before.get(row.pgh_previous)) for row in rows]

    def list_keys(self, changed: ChangedRow) -> Keys:
        """Of fields that point to other rows, and of who and where."""
        row, keys = changed.row, set()
        for one in (row, changed.before):
            if one is not None:
                keys |= {
                    (field.related_model, getattr(one, own.attname))
                    for own, field in self.fields
                    if field.related_model
                }
        keys |= {(User, row.pgh_actor_key), (Branch, row.pgh_branch_key)}
        keys |= {(Workstation, row.pgh_workstation_key)}
        return {(model, key) for model, key in keys if key is not None}

    def build_entry(self, changed: ChangedRow, names: Names) -> Entry:
        """One line."""
        row, context = changed.row, changed.row.pgh_context or {}
        username = context.get("username") or (
            names.get(User, row.pgh_actor_key) if row.pgh_actor_key else ""
        )
        return Entry(
            position=row.pgh_id,
            moment=row.pgh_created_at,
            who=write_who(context, username=username, database_user=row.pgh_database_user),
            what=self._write_what(row, names),
            place=self._write_place(row, names),
            changes=tuple(self._list_changes(changed, names)),
            values=tuple(self._list_values(row, names)),
            address=str(context.get("address") or ""),
            facts=write_facts(context, database_user=row.pgh_database_user),
        )

    def _pick(self, rows: QuerySet[Any, Any], key: str) -> QuerySet[Any, Any] | None:
        try:
            return rows.filter(pgh_obj=self.model._meta.pk.to_python(key))
        except ValidationError:
            return None

    def _see(self, sight: Sight) -> QuerySet[Any, Any]:
        rows: QuerySet[Any, Any] = self.history.objects.all()
        return rows.filter(sight.condition(chain="pgh_chain_key", user="pgh_user_key"))

    def _with_previous(self, sight: Sight) -> QuerySet[Any, Any]:
        rows = self._see(sight)
        previous: Any = Value(None, output_field=BigIntegerField())
        if not self.is_pair:
            before = rows.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
            previous = Subquery(before.order_by("-pgh_id").values("pgh_id")[:1])
        found: QuerySet[Any, Any] = rows.annotate(pgh_previous=previous)
        return found

    def _write_what(self, row: Any, names: Names) -> str:
        values = {own.name: self._write(own, field, row, names) for own, field in self.fields}
        verbs = VERBS_OF_PAIRS if self.is_pair else VERBS
        verb = verbs.get(row.pgh_label, VERBS["start"])
        return f"{self.label} {write_title(self.history, values)} {verb}"

    def _write_place(self, row: Any, names: Names) -> str:
        places = [(Workstation, row.pgh_workstation_key), (Branch, row.pgh_branch_key)]
        others = [(model, key) for model, key in places if key and model is not self.model]
        return ", ".join(names.get(model, key) for model, key in others)

    def _list_changes(self, changed: ChangedRow, names: Names) -> Iterable[Change]:
        """What an update changed; everything but the secrets is unknown without a row before."""
        row, before = changed.row, changed.before
        if row.pgh_label != "update" or before is None:
            return
        for own, field in self.fields:
            old, new = getattr(before, own.attname), getattr(row, own.attname)
            if old == new:
                continue
            if self._is_hidden(own, field):
                yield Change(write_label(field), word=write_secret(old, new))
            else:
                yield Change(
                    write_label(field),
                    old=self._write(own, field, before, names),
                    new=self._write(own, field, row, names),
                )

    def _list_values(self, row: Any, names: Names) -> Iterable[Change]:
        """All that is known of the row after the change."""
        if self.is_pair:
            return
        for own, field in self.fields:
            if getattr(row, own.attname) in {None, ""}:
                continue
            if self._is_hidden(own, field):
                yield Change(write_label(field), word=write_secret("", "set"))
            else:
                yield Change(write_label(field), new=self._write(own, field, row, names))

    def _is_hidden(self, own: Any, field: Any) -> bool:
        return own.name in self.history.kept_secrets or is_digest(field)

    def _write(self, own: Any, field: Any, row: Any, names: Names) -> str:
        value = getattr(row, own.attname)
        if field.related_model and value is not None:
            return names.get(field.related_model, value)
        return write_value(field, value)


def _conditions(question: Question) -> Iterable[Q]:
    if question.user is not None:
        yield Q(pgh_actor_key=question.user) | Q(pgh_user_key=question.user)
    if question.who is not None:
        yield Q(pgh_actor_key=None if question.who == NOBODY else question.who)
    if question.since is not None:
        yield Q(pgh_created_at__gte=question.since)
    if question.until is not None:
        yield Q(pgh_created_at__lt=question.until)
    if question.before is not None:
        yield Q(pgh_id__lt=question.before)
