"""The operations of the contract: how each message is written and each answer read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from lxml import etree

from interfaces.payback.building import build_balance_query, build_purchase
from interfaces.payback.credentials import Credentials
from interfaces.payback.parsing import parse_balance, parse_purchase
from interfaces.payback.profile import WireProfile


class Message(Protocol):
    """Every message is about one member's card."""

    @property
    def card(self) -> str: ...


M = TypeVar("M", bound=Message)
A = TypeVar("A")


def _carry_no_pin(_message: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Operation(Generic[M, A]):
    """One operation. ``pin`` tells the PIN a message carries, so that it can be hidden."""

    name: str
    build: Callable[[M, Credentials, WireProfile], etree._Element]
    parse: Callable[[etree._Element], A]
    pin: Callable[[M], str | None] = _carry_no_pin


PROCESS_PURCHASE = Operation("ProcessPurchaseEvent", build_purchase, parse_purchase)
GET_BALANCE = Operation("GetAliasDashboard", build_balance_query, parse_balance)
