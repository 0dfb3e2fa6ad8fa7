"""What the database holds, to be compared with what it held before."""

from typing import Any

from django.apps import apps
from django.db import connection


def take_stock() -> dict[str, Any]:
    """What every table of both apps, and those of people, hold."""
    found = [apps.get_app_config(name) for name in ("interfaces", "transactions", "auth")]
    tables = [model._meta.db_table for app in found for model in app.get_models(True)]
    return {table: read_table(table) for table in tables if table != "auth_permission"}


def read_table(table: str) -> Any:
    """A sum over all rows as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'
        )
        return cursor.fetchone()
