"""Giving everything that is stored sealed to the first key, so that the others can go."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pgtrigger
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from interfaces.secrets.sealed import SealedText, SealedTextField

ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Rotation:
    """What became of the sealed values of one column.

    `missed` were changed meanwhile by somebody else, who has the first key too.
    """

    column: str
    rotated: int = 0
    kept: int = 0
    missed: int = 0
    unreadable: int = 0


def list_sealed_fields() -> list[SealedTextField]:
    """Every sealed column of every model."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedTextField)
    ]


def rotate_field(*, field: SealedTextField, keys: Sequence[str]) -> Rotation:
    """Encrypts the column's values with the first of `keys`; any of them decrypts.

    Values that have the first key are left alone, and rows are committed a few at a time: stopped
    and begun again it goes on where it was. A value that no key decrypts stays as it is.
    """
    first, ring = Fernet(keys[0]), MultiFernet([Fernet(key) for key in keys])
    ends = {"rotated": 0, "kept": 0, "missed": 0, "unreadable": 0}
    for rows in _read_in_parts(field):
        with transaction.atomic(), _ignore_protection(field.model):
            for key, old in rows:
                ends[_rotate(field, key, old, first=first, ring=ring)] += 1
    return Rotation(column=str(field), **ends)


def _rotate(
    field: SealedTextField, key: Any, old: bytes, *, first: Fernet, ring: MultiFernet
) -> str:
    if _opens(first, old):
        return "kept"
    try:
        new = ring.rotate(old)
    except InvalidToken:
        return "unreadable"
    with connection.cursor() as cursor:
        cursor.execute(_write_update(field), [new, key, old])
        return "rotated" if cursor.rowcount else "missed"


def _write_update(field: SealedTextField) -> sql.Composed:
    """Past the field, which takes a secret in the clear only; and only if nobody was faster."""
    meta = field.model._meta
    return sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s AND {} = %s").format(
        *(sql.Identifier(str(name)) for name in (meta.db_table, field.column, meta.pk.column)),
        sql.Identifier(str(field.column)),
    )


def _opens(fernet: Fernet, ciphertext: bytes) -> bool:
    try:
        fernet.decrypt(ciphertext)
    except InvalidToken:
        return False
    return True


def _read_in_parts(field: SealedTextField) -> Iterator[list[tuple[Any, bytes]]]:
    rows = field.model._base_manager.exclude(**{f"{field.name}__isnull": True}).order_by("pk")
    last = None
    while True:
        part = rows.filter(pk__gt=last) if last else rows
        found: list[tuple[Any, SealedText]] = list(
            part.values_list("pk", field.name)[:ROWS_AT_ONCE]
        )
        if not found:
            return
        last = found[-1][0]
        yield [(key, sealed.ciphertext) for key, sealed in found]


@contextmanager
def _ignore_protection(model: type[Model]) -> Iterator[None]:
    """Append-only tables keep their content; only its envelope changes."""
    triggers = getattr(model._meta, "triggers", [])
    names = [
        f"{model._meta.label}:{trigger.name}"
        for trigger in triggers
        if isinstance(trigger, pgtrigger.Protect)
    ]
    if not names:
        yield
        return
    with pgtrigger.ignore(*names):
        yield
