"""From a bearer token to the workstation it was given to."""

from datetime import datetime, timedelta

from django.db.models import Q

from interfaces.models import Workstation, WorkstationToken
from interfaces.services import digest_token

LAST_USE_PRECISION = timedelta(minutes=1)


def authenticate_workstation(
    *, token: str, remote_address: str, now: datetime
) -> Workstation | None:
    """The workstation of a valid token, None for every other text.

    The last use is noted once a minute, so that a busy till does not write a row per call.
    """
    found = (
        WorkstationToken.objects.select_related("workstation__branch__chain")
        .filter(digest=digest_token(token), revoked_at=None)
        .first()
    )
    if found is None:
        return None
    WorkstationToken.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USE_PRECISION), pk=found.pk
    ).update(last_used_at=now, last_used_from=remote_address)
    return found.workstation
