"""The one clock that all web processes and workers agree on."""

from datetime import datetime

from django.db import connection


def get_database_time() -> datetime:
    """The database server's clock, aware."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
