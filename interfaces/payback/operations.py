"""The operations of the contract: how each message is written and each answer read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from lxml import etree

from interfaces.payback.building import (
    build_balance_query,
    build_collect_reversal,
    build_purchase,
    build_redemption,
    build_redemption_reversal,
    build_refund,
)
from interfaces.payback.credentials import Credentials
from interfaces.payback.messages import Redemption
from interfaces.payback.parsing import parse_balance, parse_booking
from interfaces.payback.profile import WireProfile


class Message(Protocol):
    """Every message is about one member's card."""

    @property
    def card(self) -> str: ...


M = TypeVar("M", bound=Message)
A = TypeVar("A")


def _carry_no_pin(_message: object) -> None:
    return None


def _read_pin(message: Redemption) -> str:
    return message.pin


@dataclass(frozen=True, slots=True)
class Operation(Generic[M, A]):
    """One operation. ``pin`` tells the PIN a message carries, so that it can be hidden."""

    name: str
    build: Callable[[M, Credentials, WireProfile], etree._Element]
    parse: Callable[[etree._Element], A]
    pin: Callable[[M], str | None] = _carry_no_pin


PROCESS_PURCHASE = Operation("ProcessPurchaseEvent", build_purchase, parse_booking)
REFUND_PURCHASE = Operation("RefundPurchaseEvent", build_refund, parse_booking)
REVERSE_COLLECT = Operation("ReverseCollectEvent", build_collect_reversal, parse_booking)
GET_BALANCE = Operation("GetAliasDashboard", build_balance_query, parse_balance)
REDEEM = Operation("ProcessDirectRedemptionEvent", build_redemption, parse_booking, pin=_read_pin)
REVERSE_REDEMPTION = Operation("ReverseRedemptionEvent", build_redemption_reversal, parse_booking)
