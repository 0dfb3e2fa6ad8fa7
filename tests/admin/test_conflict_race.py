"""Two people press "Speichern" in the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from interfaces.models import Interface
from tests.admin.rows import get_url
from tests.admin.test_conflict import open_form
from tests.factories import InterfaceFactory
from tests.transactions.at_once import call_apart

PATIENCE_SECONDS = 20


@pytest.mark.django_db(transaction=True)
class TestTwoSavesAtOnce:
    def test_have_one_winner_and_one_who_is_told(self) -> None:
        row = InterfaceFactory.create(username="alt")
        forms = [prepare(row, name) for name in ("eins", "zwei")]

        with ThreadPoolExecutor(2) as pool:
            with transaction.atomic():
                Interface.objects.select_for_update().get()
                saves = [pool.submit(call_apart, form) for form in forms]
                wait_until_waiting(2)
            answers = [save.result() for save in saves]

        winners = [name for name, status in answers if status == HTTPStatus.FOUND]
        told = [name for name, status in answers if status == HTTPStatus.OK]
        assert (len(winners), len(told)) == (1, 1)
        assert Interface.objects.get().username == winners[0]


def prepare(row: Interface, name: str) -> Any:
    """Somebody who has the form open and a new host user typed; called, it is saved."""
    user = User.objects.create_superuser(name, password="x")
    client = Client()
    client.force_login(user)
    form = {**open_form(client, row), "username": name}
    address = get_url(Interface, "change", row.pk)
    return lambda: (name, client.post(address, form).status_code)


def wait_until_waiting(count: int) -> None:
    """Returns when so many stand before the row that this connection holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while count_waiting() < count:
        assert time.monotonic() < end, "the two never met at the row"
        time.sleep(0.02)


def count_waiting() -> int:
    """Connections that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
