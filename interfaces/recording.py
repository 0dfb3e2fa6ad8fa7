"""Who and what the history rows of a change name as their cause."""

from contextlib import AbstractContextManager
from typing import Any

import pghistory
import structlog

from interfaces.deeds import Actor, read_request_id


def describe_actor(actor: Actor) -> dict[str, Any]:
    """What a history row keeps of who acts."""
    return {
        "user": actor.user_key,
        "username": actor.username,
        "address": actor.remote_address,
        "request_id": actor.request_id,
    }


def act_as(actor: Actor, **facts: str) -> AbstractContextManager[Any]:
    """Changes inside are `actor`'s; `facts` is what else is known, such as `workstation`."""
    inside: AbstractContextManager[Any] = pghistory.context(**describe_actor(actor), **facts)
    return inside


def act_as_task(name: str) -> AbstractContextManager[Any]:
    """Changes inside come from this task, and from whoever asked for it in a request."""
    found = structlog.contextvars.get_contextvars()
    actor = Actor(
        user_key=found.get("user_id"),
        remote_address=found.get("ip"),
        request_id=read_request_id(),
    )
    return act_as(actor, task=name)
