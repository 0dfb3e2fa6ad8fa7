"""Whom PostgreSQL runs as: it refuses root, so root runs it as `nobody`, without a new account."""

import os
import pwd
from dataclasses import dataclass

from payback_site.embedded.errors import EmbeddedError


@dataclass(frozen=True, kw_only=True)
class Account:
    """An operating system account, by its numbers."""

    uid: int
    gid: int


def choose_account() -> Account | None:
    """`nobody` for root; for everybody else None, which means: as who we are.

    :raises EmbeddedError: root on a system that has no `nobody`.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        message = (
            "PostgreSQL refuses to run as root and this system has no account named nobody. "
            "Start as an ordinary user, or set DATABASE_URL."
        )
        raise EmbeddedError(message) from error
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)
