"""A till as the API's tests use it: a workstation with its token, and bodies it posts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.test import Client

from interfaces.models import Interface, Workstation
from tests.factories import (
    ArticleGroupFactory,
    InterfaceFactory,
    WorkstationFactory,
    WorkstationTokenFactory,
)

VIENNA = ZoneInfo("Europe/Vienna")
CARD = "9040193103187692"
OTHER_CARD = "9040193103187775"
SOLD_AT = datetime.now(VIENNA).replace(microsecond=0)
COLLECTS = "/api/v1/collects"


class Answer(Protocol):
    """What the tests read of Django's response."""

    status_code: int
    content: bytes

    @property
    def headers(self) -> Mapping[str, str]: ...

    def json(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Till:
    """Posts as a till does; a crash of ours comes back as an answer."""

    workstation: Workstation
    token: str
    interface: Interface

    def get(self, path: str, **headers: str) -> Answer:
        return self._client(headers).get(path)

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        return self._client(headers).post(path, body, content_type="application/json")

    def collect(self, body: Any, *, key: str = "key-1", **headers: str) -> Answer:
        """Posts `body` to collects; header names with `_` for `-`."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.post(COLLECTS, content, Idempotency_Key=key, **headers)

    def send(self, path: str, body: Any, *, method: str = "post", **headers: str) -> Answer:
        """Sends JSON below /api/v1/; every header as it is, with `_` for `-`."""
        answer: Answer = getattr(self._client(headers), method)(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json"
        )
        return answer

    def _client(self, headers: dict[str, str]) -> Client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(
            raise_request_exception=False,
            headers={"Authorization": f"Bearer {self.token}", **named},
        )


def build_till(**interface: Any) -> Till:
    """A till whose chain has an interface with `interface` as its fields, and Rayban takes part."""
    workstation = WorkstationFactory.create()
    chain = workstation.branch.chain
    ArticleGroupFactory.create(chain=chain)
    return join_till(workstation, InterfaceFactory.create(chain=chain, **interface))


def join_till(workstation: Workstation, interface: Interface) -> Till:
    """A till at a workstation of a chain that is set up already."""
    token = f"pbw_{workstation.pk.hex:0>43}"
    WorkstationTokenFactory.create(workstation=workstation, token=token)
    return Till(workstation=workstation, token=token, interface=interface)


def build_line(**changes: Any) -> dict[str, Any]:
    """One line over a frame that takes part."""
    return {"description": "Rayban RB3025", "group": "RAYBAN", "amount": "249.90"} | changes


def build_body(**changes: Any) -> dict[str, Any]:
    """A collect over one frame, sold just now."""
    return {
        "receipt_number": "BON-W1-0001-26",
        "occurred_at": SOLD_AT.isoformat(),
        "card": CARD,
        "total": "249.90",
        "lines": [build_line()],
    } | changes
