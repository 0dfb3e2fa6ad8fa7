"""Putting rows into the outbox: for tills, and for what the house does by itself."""

from transactions.outbox.following import settle_followers
from transactions.outbox.numbers import derive_payback_receipt_number
from transactions.outbox.reversing import Undoing, open_reversal
from transactions.outbox.rows import FirstState, copy_card, put_into_outbox

__all__ = [
    "FirstState",
    "Undoing",
    "copy_card",
    "derive_payback_receipt_number",
    "open_reversal",
    "put_into_outbox",
    "settle_followers",
]
