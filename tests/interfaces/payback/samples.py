"""Smallest valid values for the tests of the PAYBACK client, and the contract's own samples."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

import interfaces.payback
from interfaces.payback.client import PaybackClient
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.envelope import EXTINT, SHARED, SOAP
from interfaces.payback.messages import (
    BalanceQuery,
    Item,
    Party,
    Purchase,
    Redemption,
    Refund,
    Reversal,
)
from interfaces.payback.profile import WireProfile, get_profile

CONTRACT = Path(interfaces.payback.__file__).parent / "contract"
CARD = "9040193103187692"
PIN = "7351"
PASSWORD = "Gänse&Füße<7>"
CREDENTIALS = Credentials(username="optik-muster", password=PASSWORD)
VIENNA = ZoneInfo("Europe/Vienna")


def make_item(**changes: Any) -> Item:
    return replace(Item(amount=Decimal("249.90"), eligible=Decimal("249.90")), **changes)


def make_purchase(**changes: Any) -> Purchase:
    purchase = Purchase(
        card=CARD,
        party=Party(partner="OPTIKMST"),
        receipt_number="OPTIKMST-W1-0001-26-C",
        occurred_at=datetime(2026, 11, 23, 10, 15, tzinfo=VIENNA),
        total=Decimal("299.90"),
        eligible=Decimal("249.90"),
        items=(make_item(),),
    )
    return replace(purchase, **changes)


def make_refund(**changes: Any) -> Refund:
    refund = Refund(
        card=CARD,
        party=Party(partner="OPTIKMST"),
        receipt_number="OPTIKMST-W1-0002-26-R1",
        reference_receipt_number="OPTIKMST-W1-0001-26-C",
        occurred_at=datetime(2026, 11, 24, 10, 15, tzinfo=VIENNA),
        eligible=Decimal("100.00"),
    )
    return replace(refund, **changes)


def make_reversal(**changes: Any) -> Reversal:
    reversal = Reversal(
        card=CARD,
        party=Party(partner="OPTIKMST"),
        receipt_number="OPTIKMST-W1-0001-26-S",
        reference_receipt_number="OPTIKMST-W1-0001-26-C",
        occurred_at=datetime(2026, 11, 23, 10, 20, tzinfo=VIENNA),
    )
    return replace(reversal, **changes)


def make_redemption(**changes: Any) -> Redemption:
    redemption = Redemption(
        card=CARD,
        pin=PIN,
        party=Party(partner="OPTIKMST"),
        receipt_number="OPTIKMST-W1-0003-26-E",
        occurred_at=datetime(2026, 11, 23, 10, 15, tzinfo=VIENNA),
        points=1000,
        amount=Decimal("10.00"),
        total=Decimal("59.90"),
    )
    return replace(redemption, **changes)


def make_query(**changes: Any) -> BalanceQuery:
    return replace(BalanceQuery(card=CARD), **changes)


def make_profile(**changes: Any) -> WireProfile:
    return replace(get_profile("simulator"), **changes)


def make_impatient_profile(**changes: Any) -> WireProfile:
    """Waits short enough for tests of waiting."""
    return make_profile(
        connect_timeout_seconds=0.4,
        read_timeout_seconds=0.3,
        total_timeout_seconds=0.6,
        **changes,
    )


def make_client(port: int, *, scheme: str = "http", **changes: Any) -> PaybackClient:
    profile = changes.pop("profile", make_profile())
    host = changes.pop("host", "127.0.0.1")
    return PaybackClient(
        endpoint=Endpoint(scheme=scheme, host=host, port=port, path=profile.path),
        credentials=CREDENTIALS,
        profile=profile,
        **changes,
    )


def read_sample(name: str) -> bytes:
    return (CONTRACT / "samples" / f"{name}.xml").read_bytes()


def load_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(CONTRACT / "extint-types.xsd")))


def envelope(inner: str) -> bytes:
    """An answer around some XML that may use the prefixes soap, typ and lms."""
    return (
        f'<soap:Envelope xmlns:soap="{SOAP}" xmlns:typ="{EXTINT}" xmlns:lms="{SHARED}">'
        f"<soap:Body>{inner}</soap:Body></soap:Envelope>"
    ).encode()


def fault_message(code: str, operation: str = "ProcessPurchaseEvent") -> bytes:
    """An answer that refuses with a code."""
    return envelope(
        f"<typ:{operation}Response><typ:FaultMessage><lms:Code>{code}</lms:Code>"
        f"<lms:Message>no</lms:Message></typ:FaultMessage></typ:{operation}Response>"
    )
