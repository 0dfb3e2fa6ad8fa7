"""The pooled connections of this process, after the database was away."""

from django.db import connection


def replace_dead_connections() -> None:
    """Tries every idle connection of this process and has the dead ones replaced.

    The pool notices a dead connection only when somebody is given it: after a restart of the
    database every single one would cost a till a 503, or a worker a task.
    """
    pool = getattr(connection, "pool", None)
    if pool is not None and not pool.closed:
        pool.check()
