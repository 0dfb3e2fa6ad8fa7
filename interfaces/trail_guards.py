"""Whether the triggers that write and protect the audit trail are in force."""

from collections.abc import Iterator

import pghistory.trigger
import pgtrigger
from django.db import connection

from interfaces.models.guards import StrictTrigger

_IN_FORCE = """
    SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE tgenabled IN ('O', 'A') AND tgname LIKE 'pgtrigger_%%'
"""


def find_missing_guards() -> list[tuple[str, str]]:
    """Name and table of every trigger of the trail that is gone or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [])
        in_force = {(name, table) for table, name in cursor.fetchall()}
    return sorted(set(_list_guards()) - in_force)


def _list_guards() -> Iterator[tuple[str, str]]:
    for model, trigger in pgtrigger.registered():
        if isinstance(trigger, (StrictTrigger, pghistory.trigger.Event)):
            yield trigger.get_pgid(model), model._meta.db_table
