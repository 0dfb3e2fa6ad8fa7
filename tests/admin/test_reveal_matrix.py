"""The reveal for every kind of user, option, chain and method, against a rule told beside it."""

from itertools import product
from typing import Any

import pytest
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Chain, Interface
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.revealing import get_reveal_url
from tests.factories import InterfaceFactory
from tests.factories.interfaces import PASSWORD

pytestmark = pytest.mark.django_db
OWN, FOREIGN = "own chain", "foreign chain"
ON, OFF = "option on", "option off"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
KINDS: dict[str, dict[str, Any] | None] = {
    "nobody": None,
    "no staff": {"is_staff": False},
    "staff without group": {},
    "cashier": {"role": Role.CASHIER},
    "branch manager": {"role": Role.BRANCH_MANAGER},
    "auditor": {"role": Role.AUDITOR},
    "administrator": {"role": Role.ADMINISTRATOR},
    "administrator without back office": {"role": Role.ADMINISTRATOR, "is_staff": False},
    "administrator switched off": {"role": Role.ADMINISTRATOR, "is_active": False},
    "superuser": {"is_superuser": True},
    "superuser and administrator": {"role": Role.ADMINISTRATOR, "is_superuser": True},
}
INSIDE = {
    "branch manager",
    "auditor",
    "administrator",
    "superuser",
    "superuser and administrator",
}
PAGE_METHODS = {"GET", "HEAD", "POST"}
LOOKING = {"administrator", "superuser and administrator"}
ROWS = list(product(KINDS, (ON, OFF), (OWN, FOREIGN)))


def expect(kind: str, option: str, chain: str, method: str) -> int:
    """The rule as one would tell it on the telephone."""
    if method not in PAGE_METHODS:
        return 405
    if kind not in INSIDE:
        return 302
    if method != "POST":
        return 405
    if kind not in LOOKING:
        return 403
    if chain == FOREIGN:
        return 404
    return 200 if option == ON else 403


def make_client(kind: str, chain: Chain) -> Client:
    """The browser of a new user of that kind who works for `chain`, or of nobody."""
    flags = KINDS[kind]
    return open_client(None if flags is None else make_person("otto", chain, **flags))


def ask(client: Client, row: Interface, method: str) -> tuple[int, bool]:
    """The status, and whether the stored password is in the answer."""
    response = client.generic(
        method,
        get_reveal_url(row.pk),
        f"password={OWN_PASSWORD}",
        content_type="application/x-www-form-urlencoded",
    )
    return response.status_code, PASSWORD in response.content.decode()


class TestRevealMatrix:
    @pytest.mark.parametrize(("kind", "option", "chain"), ROWS)
    def test_answers_as_the_rule_says(self, kind: str, option: str, chain: str) -> None:
        rows = {OWN: InterfaceFactory.create(), FOREIGN: InterfaceFactory.create()}
        row, client = rows[chain], make_client(kind, rows[OWN].chain)
        Chain.objects.update(may_reveal_passwords=option == ON)

        answers = {method: ask(client, row, method) for method in METHODS}

        expected = {method: expect(kind, option, chain, method) for method in METHODS}
        assert answers == {method: (status, status == 200) for method, status in expected.items()}

    def test_says_yes_in_two_cells_of_all(self) -> None:
        cells = [(*row, method) for row in ROWS for method in METHODS]

        assert [cell for cell in cells if expect(*cell) == 200] == [
            ("administrator", ON, OWN, "POST"),
            ("superuser and administrator", ON, OWN, "POST"),
        ]

    def test_has_no_chain_that_is_foreign_to_whoever_works_for_all(self) -> None:
        row = InterfaceFactory.create(chain__may_reveal_passwords=True)
        flags: dict[str, Any] = {"role": Role.ADMINISTRATOR, "is_superuser": True}

        answer = ask(open_client(make_person("boss", None, **flags)), row, "POST")

        assert answer == (200, True)
