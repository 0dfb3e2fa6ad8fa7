"""A new key: everything stored gets it, and the old one can go."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from pytest_django import Settings

from interfaces.models import Interface
from interfaces.secrets import rotation
from interfaces.secrets.sealed import SealedTextField
from tests.factories import InterfaceFactory, TransactionFactory
from tests.factories.interfaces import PASSWORD
from tests.factories.transactions import CARD
from tests.interfaces.secrets.columns import PASSWORD_FIELD, read_raw, write_raw
from tests.interfaces.secrets.ways import MOVED, reload, try_to_open
from transactions.models import Transaction

pytestmark = pytest.mark.django_db
NEW = Fernet.generate_key().decode()


@pytest.fixture
def keys(settings: Settings) -> list[str]:
    """A new key before the old one; what is sealed from here on still gets the old one."""
    assert all(field.fernet for field in rotation.list_sealed_fields())
    settings.FERNET_KEYS = [NEW, *settings.FERNET_KEYS]
    keys: list[str] = settings.FERNET_KEYS
    return keys


def rotate() -> str:
    """What the command prints."""
    printed = io.StringIO()
    call_command("rotate_keys", stdout=printed)
    return printed.getvalue()


def say(column: str, **counts: int) -> str:
    """A line of it."""
    names = ("rotated", "kept", "missed", "unreadable")
    found = [counts.get(name, 0) for name in names]
    return (
        "{}: {} rotated, {} had the first key already, {} changed meanwhile, {} unreadable".format(
            column, *found
        )
    )


@pytest.mark.usefixtures("keys")
class TestRotateKeys:
    def test_gives_a_password_to_the_new_key(
        self, row: Interface, use_keys: Callable[..., None]
    ) -> None:
        rotate()

        use_keys(NEW.encode())
        assert reload(row).password == PASSWORD

    def test_gives_a_card_number_to_the_new_key(self) -> None:
        key = TransactionFactory.create().pk

        rotate()

        content = Fernet(NEW).decrypt(read_raw("transactions_transaction", "card"))
        assert json.loads(content) == {"bound_to": f"transaction {key}", "text": CARD}

    def test_leaves_everything_else_of_a_frozen_row_protected(self) -> None:
        row = TransactionFactory.create()

        rotate()

        with pytest.raises(DatabaseError, match="Cannot update"):
            Transaction.objects.filter(pk=row.pk).update(total_cents=1)

    @pytest.mark.usefixtures("row")
    def test_says_what_it_did(self) -> None:
        InterfaceFactory.create(without_password=True)

        lines = rotate().splitlines()

        assert say("interfaces.Interface.password", rotated=1) in lines
        assert say("transactions.Transaction.card") in lines

    @pytest.mark.usefixtures("row")
    def test_goes_on_where_it_was(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 2)
        InterfaceFactory.create_batch(4)
        rotate()
        before = list_ciphertexts()

        lines = rotate().splitlines()

        assert say("interfaces.Interface.password", kept=5) in lines
        assert list_ciphertexts() == before

    def test_keeps_a_value_bound_to_its_place(
        self, row: Interface, use_keys: Callable[..., None]
    ) -> None:
        rotate()
        Interface.objects.update(host="https://elsewhere.example")

        use_keys(NEW.encode())
        assert try_to_open(reload(row)) == MOVED

    def test_leaves_what_no_key_opens_and_says_so(self, row: Interface) -> None:
        write_raw(row, b"what no key opens")

        with pytest.raises(CommandError, match="opened by no key"):
            rotate()

        assert read_raw("interfaces_interface", "password") == b"what no key opens"

    def test_does_not_put_an_old_value_over_a_newer_one(
        self, row: Interface, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        newer = Fernet(NEW).encrypt(b"newer")
        read = rotation._read_in_parts

        def be_overtaken(field: SealedTextField) -> Iterator[list[tuple[Any, bytes]]]:
            for part in read(field):
                write_raw(row, newer)
                yield part

        monkeypatch.setattr(rotation, "_read_in_parts", be_overtaken)

        with pytest.raises(CommandError, match="Run it again"):
            rotate()

        assert read_raw("interfaces_interface", "password") == newer

    def test_finds_every_sealed_column(self) -> None:
        names = {str(field) for field in rotation.list_sealed_fields()}

        assert str(PASSWORD_FIELD) in names
        assert names >= {"interfaces.ConnectionTest.password", "transactions.Transaction.card"}


def list_ciphertexts() -> list[bytes]:
    """The column of all interfaces."""
    rows: list[Any] = list(Interface.objects.order_by("pk").values_list("password", flat=True))
    return [sealed.ciphertext for sealed in rows]
