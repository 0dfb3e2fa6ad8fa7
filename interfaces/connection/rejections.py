"""How often credentials may be rejected, so that PAYBACK does not lock the account."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from interfaces.choices import ProbeState
from interfaces.models import ConnectionTest, Interface

REJECTIONS_ALLOWED = 3
REJECTION_WINDOW = timedelta(minutes=15)
_LOCK = 0x70_6179_6261_636B


class TooManyRejections(Exception):
    """No further test for now; `until` is when the next is allowed, None while tests still run."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(str(until))
        self.until = until


def lock_requests() -> None:
    """Lets one request after the other be counted, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def refuse_locked(*, interface: Interface | None, account: str, now: datetime) -> None:
    """Lets pass while fewer than three tests of this interface or account may have been rejected.

    Tests under way count, for they may be rejected yet; so does one whose worker was lost after it
    began. Ask while `lock_requests` holds, and write the new test in the same transaction.

    :raises TooManyRejections: three were.
    """
    concerned = Q(account=account)
    if interface is not None:
        concerned |= Q(interface=interface)
    is_unknown = Q(state=ProbeState.LOST, started_at__isnull=False)
    is_recent = Q(ended_at__gt=now - REJECTION_WINDOW)
    is_under_way = Q(state__in=[ProbeState.WAITING, ProbeState.RUNNING])
    counted = ConnectionTest.objects.filter(
        concerned,
        is_under_way | (is_recent & (Q(are_credentials_rejected=True) | is_unknown)),
    )
    ends = list(counted.values_list("ended_at", flat=True))
    if len(ends) < REJECTIONS_ALLOWED:
        return
    ended = sorted(end for end in ends if end is not None)
    if len(ended) < REJECTIONS_ALLOWED:
        raise TooManyRejections(until=None)
    raise TooManyRejections(until=ended[-REJECTIONS_ALLOWED] + REJECTION_WINDOW)
