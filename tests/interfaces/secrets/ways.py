"""Every way we know by which a stored password could come to stand beside another address."""

import copy
import pickle
from collections.abc import Callable

from django.db import connection

from interfaces.choices import Profile
from interfaces.models import Interface
from interfaces.secrets.sealed import SecretMoved
from tests.factories import InterfaceFactory

ELSEWHERE = "https://elsewhere.example"
MOVED = "SecretMoved"


def try_to_open(row: Interface) -> str | None:
    """The password of the row, or `MOVED` when reading it is refused."""
    try:
        return row.password
    except SecretMoved:
        return MOVED


def reload(row: Interface) -> Interface:
    """The row as the database has it now."""
    return Interface.objects.get(pk=row.pk)


def save_with(**changes: str) -> Callable[[Interface], Interface]:
    """The ordinary way: change, then save."""

    def change(row: Interface) -> Interface:
        set_all(row, changes)
        row.save()
        return reload(row)

    return change


def save_only(**changes: str) -> Callable[[Interface], Interface]:
    """`save(update_fields=...)` with nothing but what was changed."""

    def change(row: Interface) -> Interface:
        set_all(row, changes)
        row.save(update_fields=list(changes))
        return reload(row)

    return change


def update_with(**changes: str) -> Callable[[Interface], Interface]:
    """Past `save()`: the database alone."""

    def change(row: Interface) -> Interface:
        Interface.objects.filter(pk=row.pk).update(**changes)
        return reload(row)

    return change


def set_all(row: Interface, changes: dict[str, str]) -> None:
    """Sets attributes by name."""
    for name, value in changes.items():
        setattr(row, name, value)


def make_other() -> Interface:
    """Another row with another address and no password."""
    return InterfaceFactory.create(host=ELSEWHERE, without_password=True)


def save_as_new_row(row: Interface) -> Interface:
    """Django's documented way to copy a row."""
    row.is_active, row.pk = False, None
    row._state.adding = True
    row.save()
    return reload(row)


def bulk_create_a_copy(row: Interface) -> Interface:
    row.is_active, row.pk = False, None
    return reload(Interface.objects.bulk_create([row])[0])


def bulk_create_over_itself(row: Interface) -> Interface:
    """An upsert that writes the host and leaves the password."""
    row.host = ELSEWHERE
    Interface.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=["host"]
    )
    return reload(row)


def bulk_update_host(row: Interface) -> Interface:
    row.host = ELSEWHERE
    Interface.objects.bulk_update([row], ["host"])
    return reload(row)


def assign_and_save(row: Interface) -> Interface:
    other = make_other()
    other.password = row.password
    other.save()
    return reload(other)


def assign_in_memory(row: Interface) -> Interface:
    other = make_other()
    other.password = row.password
    return other


def assign_ciphertext(row: Interface) -> Interface:
    other = make_other()
    other.password_sealed = row.password_sealed
    return other


def update_or_create_with_other_host(row: Interface) -> Interface:
    return Interface.objects.update_or_create(pk=row.pk, defaults={"host": ELSEWHERE})[0]


def save_host_and_password(row: Interface) -> Interface:
    row.host = ELSEWHERE
    row.save(update_fields=["host", "password"])
    return reload(row)


def read_then_save_elsewhere(row: Interface) -> Interface:
    """Reading must not leave the clear text behind in the row."""
    _seen = row.password
    return save_with(host=ELSEWHERE)(row)


def change_in_memory(row: Interface) -> Interface:
    row.host = ELSEWHERE
    return row


def refresh_then_change_in_memory(row: Interface) -> Interface:
    row.refresh_from_db()
    return change_in_memory(row)


def refresh_then_save(row: Interface) -> Interface:
    row.refresh_from_db()
    return save_with(host=ELSEWHERE)(row)


def load_late_then_change_in_memory(row: Interface) -> Interface:
    late = Interface.objects.defer("password").get(pk=row.pk)
    _seen = late.password
    return change_in_memory(late)


def save_without_having_loaded_it(row: Interface) -> Interface:
    return save_with(host=ELSEWHERE)(Interface.objects.defer("password").get(pk=row.pk))


def deep_copy_then_change(row: Interface) -> Interface:
    return change_in_memory(copy.deepcopy(row))


def pickle_then_change(row: Interface) -> Interface:
    return change_in_memory(pickle.loads(pickle.dumps(row)))  # noqa: S301  (our own bytes)


def copy_by_raw_sql(row: Interface) -> Interface:
    other = make_other()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interfaces_interface AS target SET password = source.password"
            " FROM interfaces_interface AS source WHERE target.id = %s AND source.id = %s",
            [other.pk, row.pk],
        )
    return reload(other)


def copy_by_raw_sql_with_host_and_user(row: Interface) -> Interface:
    """Even the same address in another row is another place."""
    other = make_other()
    Interface.objects.filter(pk=other.pk).update(host=row.host, username=row.username)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interfaces_interface AS target SET password = source.password"
            " FROM interfaces_interface AS source WHERE target.id = %s AND source.id = %s",
            [other.pk, row.pk],
        )
    return reload(other)


CLEARED = {
    "save another host": save_with(host=ELSEWHERE),
    "save a subdomain": save_with(host="https://x.payback.example"),
    "save another port": save_with(host="https://payback.example:8443"),
    "save another path": save_with(host="https://payback.example/other"),
    "save another scheme": save_with(host="http://127.0.0.1:8443"),
    "save another user": save_with(username="somebody"),
    "save another letter case of the user": save_with(username="DEMO"),
    "save another profile, so another path": save_with(profile_name=Profile.EXTINT),
    "save an unusable host": save_with(host="ftp://payback.example"),
    "save host and password alone": save_host_and_password,
    "update_or_create": update_or_create_with_other_host,
    "save as a new row": save_as_new_row,
    "bulk_create a copy": bulk_create_a_copy,
    "assign to another row and save": assign_and_save,
    "read, then save elsewhere": read_then_save_elsewhere,
    "refresh_from_db, then save elsewhere": refresh_then_save,
}

REFUSED = {
    "save(update_fields=[host])": save_only(host=ELSEWHERE),
    "save(update_fields=[username])": save_only(username="somebody"),
    "update(host)": update_with(host=ELSEWHERE),
    "update(host) to another port": update_with(host="https://payback.example:8443"),
    "update(username)": update_with(username="somebody"),
    "update(profile_name)": update_with(profile_name=Profile.EXTINT),
    "bulk_update host": bulk_update_host,
    "bulk_create over itself": bulk_create_over_itself,
    "save without having loaded it": save_without_having_loaded_it,
    "change in memory": change_in_memory,
    "refresh_from_db, then change in memory": refresh_then_change_in_memory,
    "load late, then change in memory": load_late_then_change_in_memory,
    "deep copy, then change": deep_copy_then_change,
    "pickle, then change": pickle_then_change,
    "assign to another row in memory": assign_in_memory,
    "assign the ciphertext to another row": assign_ciphertext,
    "copy by raw SQL": copy_by_raw_sql,
    "copy by raw SQL to a row of the same address": copy_by_raw_sql_with_host_and_user,
}
