"""Seals over the audit trail: a chain of digests that only the holder of the key can make."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from interfaces.models import Seal, SealHead
from interfaces.trail import close_positions, read_rows, reading, sum_up

SEAL_LOCK = 7_201_702
logger = structlog.get_logger(__name__)


class PositionsWentBack(Exception):
    """The counter of positions stands before what is sealed already; somebody set it back."""


def seal_trail() -> Seal | None:
    """Seals every row of the trail that is not sealed yet; None: there was nothing to seal.

    Rows of a transaction that is still open are left to the next seal. While somebody has been
    writing for more than a second nothing is sealed (`audit_seal_delayed` in the log).

    :raises PositionsWentBack: the trail was tampered with; nothing is sealed.
    """
    try:
        to_position, now = close_positions()
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        logger.warning("audit_seal_delayed")
        return None
    with reading():
        lock_seals()
        seal = _begin_seal(to_position, now)
        if seal is None:
            return None
        seal.mac = sign_seal(seal)
        seal.save(force_insert=True)
        _move_head(seal)
    logger.info("audit_sealed", seal=write_anchor(seal), rows=count_rows(seal))
    return seal


def lock_seals(*, alone: bool = True) -> None:
    """Until the end of the transaction nobody else seals, or, not `alone`, nobody at all."""
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [SEAL_LOCK])


def sign_seal(seal: Seal) -> str:
    """What the `mac` of the seal must be."""
    return _sign(
        "seal",
        seal.number,
        _write_moment(seal.sealed_at),
        seal.after_position,
        seal.to_position,
        seal.tables,
        seal.previous_mac,
    )


def sign_head(head: SealHead) -> str:
    """What the `mac` of the head must be."""
    return _sign("head", head.number, head.to_position, head.seal_mac)


def write_anchor(seal: Seal) -> str:
    """Number and mac in one text, to be kept elsewhere; in groups that do not look like cards."""
    groups = [seal.mac[start : start + 8] for start in range(0, 64, 8)]
    return f"{seal.number}:{'-'.join(groups)}"


def count_rows(seal: Seal) -> int:
    """How many rows it covers."""
    return sum(count for count, _digest in seal.tables.values())


def _begin_seal(to_position: int, now: datetime) -> Seal | None:
    number, after, previous_mac = _read_end()
    if to_position < after:
        raise PositionsWentBack
    spans = sum_up(read_rows(after=after, to=to_position))
    if not spans:
        return None
    return Seal(
        number=number,
        sealed_at=now,
        after_position=after,
        to_position=to_position,
        tables={name: span.digest for name, span in spans.items()},
        previous_mac=previous_mac,
    )


def _read_end() -> tuple[int, int, str]:
    """Number, first position (exclusive) and previous mac of the next seal.

    When the head does not fit or is gone, a number is left out: the chain goes on, and the gap
    tells for good that its end had been tampered with.
    """
    head = SealHead.objects.first()
    last = Seal.objects.last()
    last_number = 0 if last is None else last.number
    if head is not None and head.mac == sign_head(head) and last_number <= head.number:
        return head.number + 1, head.to_position, head.seal_mac
    if last is not None:
        return last.number + 2, last.to_position, last.mac
    return (1, 0, "") if head is None else (2, 0, "")


def _move_head(seal: Seal) -> None:
    head = SealHead(id=1, number=seal.number, to_position=seal.to_position, seal_mac=seal.mac)
    head.mac = sign_head(head)
    head.save()


def _sign(purpose: str, *parts: Any) -> str:
    content = json.dumps([purpose, *parts], sort_keys=True, separators=(",", ":"))
    key = settings.AUDIT_SEAL_KEY.encode()
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def _write_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
