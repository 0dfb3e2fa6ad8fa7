"""The dialog behind the eye without its browser: what it posts, and what stays of it."""

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from interfaces.choices import DeedKind
from interfaces.models import Chain, Deed, Interface
from tests.admin.people import OWN_PASSWORD

WRONG = "tuer-auf-0815"


def get_reveal_url(interface_id: uuid.UUID) -> str:
    """Where the dialog posts to."""
    return reverse("admin:interfaces_interface_reveal", args=[interface_id])


def reveal(
    client: Client, interface_id: uuid.UUID, password: str = OWN_PASSWORD, **meta: Any
) -> Any:
    """Posts what the dialog posts."""
    return client.post(get_reveal_url(interface_id), {"password": password}, **meta)


def fail(client: Client, row: Interface, times: int) -> list[int]:
    """The status of each wrong entry."""
    return [reveal(client, row.pk, WRONG).status_code for _ in range(times)]


def list_outcomes() -> list[str]:
    """How the tries ended, oldest first."""
    return list(
        Deed.objects.filter(kind=DeedKind.REVEAL).order_by("id").values_list("outcome", flat=True)
    )


def switch_off(interface: Interface) -> None:
    """Takes the option back from the chain."""
    Chain.objects.filter(pk=interface.chain_id).update(may_reveal_passwords=False)
