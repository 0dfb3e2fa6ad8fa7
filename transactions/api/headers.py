"""The request headers that matter: Idempotency-Key and Prefer."""

import re
from typing import Any

from django.http import HttpRequest

from interfaces.secrets.card_hash import digest_with_key
from transactions.api.bodies import canonical_value, parse_json
from transactions.api.problems import Problem
from transactions.services import Idempotency

LONGEST_WAIT_SECONDS = 15
_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]{1,128}")
_WAIT = re.compile(r'(?:^|,)\s*wait\s*=\s*"?0*(\d+)"?\s*(?=$|[,;])', re.IGNORECASE | re.ASCII)

IDEMPOTENCY_KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "1 to 128 visible ASCII characters, new for every new request; a repeat of the "
    "same request carries the same key.",
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,128}$"},
}
PREFER_PARAMETER: dict[str, Any] = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "`wait=N` (RFC 7240, 0 to 15 seconds): hold the answer until the outcome is "
    "final or the time is over.",
    "schema": {"type": "string"},
    "example": "wait=5",
}


def read_idempotency(request: HttpRequest, *, secret: str = "") -> Idempotency:
    """The key, and a keyed digest of the address and content it came with.

    A `secret` field takes no part: four digits are found in a digest by trying.

    :raises Problem: the header is missing or not 1 to 128 visible ASCII characters.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _VISIBLE_ASCII.fullmatch(key):
        raise Problem("idempotency_key_missing")
    body = {name: value for name, value in parse_json(request.body).items() if name != secret}
    content = request.path.encode() + b"\0" + canonical_value(body)
    return Idempotency(key=key, body_digest=digest_with_key("body", content))


def read_wait_seconds(request: HttpRequest, *, default: int = 0) -> int:
    """What the till asks for in `Prefer: wait=N`, at most 15 seconds."""
    found = _WAIT.search(request.headers.get("Prefer", ""))
    if found is None:
        return default
    return min(int(found[1][:3]), LONGEST_WAIT_SECONDS)
