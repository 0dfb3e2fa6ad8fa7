"""What control and page show of the books, and the one way an account is made by hand."""

import json
from typing import Any

from interfaces.simulator.store import Store


def list_members(store: Store) -> list[dict[str, Any]]:
    """Return the accounts by full card number; instead of a PIN, whether there is one."""
    rows = store.read(
        "SELECT card, status, pin IS NOT NULL AS has_pin, balance, collected, spent"
        " FROM members ORDER BY card"
    )
    return [{**dict(row), "has_pin": bool(row["has_pin"])} for row in rows]


def list_coupons(store: Store) -> list[dict[str, Any]]:
    """Return the coupons in the order they were made."""
    return [dict(row) for row in store.read("SELECT * FROM coupons ORDER BY rowid")]


def list_ledger(
    store: Store, *, receipt_number: str | None = None, card: str | None = None
) -> list[dict[str, Any]]:
    """Return the bookings, oldest first; points are signed, money is a decimal string in EUR."""
    rows = store.read(
        "SELECT * FROM ledger WHERE (:receipt_number IS NULL OR receipt_number = :receipt_number)"
        " AND (:card IS NULL OR card = :card) ORDER BY id",
        {"receipt_number": receipt_number, "card": card},
    )
    return [
        {
            **dict(row),
            "coupons": json.loads(row["coupons"]),
            "transactions": [
                {"type": kind, "points": points, "marketing_code": code}
                for kind, points, code in json.loads(row["transactions"])
            ],
        }
        for row in rows
    ]


def put_member(store: Store, card: str, changes: dict[str, Any]) -> None:
    """Make or change an account: only the fields in `changes` (status, balance, pin) are set."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO members (card, status, pin, balance, collected, spent)"
            " VALUES (?, 'registered', NULL, 0, 0, 0) ON CONFLICT DO NOTHING",
            (card,),
        )
        for field, value in changes.items():
            connection.execute(UPDATES[field], (value, card))


UPDATES = {
    "status": "UPDATE members SET status = ? WHERE card = ?",
    "balance": "UPDATE members SET balance = ? WHERE card = ?",
    "pin": "UPDATE members SET pin = ? WHERE card = ?",
}
