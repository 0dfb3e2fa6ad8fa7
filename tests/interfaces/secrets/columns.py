"""The columns of the secrets, as whoever has the database sees them."""

from django.db import connection

from interfaces.models import Interface
from interfaces.secrets.sealed import SealedTextField

PASSWORD_FIELD: SealedTextField = Interface._meta.get_field("password")


def read_raw(table: str, column: str) -> bytes:
    """The column of the only row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return bytes(cursor.fetchone()[0])


def write_raw(row: Interface, ciphertext: bytes) -> None:
    """Overwrites the password column of a row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interfaces_interface SET password = %s WHERE id = %s", [ciphertext, row.pk]
        )
