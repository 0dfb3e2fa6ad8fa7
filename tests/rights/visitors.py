"""Who may call an address: people of every group, near and far, tills, and nobody."""

from contextlib import nullcontext
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core import signing
from django.db import transaction
from django.test import Client

from interfaces.choices import Role
from tests.factories import UserFactory, WorkstationTokenFactory, make_user
from tests.rights.places import World

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
OUTSIDE = ["anonymous", "switched_off", "cashier", "without_group", "till", "foreign_till"]
INSIDE = ["operator", "administrator", "auditor", "manager", "neighbour", "stranger"]
VISITORS = [*OUTSIDE, *INSIDE]
AT_THE_TILL_PAGE = ["cashier", "without_group"]


@dataclass(frozen=True)
class Visitor:
    """The cookies and headers somebody comes with."""

    cookies: SimpleCookie
    headers: dict[str, str]

    def call(self, browser: Client, method: str, address: str, query: dict[str, str]) -> int:
        """The status of the answer; what a POST did is undone."""
        browser.cookies = SimpleCookie({name: item.value for name, item in self.cookies.items()})
        with transaction.atomic() if method == "POST" else nullcontext():
            response = browser.generic(method, address, query_params=query, headers=self.headers)
            if method == "POST":
                transaction.set_rollback(True)
        return response.status_code


def invite(world: World) -> dict[str, Visitor]:
    """One visitor of every kind, seen from the own shop."""
    people = make_people(world)
    client = Client()
    client.force_login(people["switched_off"])
    User.objects.filter(pk=people["switched_off"].pk).update(is_active=False)
    visitors = {name: sign_in(user) for name, user in people.items() if name != "switched_off"}
    for name in AT_THE_TILL_PAGE:
        visitors[name].cookies[settings.TILL_COOKIE_NAME] = enrol(world, name)
    return {
        "anonymous": Visitor(SimpleCookie(), {}),
        "switched_off": Visitor(client.cookies, {}),
        "till": bring_token(world.own.workstation),
        "foreign_till": bring_token(world.neighbour.workstation),
        **visitors,
    }


def make_people(world: World) -> dict[str, User]:
    """Everybody with an account."""
    own, foreign = world.own.branch, world.foreign.branch
    without_group = UserFactory.create()
    without_group.user_permissions.set(Permission.objects.all())
    return {
        "switched_off": make_user(Role.ADMINISTRATOR, own),
        "cashier": make_user(Role.CASHIER, own),
        "without_group": without_group,
        "operator": UserFactory.create(is_superuser=True),
        "administrator": make_user(Role.ADMINISTRATOR, own),
        "auditor": make_user(Role.AUDITOR, own),
        "manager": world.own.manager,
        "neighbour": world.neighbour.manager,
        "stranger": make_user(Role.ADMINISTRATOR, foreign),
    }


def sign_in(user: User) -> Visitor:
    """A browser."""
    client = Client()
    client.force_login(user)
    return Visitor(client.cookies, {})


def enrol(world: World, name: str) -> str:
    """The cookie of a browser that is a till of the own shop."""
    token = f"pbw_{name:_<43}"
    WorkstationTokenFactory.create(workstation=world.own.workstation, token=token)
    signer = signing.get_cookie_signer(salt=settings.TILL_COOKIE_NAME + "till page")
    return str(signer.sign(token))


def bring_token(workstation: Any) -> Visitor:
    """A till."""
    token = f"pbw_{workstation.computer_name:_<43}"
    WorkstationTokenFactory.create(workstation=workstation, token=token)
    return Visitor(SimpleCookie(), {"Authorization": f"Bearer {token}"})
