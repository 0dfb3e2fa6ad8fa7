"""Factories of users: what they are, and where."""

from collections.abc import Iterable
from typing import Any

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from interfaces.choices import Role
from interfaces.models import Branch, Responsibility
from tests.rights.intended import make_group


class UserFactory(DjangoModelFactory[User]):
    """Without a role: nobody in particular. No password; tests sign in by `force_login`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"mitarbeit-{number}")
    is_staff = True

    @factory.post_generation
    def role(self: Any, create: bool, extracted: Role | None, **_options: Any) -> None:  # noqa: FBT001
        if create and extracted:
            self.groups.add(make_group(extracted))


class ResponsibilityFactory(DjangoModelFactory[Responsibility]):
    class Meta:
        model = Responsibility
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)

    @factory.post_generation
    def branches(
        self: Any,
        create: bool,  # noqa: FBT001
        extracted: Iterable[Branch] | None,
        **_options: Any,
    ) -> None:
        if create and extracted:
            self.branches.set(extracted)


def make_user(role: Role, *branches: Branch, **values: Any) -> User:
    """Somebody with a role in the chain of the branches; managers and cashiers of these only."""
    user: User = UserFactory.create(role=role, **values)
    ResponsibilityFactory.create(
        user=user,
        chain=branches[0].chain,
        branches=branches if role in {Role.BRANCH_MANAGER, Role.CASHIER} else [],
    )
    return user
