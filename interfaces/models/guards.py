"""Triggers that hold for everybody, also for who asks django-pgtrigger to ignore them."""

from typing import Any

import pgtrigger
import pgtrigger.compiler
from django.db import models
from django.db.models import Func

AUDIT_POSITION = "interfaces_audit_position"
# Writers of the trail share this lock until they commit; the seal takes it alone for a moment.
AUDIT_LOCK = 7_201_701


class NextPosition(Func):
    """The next number of the trail."""

    template = f"nextval('{AUDIT_POSITION}')"
    output_field = models.BigIntegerField()


class SessionUser(Func):
    """Whom the database let in."""

    template = "session_user"
    output_field = models.CharField()


class StrictTriggerSql(pgtrigger.compiler.UpsertTriggerSql):
    """As django-pgtrigger installs it, without the way out through `pgtrigger.ignore`."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class StrictTrigger(pgtrigger.Trigger):
    """A trigger that cannot be ignored."""

    # The library annotates an instance and is given the class.
    def compile(self, model: Any) -> pgtrigger.compiler.Trigger:
        compiled = super().compile(model)
        return pgtrigger.compiler.Trigger(
            name=compiled.name, sql=StrictTriggerSql(**compiled.sql.kwargs)
        )


class AppendOnly(StrictTrigger):
    """What was written stays as it was written."""

    name = "append_only"
    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    func = "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;"


class NeverEmptied(StrictTrigger):
    """TRUNCATE passes by the triggers of rows, so it has one of its own."""

    name = "never_emptied"
    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Truncate
    func = "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;"


class TakesPosition(StrictTrigger):
    """Gives a row of the trail its position, moment and database user, whatever was sent.

    The lock comes first: once the seal has held it alone, no position given out before can still
    turn up. `then` is SQL for what else is worked out from the row.
    """

    name = "takes_position"
    when = pgtrigger.Before
    operation = pgtrigger.Insert

    def __init__(self, *, position: str, moment: str, database_user: str, then: str = "") -> None:
        self.func = " ".join(
            [
                f"PERFORM pg_advisory_xact_lock_shared({AUDIT_LOCK});",
                f"NEW.\"{position}\" := nextval('{AUDIT_POSITION}');",
                f'NEW."{moment}" := clock_timestamp();',
                f'NEW."{database_user}" := session_user;',
                then,
                "RETURN NEW;",
            ]
        )
        super().__init__()
