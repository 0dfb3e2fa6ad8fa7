"""Which function carries out which operation of the contract."""

from typing import Protocol

from lxml import etree

from interfaces.simulator.books import Books
from interfaces.simulator.collecting import book_purchase, show_dashboard
from interfaces.simulator.contract import Operation
from interfaces.simulator.redeeming import book_redemption, book_redemption_reversal
from interfaces.simulator.soap import Message
from interfaces.simulator.undoing import book_collect_reversal, book_refund


class Handler(Protocol):
    """Carries out one operation and returns what its response holds."""

    def __call__(self, message: Message, books: Books, now: str) -> list[etree._Element]:
        """Book at `now`, an ISO moment.

        :raises Refused: nothing is booked.
        """


HANDLERS: dict[Operation, Handler] = {
    Operation.PURCHASE: book_purchase,
    Operation.REFUND: book_refund,
    Operation.REVERSE_COLLECT: book_collect_reversal,
    Operation.DASHBOARD: show_dashboard,
    Operation.REDEMPTION: book_redemption,
    Operation.REVERSE_REDEMPTION: book_redemption_reversal,
}
