"""Users of every kind, and what of the chains each may see."""

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from interfaces.choices import Role

OWN_PASSWORD = "tuer-zu-4711"


def make_user(name: str, *, role: Role | None = None, **flags: Any) -> User:
    """A user of the back office, in the group of `role` if there is one."""
    fields: dict[str, Any] = {"password": OWN_PASSWORD, "is_staff": True, **flags}
    user = User.objects.create_user(name, **fields)
    if role:
        user.groups.add(get_group(role))
    return user


def get_group(role: Role) -> Group:
    """The group, with the right to see interfaces."""
    group, _made = Group.objects.get_or_create(name=role.value)
    group.permissions.add(Permission.objects.get(codename="view_interface"))
    return group


def open_client(user: User | None) -> Client:
    """The browser of somebody signed in, or of nobody."""
    client = Client()
    if user:
        client.force_login(user)
    return client
