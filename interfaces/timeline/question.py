"""What of the audit trail is asked for, and what of it the asking person may see."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from interfaces.choices import Role
from interfaces.reach import get_reach, limit


@dataclass(frozen=True, slots=True)
class Question:
    """The conditions, all of which hold; what is left out is not asked.

    `user` stands for what this user did and what was done to the account, `who` for what was done
    by the user, NOBODY for what no user did. `what` is the key of a source, `row` the key of one
    row of it. Moments are aware, `until` is exclusive. `before` is a position: older entries only.
    """

    interface: uuid.UUID | None = None
    workstation: uuid.UUID | None = None
    branch: uuid.UUID | None = None
    chain: uuid.UUID | None = None
    user: int | None = None
    who: int | None = None
    what: str = ""
    row: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    @property
    def places(self) -> dict[str, uuid.UUID]:
        """The places asked for, by name."""
        found = {
            "interface": self.interface,
            "workstation": self.workstation,
            "branch": self.branch,
            "chain": self.chain,
        }
        return {name: key for name, key in found.items() if key is not None}


NOBODY = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """The chains and users whose entries somebody sees; None stands for all of them."""

    chains: frozenset[Any] | None
    users: QuerySet[Any, Any] | None

    def condition(self, *, chain: str, user: str) -> Q:
        """What is left of rows with these columns for chain and user.

        An entry of no chain is about a user, or for those who see everything.
        """
        if self.chains is None:
            return Q()
        of_user = Q((f"{user}__in", self.users)) if self.users is not None else Q(pk__in=())
        return Q((f"{chain}__in", self.chains)) | Q((chain, None)) & of_user


def may_read_timeline(user: Any) -> bool:
    """Administrators and auditors do; whoever answers for branches only does not."""
    allowed = {Role.ADMINISTRATOR, Role.AUDITOR}
    return get_reach(user).role in allowed and bool(user.has_perm("interfaces.view_deed"))


def get_sight(user: Any) -> Sight:
    """What `user` sees of the trail, given that it may be read at all."""
    chains = get_reach(user).chains
    users = None if chains is None else limit(User.objects.all(), user).values("pk")
    return Sight(chains=chains, users=users)
