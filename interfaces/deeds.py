"""The record of deeds: who did what, when, from where, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

import structlog
from django.db.models import Model
from django.http import HttpRequest

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.models import Branch, Chain, Deed, Interface, Place, Workstation


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user in a request, a till, or (all empty) a program or somebody at a shell."""

    user_key: int | None = None
    username: str = ""
    remote_address: str | None = None
    request_id: str = ""


NOBODY = Actor()


def read_actor(request: HttpRequest) -> Actor:
    """The signed-in user of a request, where the request comes from, and its id."""
    user = request.user
    return Actor(
        user_key=user.pk if user.is_authenticated else None,
        username=user.get_username(),
        remote_address=request.META.get("REMOTE_ADDR") or None,
        request_id=read_request_id(),
    )


def read_request_id() -> str:
    """The id of the request or task in progress, as it stands in the log lines; empty outside."""
    found = structlog.contextvars.get_contextvars()
    return str(found.get("request_id") or found.get("task_id") or "")


def record_deed(
    *,
    kind: DeedKind,
    outcome: DeedOutcome,
    actor: Actor,
    about: Model | None,
    at: datetime,
    detail: str = "",
) -> Deed:
    """Writes one row of the record. `detail` is cut at 400 characters and must hold no secret.

    `about` is the row the deed was done to; its interface, workstation, branch and chain are noted
    as far as they follow from it.

    :raises django.db.DatabaseError: it could not be written; whoever needs the record first (the
        reveal) must then not go on.
    """
    return Deed.objects.create(
        done_at=at,
        kind=kind,
        outcome=outcome,
        user_key=actor.user_key,
        username=actor.username[:150],
        remote_address=actor.remote_address,
        request_id=actor.request_id[:64],
        object_label="" if about is None else str(about)[:200],
        detail=detail[:400],
        **_name_places(about),
    )


def _name_places(about: Model | None) -> dict[str, Any]:
    match about:
        case Interface():
            return {
                "interface_key": about.pk,
                "workstation_key": about.workstation_id,
                "branch_key": about.branch_id,
                "chain_key": about.chain_id,
            }
        case Workstation():
            return {
                "workstation_key": about.pk,
                "branch_key": about.branch_id,
                "chain_key": about.branch.chain_id,
            }
        case Branch():
            return {"branch_key": about.pk, "chain_key": about.chain_id}
        case Chain():
            return {"chain_key": about.pk}
        case None:
            return {}
        case _:
            return _name_row(about)


def _name_row(about: Model) -> dict[str, Any]:
    """A row that belongs somewhere: its own key, and those of its chain and branch."""
    place: Place | None = getattr(about, "belongs_to", None)
    if place is None:
        return {}
    keys = {"row_key": about.pk, "chain_key": _read(about, place.chain)}
    return keys | ({"branch_key": _read(about, place.branch)} if place.branch else {})


def _read(row: Model, path: str) -> Any:
    return reduce(getattr, path.split("__"), row)
