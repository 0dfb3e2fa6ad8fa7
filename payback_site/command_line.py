"""Changes made by a management command say so in their history."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def name_command(arguments: Sequence[str]) -> None:
    """From now on history rows of this process name the command `arguments[1]`.

    It is told to every new database connection instead of with every statement, since people type
    SQL of any kind at a shell. The other arguments may be secrets and are not kept.
    """
    content = json.dumps({"command": " ".join(arguments[1:2])})

    def tell(connection: BaseDatabaseWrapper, **_details: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_metadata', %s, false)", [content])

    connection_created.connect(tell, weak=False, dispatch_uid="name_command")
