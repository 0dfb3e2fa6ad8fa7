"""The reveal for every kind of user, option, chain and method, against a rule told beside it."""

from itertools import product
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import Client

from interfaces.admin import InterfaceAdmin
from interfaces.choices import Role
from interfaces.models import Chain, Interface
from tests.admin.people import OWN_PASSWORD, make_user, open_client
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
    "staff": {},
    "branch manager": {"role": Role.BRANCH_MANAGER},
    "auditor": {"role": Role.AUDITOR},
    "administrator": {"role": Role.ADMINISTRATOR},
    "superuser": {"is_superuser": True},
    "superuser in the group": {"role": Role.ADMINISTRATOR, "is_superuser": True},
    "inactive administrator": {"role": Role.ADMINISTRATOR, "is_active": False},
}
ROWS = list(product(KINDS, (ON, OFF), (OWN, FOREIGN)))


def expect(kind: str, option: str, chain: str, method: str) -> int:
    """The rule as one would tell it: who is outside signs in, and only one cell in all is yes."""
    if kind in {"nobody", "no staff", "inactive administrator"}:
        return 302
    if method != "POST":
        return 405
    if "administrator" not in kind and "group" not in kind:
        return 403
    return {(OWN, ON): 200, (OWN, OFF): 403, (FOREIGN, ON): 404, (FOREIGN, OFF): 404}[chain, option]


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Interface:
    """An interface of the chain that is seen; those of other chains are not."""
    row = InterfaceFactory.create()

    def get_rows(self: InterfaceAdmin, request: HttpRequest) -> QuerySet[Interface]:
        return super(InterfaceAdmin, self).get_queryset(request).filter(chain=row.chain_id)

    monkeypatch.setattr(InterfaceAdmin, "get_queryset", get_rows)
    return row


def make_client(kind: str) -> Client:
    """The browser of a new user of that kind, or of nobody."""
    flags = KINDS[kind]
    return open_client(None if flags is None else make_user("otto", **flags))


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
    def test_answers_as_the_rule_says(
        self, own: Interface, kind: str, option: str, chain: str
    ) -> None:
        row = {OWN: own, FOREIGN: InterfaceFactory.create()}[chain]
        Chain.objects.update(may_reveal_passwords=option == ON)
        client = make_client(kind)

        answers = {method: ask(client, row, method) for method in METHODS}

        expected = {method: expect(kind, option, chain, method) for method in METHODS}
        assert answers == {method: (status, status == 200) for method, status in expected.items()}

    def test_says_yes_in_two_cells_of_all(self) -> None:
        cells = [(*row, method) for row in ROWS for method in METHODS]

        assert [cell for cell in cells if expect(*cell) == 200] == [
            ("administrator", ON, OWN, "POST"),
            ("superuser in the group", ON, OWN, "POST"),
        ]
