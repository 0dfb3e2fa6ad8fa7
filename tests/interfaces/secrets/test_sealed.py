"""Secrets at rest: unreadable in the database, and bound to the place they were entered for."""

from collections.abc import Callable

import pgtrigger
import pytest
from cryptography.fernet import Fernet
from django.db import connection

from interfaces.models import Interface
from interfaces.secrets.sealed import SealedText, SecretMoved
from tests.factories import TransactionFactory
from tests.factories.interfaces import PASSWORD
from tests.factories.transactions import CARD
from tests.interfaces.secrets.columns import read_raw
from tests.interfaces.secrets.ways import CLEARED, MOVED, REFUSED, reload, try_to_open
from transactions.models import Transaction

pytestmark = pytest.mark.django_db
Way = Callable[[Interface], Interface]


class TestAtRest:
    def test_the_password_column_holds_no_part_of_the_password(self, row: Interface) -> None:
        raw = read_raw("interfaces_interface", "password")

        assert row.password == PASSWORD
        assert PASSWORD.encode() not in raw
        assert b"payback.example" not in raw
        assert PASSWORD.encode().hex().encode() not in raw

    def test_the_card_column_holds_no_part_of_the_card_number(self) -> None:
        transaction_row = TransactionFactory.create()

        raw = read_raw("transactions_transaction", "card")

        assert Transaction.objects.get(pk=transaction_row.pk).card == CARD
        assert CARD.encode() not in raw
        assert CARD[6:12].encode() not in raw

    def test_no_column_of_the_row_holds_the_card_number(self) -> None:
        TransactionFactory.create()

        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(t)::text FROM transactions_transaction t")
            text = cursor.fetchone()[0]

        assert CARD not in text

    def test_the_same_password_gives_another_ciphertext_every_time(self, row: Interface) -> None:
        first = read_raw("interfaces_interface", "password")

        row.password = PASSWORD
        row.save()

        assert read_raw("interfaces_interface", "password") != first

    @pytest.mark.parametrize("text", ["x", "ä€😀", " blank around ", '{"text": "x"}', "y" * 255])
    def test_gives_back_what_was_stored(self, row: Interface, text: str) -> None:
        row.password = text
        row.save()

        assert reload(row).password == text

    @pytest.mark.parametrize("nothing", ["", None])
    def test_stores_nothing_as_null(self, row: Interface, nothing: str | None) -> None:
        row.password = nothing
        row.save()

        assert Interface.objects.filter(password__isnull=True).count() == 1

    def test_loading_a_row_decrypts_nothing(
        self, row: Interface, use_keys: Callable[..., None]
    ) -> None:
        use_keys(Fernet.generate_key())

        loaded = reload(row)

        assert loaded.has_password
        assert isinstance(loaded.password_sealed, SealedText)


class TestBinding:
    @pytest.mark.parametrize("way", CLEARED.values(), ids=CLEARED.keys())
    def test_is_cleared_by(self, row: Interface, way: Way) -> None:
        result = way(row)

        assert try_to_open(result) is None
        assert not result.has_password

    @pytest.mark.parametrize("way", REFUSED.values(), ids=REFUSED.keys())
    def test_does_not_open_after(self, row: Interface, way: Way) -> None:
        result = way(row)

        assert try_to_open(result) == MOVED

    @pytest.mark.parametrize("way", REFUSED.values(), ids=REFUSED.keys())
    def test_is_cleared_by_saving_after(self, row: Interface, way: Way) -> None:
        result = way(row)
        result.save()

        assert reload(result).password is None

    @pytest.mark.parametrize(
        "host",
        [
            "payback.example",
            "PAYBACK.example",
            "payback.example:443",
            "https://payback.example/",
            "HTTPS://Payback.Example:443/simulator/v1/soap",
        ],
    )
    def test_survives_another_spelling_of_the_same_address(self, row: Interface, host: str) -> None:
        row.host = host
        row.save()

        assert reload(row).password == PASSWORD

    def test_survives_a_change_of_what_is_no_address(self, row: Interface) -> None:
        row.partner_short_name = "OTHER"
        row.is_active = False
        row.save()

        assert reload(row).password == PASSWORD

    def test_opens_again_when_the_old_address_is_back(self, row: Interface) -> None:
        Interface.objects.update(host="https://elsewhere.example")
        Interface.objects.update(host="https://payback.example")

        assert reload(row).password == PASSWORD

    def test_a_new_password_goes_with_a_new_host(self, row: Interface) -> None:
        row.host, row.password = "https://elsewhere.example", "new"
        row.save()

        assert reload(row).password == "new"

    def test_a_card_number_copied_to_another_row_is_refused(self) -> None:
        first, second = TransactionFactory.create(), TransactionFactory.create()
        with (
            pgtrigger.ignore("transactions.Transaction:never_edited"),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE transactions_transaction AS target SET card = source.card"
                " FROM transactions_transaction AS source WHERE target.id = %s AND source.id = %s",
                [second.pk, first.pk],
            )

        with pytest.raises(SecretMoved):
            _card = Transaction.objects.get(pk=second.pk).card
