"""A password entered for one address, and the real sender to see where it goes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from interfaces.connection import PasswordMissing, TypedSettings, request_test, run_test
from interfaces.deeds import NOBODY
from interfaces.models import ConnectionTest, Interface, Workstation
from interfaces.services import store_password
from tests.factories import (
    BranchFactory,
    ChainFactory,
    DeliveryFactory,
    InterfaceFactory,
    WorkstationFactory,
)
from tests.factories.transactions import NOW
from tests.password.catcher import Catcher
from transactions.models import Delivery
from transactions.sending import send_delivery

SECRET = "Zaunkönig<4711>&Söhne"
NEW = "Rotkehlchen&0815"


@dataclass
class Scene:
    """The interface as it is stored, with SECRET for `catcher.own`."""

    row: Interface
    catcher: Catcher

    def reload(self) -> Interface:
        """The interface as it is stored now."""
        return Interface.objects.get(pk=self.row.pk)

    def make_other(self, host: str) -> Interface:
        """An interface of another chain, without a password."""
        return InterfaceFactory.create(host=host, without_password=True)

    def make_workstation(self) -> Workstation:
        """A till of the chain."""
        return WorkstationFactory.create(branch__chain=self.row.chain)

    def get_boss(self) -> User:
        """A superuser, made when first asked for."""
        return User.objects.filter(is_superuser=True).first() or User.objects.create_superuser(
            "boss"
        )

    def post_form(self, **changes: Any) -> Interface:
        """Saves the page of the interface with `changes`, as a superuser does."""
        row = self.reload()
        client = Client()
        client.force_login(self.get_boss())
        form = {
            "chain": row.chain_id,
            "is_active": "on",
            "partner_short_name": row.partner_short_name,
            "host": row.host,
            "username": row.username,
            "profile_name": row.profile_name,
            **changes,
        }
        response = client.post(reverse("admin:interfaces_interface_change", args=[row.pk]), form)
        assert response.status_code == 302, response.context["adminform"].errors
        return self.reload()


def set_scene(catcher: Catcher) -> Scene:
    """The interface of a whole chain."""
    row = InterfaceFactory.create(host=catcher.own, password=SECRET)
    return Scene(Interface.objects.get(pk=row.pk), catcher)


def make_delivery(row: Interface) -> Delivery:
    """A receipt of a till for which the interface is, accepted through it."""
    workstation = row.workstation or WorkstationFactory.create(
        branch=row.branch or BranchFactory.create(chain=row.chain)
    )
    return DeliveryFactory.create(
        transaction__workstation=workstation,
        transaction__interface=row,
    )


def send(row: Interface) -> None:
    """Sends a receipt through the interface, as a worker does."""
    send_delivery(delivery_id=make_delivery(row).pk, clock=lambda: NOW + timedelta(minutes=1))


def send_with_new_password(row: Interface) -> None:
    """The same after somebody has entered a password for what is stored now."""
    store_password(interface_id=row.pk, password=NEW, set_by=None, now=NOW)
    send(row)


def ask_for_connection_test(row: Interface) -> ConnectionTest | None:
    """A test of the stored settings, as the button asks for it; None when that is refused."""
    typed = TypedSettings(
        host=row.host,
        username=row.username,
        partner_short_name=row.partner_short_name,
        profile_name=row.profile_name,
    )
    try:
        return request_test(interface=row, typed=typed, actor=NOBODY, now=NOW)
    except PasswordMissing:
        return None


def try_connection(test: ConnectionTest | None) -> None:
    """Carries a test out, as a worker does."""
    if test is not None:
        run_test(test_id=test.pk, clock=lambda: NOW)


def copy_to_another_chain(row: Interface, **changes: Any) -> Interface:
    """Django's documented way to copy a row."""
    copied = Interface.objects.get(pk=row.pk)
    copied.pk = None
    copied._state.adding = True
    copied.chain = ChainFactory.create()
    for name, value in changes.items():
        setattr(copied, name, value)
    copied.save()
    return Interface.objects.get(pk=copied.pk)
