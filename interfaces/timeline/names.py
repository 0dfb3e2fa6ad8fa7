"""What rows are called, also those that are gone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from interfaces.models.history import HistoryRow, list_history_models


class Names:
    """Names of rows by model and key, read with two queries a model at most."""

    def __init__(self, keys: Iterable[tuple[type[Model], Any]]) -> None:
        wanted: dict[type[Model], set[Any]] = {}
        for model, key in keys:
            wanted.setdefault(get_concrete(model), set()).add(key)
        self._found = {model: _name_rows(model, found) for model, found in wanted.items()}

    def get(self, model: type[Model], key: Any) -> str:
        """The name of a row, or a word for one that nobody knows any more."""
        return self._found.get(get_concrete(model), {}).get(key) or str(_("gelöscht"))


def get_concrete(model: type[Model]) -> type[Model]:
    """The model whose table it is."""
    return model._meta.concrete_model or model


def write_title(history: type[HistoryRow], values: Mapping[str, Any]) -> str:
    """The name of a kept row with these values."""
    return history.kept_title.format_map(values)


def find_history(model: type[Model]) -> type[HistoryRow] | None:
    """Where the history of a model is kept."""
    concrete = get_concrete(model)
    return next((one for one in list_history_models() if get_kept(one) is concrete), None)


def get_kept(history: type[HistoryRow]) -> type[Model]:
    """The model whose history it is."""
    tracked: Any = history.pgh_tracked_model
    return get_concrete(tracked)


def _name_rows(model: type[Model], keys: set[Any]) -> dict[Any, str]:
    history = find_history(model)
    rows = model._base_manager.filter(pk__in=keys)
    if history is None:
        return {row.pk: str(row) for row in rows.select_related()}
    names = {
        values.pop("pk"): write_title(history, values)
        for values in rows.values("pk", *_plain(history))
    }
    rest: QuerySet[Any, Any] = history.objects.all()
    gone = rest.filter(pgh_obj__in=keys - names.keys())
    latest = gone.order_by("pgh_obj", "-pgh_id").distinct("pgh_obj")
    for values in latest.values("pgh_obj", *_plain(history)):
        names[values.pop("pgh_obj")] = write_title(history, values)
    return names


def _plain(history: type[HistoryRow]) -> list[str]:
    """The fields of the title."""
    return [
        one.name for one in history._meta.local_fields if "{" + one.name + "}" in history.kept_title
    ]
