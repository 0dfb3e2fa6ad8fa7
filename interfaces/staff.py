"""Who works here: as what, and where."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, User
from django.db import transaction

from interfaces.choices import Role
from interfaces.models import Branch, Chain, Responsibility

ROLES_OF_BRANCHES = frozenset({Role.BRANCH_MANAGER, Role.CASHIER})


class BranchOfAnotherChain(Exception):
    """A branch does not belong to the chain."""


def appoint(
    *, user: User, role: Role | None, chain: Chain | None, branches: Iterable[Branch] = ()
) -> None:
    """Makes `user` what `role` says, in `chain`; every other group ends.

    `branches` count for branch managers and cashiers, all others work for the whole chain.
    Cashiers do not enter the back office.

    :raises BranchOfAnotherChain: one of the branches is not of `chain`; nothing is changed.
    """
    of_role = list(branches) if role in ROLES_OF_BRANCHES else []
    if any(branch.chain_id != (chain and chain.pk) for branch in of_role):
        raise BranchOfAnotherChain
    with transaction.atomic():
        user.groups.set(Group.objects.filter(name=role.value) if role else [])
        user.is_staff = user.is_superuser or role not in {Role.CASHIER, None}
        user.save(update_fields=["is_staff"])
        responsibility, _made = Responsibility.objects.update_or_create(
            user=user, defaults={"chain": chain}
        )
        responsibility.branches.set(of_role)
