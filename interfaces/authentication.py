"""From a bearer token to the workstation it was given to."""

from datetime import datetime, timedelta

from django.db.models import Q

from interfaces.models import Workstation, WorkstationToken
from interfaces.services import digest_token

LAST_USE_PRECISION = timedelta(minutes=1)
VERSION_LENGTH = 60


def authenticate_workstation(
    *, token: str, remote_address: str, now: datetime, client_version: str = ""
) -> Workstation | None:
    """The workstation of a valid token, None for every other text.

    The last use is noted once a minute, so that a busy till does not write a row per call; with it
    what the till says of itself, as far as it is printable ASCII, at most 60 characters.
    """
    found = (
        WorkstationToken.objects.select_related("workstation__branch__chain")
        .filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            digest=digest_token(token),
            revoked_at=None,
        )
        .first()
    )
    if found is None:
        return None
    WorkstationToken.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USE_PRECISION), pk=found.pk
    ).update(
        last_used_at=now,
        last_used_from=remote_address,
        client_version=clean_version(client_version),
    )
    return found.workstation


def clean_version(text: str) -> str:
    """What of a header may be stored and shown: printable ASCII, 60 characters."""
    return "".join(sign for sign in text if " " <= sign <= "~").strip()[:VERSION_LENGTH]
