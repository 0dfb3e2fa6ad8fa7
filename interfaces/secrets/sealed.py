"""A text field that is encrypted in the database and bound to its row.

The encryption is `fernet_fields` (djfernet-redux). What it does not do is bind a ciphertext to the
place it belongs to, so that whoever can write rows could move a password to a row of another host.
Here the encrypted text carries its binding (a text the model gives, such as row id and origin) and
is refused when it is read anywhere else.

As `branch_id` stands beside `branch`, so `password_sealed` stands beside `password`: Django loads,
refreshes, copies and saves the sealed one, and only whoever asks for `password` decrypts.
"""

import json
from typing import TYPE_CHECKING, Any, Self

from cryptography.fernet import InvalidToken, MultiFernet
from django.db.models import Model, TextField
from fernet_fields import EncryptedTextField

if TYPE_CHECKING:
    BaseField = TextField[str | None, str | None]
else:
    BaseField = EncryptedTextField


# What a dump says instead of a secret; loaded again, the row has none.
NOT_DUMPED = "***"


class SecretUnreadable(Exception):
    """A stored secret cannot be decrypted with the configured keys."""


class SecretMoved(SecretUnreadable):
    """A stored secret was sealed for another row or another origin."""


class SealedText:
    """A ciphertext as it stands in the database."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: bytes) -> None:
        self.ciphertext = ciphertext


class OpenedText(str):
    """A decrypted text that remembers what it was sealed for, so that it is not saved elsewhere."""

    __slots__ = ("bound_to",)
    bound_to: str

    def __new__(cls, text: str, bound_to: str) -> Self:
        opened = super().__new__(cls, text)
        opened.bound_to = bound_to
        return opened


class SecretAttribute:
    """The secret in the clear; what it opens and sets is the sealed attribute beside it."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: Model | None, cls: type[Model] | None = None) -> Any:
        return self if instance is None else self.field.open(instance)

    def __set__(self, instance: Model, value: Any) -> None:
        setattr(instance, self.field.attname, value)


class SealedTextField(BaseField):
    """Encrypted text bound to `getattr(row, binding)`.

    A value that was sealed for another binding (another host, another row) is not carried along
    when the row is saved: the column becomes NULL, and the secret has to be entered again. A value
    that no configured key decrypts is saved as it is, so that a missing key loses nothing; it keeps
    its binding inside.
    """

    fernet: MultiFernet

    def __init__(self, *args: Any, binding: str, **kwargs: Any) -> None:
        self.binding = binding
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "binding": self.binding}

    def get_attname(self) -> str:
        return f"{self.name}_sealed"

    def get_attname_column(self) -> tuple[str, str]:
        return self.get_attname(), self.db_column or self.name

    def contribute_to_class(self, cls: type[Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002  (Django's signature)
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.name, SecretAttribute(self))

    def from_db_value(self, value: Any, *_context: Any) -> SealedText | None:
        return None if value is None else SealedText(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, SealedText) else super().to_python(value)

    def open(self, row: Model) -> str | None:
        """The text in the clear, None when there is none.

        :raises SecretUnreadable: no configured key decrypts it.
        :raises SecretMoved: it was sealed for another binding.
        """
        value = getattr(row, self.attname)
        if isinstance(value, SealedText):
            value = self._decrypt_sealed(value)
        if isinstance(value, OpenedText) and value.bound_to != self._binding_of(row):
            raise SecretMoved(f"{self}: the stored value belongs to another row or origin")
        text: str | None = value
        return text

    def pre_save(self, model_instance: Model, add: bool) -> Any:  # noqa: ARG002, FBT001  (Django's signature)
        value = self._seal_for(model_instance)
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or value == NOT_DUMPED:
            return None
        if not isinstance(value, SealedText):
            raise TypeError(f"{self}: a secret is written by saving its row, not by an update")
        return connection.Database.Binary(value.ciphertext)

    def value_to_string(self, obj: Model) -> str:
        """What `dumpdata` prints: never the value."""
        return NOT_DUMPED if getattr(obj, self.attname) else ""

    def _seal_for(self, row: Model) -> SealedText | None:
        value = getattr(row, self.attname)
        if value is None or value == "":
            return None
        binding = self._binding_of(row)
        if isinstance(value, SealedText):
            return value if self._may_stay(value, binding) else None
        if isinstance(value, OpenedText) and value.bound_to != binding:
            return None
        return self._seal(str(value), binding)

    def _may_stay(self, sealed: SealedText, binding: str) -> bool:
        try:
            return self._decrypt_sealed(sealed).bound_to == binding
        except SecretUnreadable:
            return True

    def _seal(self, text: str, binding: str) -> SealedText:
        content = json.dumps({"bound_to": binding, "text": text})
        return SealedText(self.fernet.encrypt(content.encode()))

    def _decrypt_sealed(self, sealed: SealedText) -> OpenedText:
        try:
            content = json.loads(self.fernet.decrypt(sealed.ciphertext))
            return OpenedText(content["text"], content["bound_to"])
        except (InvalidToken, ValueError, KeyError, TypeError) as error:
            raise SecretUnreadable(
                f"{self}: no configured key decrypts the stored value"
            ) from error

    def _binding_of(self, row: Model) -> str:
        return str(getattr(row, self.binding))
