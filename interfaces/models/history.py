"""The history of rows: every change of a kept model leaves a row that nobody alters.

django-pghistory writes the history through triggers, so that bulk updates, raw SQL and changes from
a shell are kept like those of a form.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models
from pghistory.models import Event

from interfaces.models.guards import AppendOnly, NeverEmptied, TakesPosition
from interfaces.models.place import Place
from interfaces.secrets.sealed import SealedTextField

Kept = TypeVar("Kept", bound=models.Model)
CHAIN_OF_BRANCH = "(SELECT chain_id FROM interfaces_branch WHERE id = NEW.pgh_branch_key)"
BRANCH_OF_WORKSTATION = (
    "(SELECT branch_id FROM interfaces_workstation WHERE id = NEW.pgh_workstation_key)"
)


@dataclass(frozen=True, slots=True)
class Places:
    """SQL for what a history row is about; it is worked out in this order when the row is written.

    Written down then, a later move or removal of the branch does not move or remove its history.
    """

    interface: str = "NULL"
    workstation: str = "NULL"
    branch: str = "NULL"
    chain: str = "NULL"
    user: str = "NULL"

    @property
    def sql(self) -> str:
        """The assignments, for a trigger before the insert."""
        return " ".join(
            f'NEW."pgh_{one.name}_key" := {getattr(self, one.name)};' for one in fields(self)
        )


NOWHERE = Places()
IN_WORKSTATION = Places(
    workstation="NEW.workstation_id", branch=BRANCH_OF_WORKSTATION, chain=CHAIN_OF_BRANCH
)
IN_CHAIN = Places(chain="NEW.chain_id")
IN_BRANCH = Places(branch="NEW.branch_id", chain=CHAIN_OF_BRANCH)


class HistoryRow(Event):
    """What every history row has: position, who, and what it is about.

    `pgh_id` is the position in the whole trail, across all of its tables. `pgh_context` holds
    what the application knew: user, address, request, command or task.
    """

    belongs_to = Place(chain="pgh_chain_key", branch="pgh_branch_key")

    pgh_id = models.BigIntegerField(primary_key=True)
    pgh_database_user = models.CharField(max_length=63)
    pgh_actor_key = models.BigIntegerField(null=True)
    pgh_chain_key = models.UUIDField(null=True)
    pgh_branch_key = models.UUIDField(null=True)
    pgh_workstation_key = models.UUIDField(null=True)
    pgh_interface_key = models.UUIDField(null=True)
    pgh_user_key = models.BigIntegerField(null=True)
    kept_secrets: tuple[str, ...] = ()

    class Meta:
        abstract = True


def keep_history(
    *,
    places: Places = NOWHERE,
    secrets: Collection[str] = (),
    exclude: Collection[str] = (),
    **options: Any,
) -> Callable[[type[Kept]], type[Kept]]:
    """Keeps every insert, update and delete of the decorated model, one history row each.

    Of a field in `secrets`, and of every sealed field, only a digest is kept: enough to notice
    the change. Fields in `exclude` are not kept, and a change of nothing else leaves no row.
    `options` go to `pghistory.create_event_model`.
    """

    def decorate(model: type[Kept]) -> type[Kept]:
        kept = [one for one in _fields(model) if one.name not in {"id", *exclude}]
        sealed = [one.name for one in kept if isinstance(one, SealedTextField)]
        hidden = (*sealed, *secrets)
        digests = {name: models.BinaryField(null=True, editable=False) for name in sealed}
        marks = " ".join(_digest(model, name) for name in hidden)
        actor = """NEW."pgh_actor_key" := (NEW."pgh_context" ->> 'user')::bigint;"""
        names = {
            "position": "pgh_id",
            "moment": "pgh_created_at",
            "database_user": "pgh_database_user",
        }
        then = " ".join(part for part in (actor, marks, places.sql) if part)
        pghistory.create_event_model(
            model,
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=_any_change(kept)),
            pghistory.DeleteEvent(),
            base_model=HistoryRow,
            fields=[one.name for one in kept],
            attrs={**digests, "kept_secrets": hidden},
            meta={
                "default_permissions": (),
                "triggers": [TakesPosition(**names, then=then), AppendOnly(), NeverEmptied()],
                "indexes": _indexes(places),
            },
            abstract=False,
            **{"model_name": f"{model.__name__}History", **_POINTERS, **options},
        )
        return model

    return decorate


def list_history_models() -> list[type[HistoryRow]]:
    """The history models of all apps, in the order of their tables' names."""
    found = [one for one in apps.get_models() if issubclass(one, HistoryRow)]
    return sorted(found, key=lambda one: one._meta.db_table)


_POINTERS: dict[str, Any] = {
    "obj_field": pghistory.ObjForeignKey(related_name="+"),
    "context_field": pghistory.ContextJSONField(),
    "context_id_field": None,
}


def _fields(model: type[models.Model]) -> list[Any]:
    return list((model._meta.concrete_model or model)._meta.local_fields)


def _indexes(places: Places) -> list[models.Index]:
    in_a_branch = places.branch != NOWHERE.branch
    return [models.Index(fields=["pgh_branch_key", "-pgh_id"])] if in_a_branch else []


def _any_change(kept: Collection[Any]) -> pgtrigger.Condition:
    """As `pgtrigger.AnyChange`, which looks sealed fields up; they refuse that."""
    return pgtrigger.Condition(
        " OR ".join(f'OLD."{one.column}" IS DISTINCT FROM NEW."{one.column}"' for one in kept)
    )


def _digest(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    column = f'NEW."{field.column}"'
    if isinstance(field, SealedTextField):
        return f"{column} := sha256({column});"
    return f"{column} := encode(sha256(convert_to({column}, 'UTF8')), 'hex');"
