"""The first history row of rows that are older than their history; used by migrations."""

from collections.abc import Mapping
from typing import Any

from django.apps.registry import Apps

START = "start"


def begin_history(apps: Apps, schema_editor: Any, pairs: Mapping[str, str]) -> None:
    """Writes down every row as it stands, so that its first change already shows an old value.

    `pairs` maps history models to the models they keep ("app.model").
    """
    for history_label, label in pairs.items():
        history, model = apps.get_model(history_label), apps.get_model(label)
        pointer = {"pgh_obj"} & {one.name for one in history._meta.local_fields}
        columns = {
            one.column: f'"{one.column}"'
            for one in history._meta.local_fields
            if not one.name.startswith("pgh_")
        }
        columns |= {"pgh_label": f"'{START}'", "pgh_created_at": "now()"}
        columns |= {"pgh_obj_id": f'"{model._meta.pk.column}"'} if pointer else {}
        names = ", ".join(f'"{name}"' for name in columns)
        schema_editor.execute(
            f'INSERT INTO "{history._meta.db_table}" ({names}) '  # noqa: S608  (names of our own columns)
            f'SELECT {", ".join(columns.values())} FROM "{model._meta.db_table}"'
        )
