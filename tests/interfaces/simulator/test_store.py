"""The simulator's file."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from interfaces.simulator.books import Books, Entry, Transaction
from interfaces.simulator.contract import Operation
from interfaces.simulator.store import Store
from tests.interfaces.simulator.envelopes import POOR, RICH

ENTRY = Entry(
    partner="DEMOOPTIK",
    branch="W1",
    receipt_number="R-1",
    operation=Operation.PURCHASE,
    card=RICH,
    effective_date="2026-11-23T10:15:00+01:00",
    device_id="KASSA-01",
    booked_at="2026-11-23T09:15:00+00:00",
    transactions=(Transaction(type=100, points=7),),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh file."""
    opened = Store(tmp_path / "folder" / "simulator.sqlite3")
    yield opened
    opened.close()


def book_and_fail(store: Store) -> None:
    """Book an entry, then fail before the transaction ends."""
    with store.transaction() as connection:
        Books(connection).book(ENTRY)
        raise KeyError


class TestTransaction:
    """A transaction…"""

    def test_undoes_all_of_it_on_an_exception(self, store: Store) -> None:
        with pytest.raises(KeyError):
            book_and_fail(store)

        assert store.read("SELECT * FROM ledger") == []
        assert (
            store.read("SELECT balance FROM members WHERE card = :card", {"card": RICH})[0][0]
            == 1320
        )

    def test_cannot_book_a_receipt_number_twice(self, store: Store) -> None:
        with store.transaction() as connection:
            Books(connection).book(ENTRY)

        with pytest.raises(sqlite3.IntegrityError), store.transaction() as connection:
            Books(connection).book(replace(ENTRY, card=POOR))

        assert len(store.read("SELECT * FROM ledger")) == 1

    def test_may_book_the_number_of_another_partner(self, store: Store) -> None:
        with store.transaction() as connection:
            Books(connection).book(ENTRY)
            Books(connection).book(replace(ENTRY, partner="OTHER"))

        assert len(store.read("SELECT * FROM ledger")) == 2


class TestStore:
    """A file…"""

    def test_keeps_its_members_when_opened_again(self, store: Store, tmp_path: Path) -> None:
        with store.transaction() as connection:
            connection.execute("DELETE FROM members WHERE card <> :card", {"card": RICH})

        again = Store(tmp_path / "folder" / "simulator.sqlite3")
        members = again.read("SELECT card FROM members")
        again.close()

        assert [member["card"] for member in members] == [RICH]
