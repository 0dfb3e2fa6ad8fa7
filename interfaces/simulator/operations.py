"""Which function carries out which operation of the contract."""

from typing import Protocol

from lxml import etree

from interfaces.simulator.books import Books
from interfaces.simulator.collecting import book_purchase, show_dashboard
from interfaces.simulator.contract import Operation
from interfaces.simulator.soap import Message


class Handler(Protocol):
    """Carries out one operation and returns what its response holds."""

    def __call__(self, message: Message, books: Books, now: str) -> list[etree._Element]:
        """Book at `now`, an ISO moment.

        :raises Refused: nothing is booked.
        """


HANDLERS: dict[Operation, Handler] = {
    Operation.PURCHASE: book_purchase,
    Operation.DASHBOARD: show_dashboard,
}
