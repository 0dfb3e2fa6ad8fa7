"""Scripted trouble: what shall go wrong, for which calls, and how often."""

import random
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import count


class TroubleKind(StrEnum):
    """What the caller meets instead of, or on top of, the proper answer."""

    DELAY = "delay"
    HTTP_500 = "http_500"
    GARBAGE = "garbage"
    SOAP_FAULT = "soap_fault"
    FAULT_MESSAGE = "fault_message"
    REFUSE_CONNECTION = "refuse_connection"
    CLOSE_AFTER_REQUEST = "close_after_request"
    CUT_ANSWER = "cut_answer"
    DROP_BEFORE_BOOKING = "drop_before_booking"
    DROP_AFTER_BOOKING = "drop_after_booking"
    CREDENTIALS_REJECTED = "credentials_rejected"


class When(StrEnum):
    """On which side of the booking the trouble strikes."""

    BEFORE = "before"
    AFTER = "after"


class How(StrEnum):
    """How a connection ends: with a TCP reset, or closed in an orderly way."""

    RESET = "reset"
    CLOSE = "close"


NEVER_BOOKED = frozenset(
    {
        TroubleKind.FAULT_MESSAGE,
        TroubleKind.REFUSE_CONNECTION,
        TroubleKind.DROP_BEFORE_BOOKING,
        TroubleKind.CREDENTIALS_REJECTED,
    }
)
ALWAYS_BOOKED = frozenset(
    {
        TroubleKind.CLOSE_AFTER_REQUEST,
        TroubleKind.CUT_ANSWER,
        TroubleKind.DROP_AFTER_BOOKING,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """One order for trouble. Without operation and card it concerns every call."""

    trouble: TroubleKind
    operation: str | None = None
    card: str | None = None
    calls: int | None = 1
    seconds: float = 0.0
    when: When = When.BEFORE
    how: How = How.CLOSE
    code: str = ""
    probability: float = 1.0
    seed: int = 0

    @property
    def spares_the_booking(self) -> bool:
        """Whether the call is processed in full although its answer is spoilt."""
        if self.trouble in ALWAYS_BOOKED or self.trouble is TroubleKind.DELAY:
            return True
        return self.trouble not in NEVER_BOOKED and self.when is When.AFTER

    def concerns(self, operation: str, card: str) -> bool:
        """Tell whether a call of `operation` for the full card number is meant."""
        return self.operation in (None, operation) and self.card in (None, card)


@dataclass(kw_only=True, slots=True)
class _Order:
    number: int
    trouble: Trouble
    calls_left: int | None
    calls_hit: int = 0
    chance: random.Random = field(repr=False)


class Troubles:
    """The orders in force. They live in memory only: a restarted simulator is healthy."""

    def __init__(self) -> None:
        """Begin without any trouble."""
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._orders: list[_Order] = []

    def add(self, trouble: Trouble) -> int:
        """Put an order in force behind those there already, and return its number."""
        with self._lock:
            order = _Order(
                number=next(self._numbers),
                trouble=trouble,
                calls_left=trouble.calls,
                chance=random.Random(trouble.seed),  # noqa: S311 - repeatable, guards nothing
            )
            self._orders.append(order)
            return order.number

    def claim(self, *, operation: str, card: str) -> Trouble | None:
        """Return the trouble for one call whose body was read, counting it, or None."""
        return self._claim(
            lambda trouble: (
                trouble.trouble is not TroubleKind.REFUSE_CONNECTION
                and trouble.concerns(operation, card)
            )
        )

    def claim_connection(self) -> Trouble | None:
        """Return the refusal for one call of which only the head was read, or None."""
        return self._claim(lambda trouble: trouble.trouble is TroubleKind.REFUSE_CONNECTION)

    def list_orders(self) -> list[dict[str, object]]:
        """Return the orders in force, oldest first; used-up ones are gone."""
        with self._lock:
            return [
                {
                    "id": order.number,
                    **asdict(order.trouble),
                    "calls_left": order.calls_left,
                    "calls_hit": order.calls_hit,
                }
                for order in self._orders
            ]

    def clear(self) -> None:
        """Lift every order."""
        with self._lock:
            self._orders.clear()

    def _claim(self, is_meant: Callable[[Trouble], bool]) -> Trouble | None:
        with self._lock:
            for order in self._orders:
                if is_meant(order.trouble) and order.chance.random() < order.trouble.probability:
                    self._count(order)
                    return order.trouble
            return None

    def _count(self, order: _Order) -> None:
        order.calls_hit += 1
        if order.calls_left is not None:
            order.calls_left -= 1
            if order.calls_left == 0:
                self._orders.remove(order)
