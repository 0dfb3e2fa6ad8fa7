"""Secrets and the key ring: what a missing key does, and what a second one is for."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet

from interfaces.models import Interface
from interfaces.secrets.sealed import SealedTextField, SecretUnreadable
from tests.factories.interfaces import PASSWORD
from tests.interfaces.secrets.columns import PASSWORD_FIELD, read_raw, write_raw
from tests.interfaces.secrets.ways import MOVED, reload, try_to_open

pytestmark = pytest.mark.django_db


class TestUnreadable:
    @pytest.fixture
    def lost(self, row: Interface, use_keys: Callable[..., None]) -> Interface:
        """A row whose key is no longer configured."""
        use_keys(Fernet.generate_key())
        return reload(row)

    def test_is_an_error_and_never_a_value(self, lost: Interface) -> None:
        with pytest.raises(SecretUnreadable, match="no configured key") as caught:
            _password = lost.password

        assert PASSWORD not in str(caught.value)
        assert "gAAAA" not in str(caught.value)

    @pytest.mark.usefixtures("lost")
    def test_leaves_lists_and_other_fields_readable(self) -> None:
        listed = Interface.objects.get(host="https://payback.example")

        assert listed.has_password
        assert listed.username == "demo"

    def test_survives_a_save_of_other_fields(self, lost: Interface) -> None:
        before = read_raw("interfaces_interface", "password")
        lost.partner_short_name = "OTHER"
        lost.save()

        assert read_raw("interfaces_interface", "password") == before
        assert reload(lost).partner_short_name == "OTHER"

    def test_survives_refresh_and_full_clean(self, lost: Interface) -> None:
        lost.refresh_from_db()
        lost.full_clean()
        lost.save()

        with pytest.raises(SecretUnreadable):
            _password = lost.password

    def test_is_replaced_by_a_new_password(self, lost: Interface) -> None:
        lost.password = "new"
        lost.save()

        assert reload(lost).password == "new"

    def test_keeps_its_binding_until_the_key_is_back(
        self, row: Interface, use_keys: Callable[..., None]
    ) -> None:
        kept = PASSWORD_FIELD.fernet
        use_keys(Fernet.generate_key())
        row.host = "https://elsewhere.example"
        row.save()

        PASSWORD_FIELD.fernet = kept

        assert try_to_open(reload(row)) == MOVED

    @pytest.mark.parametrize(
        "content",
        [b"", b"plain text", b"gAAAAA"],
        ids=["empty", "plain", "cut"],
    )
    def test_what_is_no_ciphertext_is_no_value(self, row: Interface, content: bytes) -> None:
        write_raw(row, content)

        with pytest.raises(SecretUnreadable):
            _password = reload(row).password

    @pytest.mark.parametrize("content", ["plain", '"text"', "[]", "{}", '{"text": "x"}'])
    def test_a_ciphertext_without_a_binding_is_no_value(self, row: Interface, content: str) -> None:
        write_raw(row, PASSWORD_FIELD.fernet.encrypt(content.encode()))

        with pytest.raises(SecretUnreadable):
            _password = reload(row).password


class TestKeyRing:
    OLD, NEW = Fernet.generate_key(), Fernet.generate_key()

    def test_every_key_decrypts(self, row: Interface, use_keys: Callable[..., None]) -> None:
        use_keys(self.OLD)
        row.password = "kept"
        row.save()

        use_keys(self.NEW, self.OLD)

        assert reload(row).password == "kept"

    def test_the_first_key_encrypts(self, row: Interface, use_keys: Callable[..., None]) -> None:
        use_keys(self.NEW, self.OLD)
        row.password = "kept"
        row.save()

        use_keys(self.NEW)

        assert reload(row).password == "kept"

    def test_the_second_key_alone_does_not_open_what_the_first_sealed(
        self, row: Interface, use_keys: Callable[..., None]
    ) -> None:
        use_keys(self.NEW, self.OLD)
        row.password = "kept"
        row.save()

        use_keys(self.OLD)

        with pytest.raises(SecretUnreadable):
            _password = reload(row).password

    def test_is_what_the_settings_say(self, settings: Any) -> None:
        settings.FERNET_KEYS = [self.NEW.decode(), self.OLD.decode()]

        ring = SealedTextField(binding="pk").fernet

        assert ring.decrypt(Fernet(self.OLD).encrypt(b"x")) == b"x"
        assert Fernet(self.NEW).decrypt(ring.encrypt(b"x")) == b"x"
