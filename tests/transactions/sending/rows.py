"""Rows as the tests of sending need them."""

from typing import Any

from interfaces.models import Interface
from tests.factories import DeliveryFactory
from tests.factories.transactions import NOW
from transactions.models import Delivery, Gate
from transactions.sending.claim import Claim, claim_delivery


def make_beside(first: Delivery, **changes: Any) -> Delivery:
    """One more delivery of the same till, through the same interface."""
    return DeliveryFactory.create(
        transaction__workstation=first.transaction.workstation,
        transaction__interface=first.transaction.interface,
        **changes,
    )


def claim(delivery: Delivery) -> Claim:
    """The claim of a row that is free to be claimed."""
    found = claim_delivery(delivery_id=delivery.pk, now=NOW)
    assert found is not None
    return found


def make_gate(interface: Interface, **values: Any) -> Gate:
    """The gate of an interface, under today's settings."""
    return Gate.objects.create(
        **{
            "interface": interface,
            "settings_fingerprint": interface.settings_fingerprint,
            **values,
        }
    )


def reread(delivery: Delivery) -> Delivery:
    """The row as it stands in the database."""
    return Delivery.objects.get(pk=delivery.pk)
