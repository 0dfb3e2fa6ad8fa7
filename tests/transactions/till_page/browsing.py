"""A browser that is a till, as the tests of the page use it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Workstation, WorkstationToken
from tests.factories import WorkstationTokenFactory, make_user
from tests.transactions.till import CARD, SOLD_AT, Till

SALE = {
    "receipt_number": "BON-1",
    "sold_at": SOLD_AT.isoformat(),
    "card": CARD,
    "total": "249,90",
    "group_1": "RAYBAN",
}
REDEMPTION = {
    "receipt_number": "BON-1",
    "card": CARD,
    "total": "59,90",
    "amount": "10,00",
    "pin": "1234",
}


@dataclass(frozen=True)
class Browser:
    """One browser, the workstation it was enrolled for, and who signed in."""

    client: Client
    workstation: Workstation
    token: WorkstationToken
    cashier: User | None = None

    def get(self, path: str = "", **headers: str) -> Any:
        return self.client.get(f"/kasse/{path}", headers=headers)

    def post(self, path: str, data: dict[str, Any], **headers: str) -> Any:
        return self.client.post(f"/kasse/{path}", data, headers=headers)

    def collect(self, path: str = "sammeln/", *, key: str = "", **changes: Any) -> Any:
        """Posts a sale; without `key` as a new one."""
        own = {"key": key or new_key(), "workstation": str(self.workstation.pk)}
        return self.post(path, SALE | own | changes)

    def redeem(self, *, key: str = "", **changes: Any) -> Any:
        """Posts a redemption; without `key` as a new one."""
        return self.post("einloesen/", REDEMPTION | {"key": key or new_key()} | changes)


def new_key() -> str:
    """As a page sends it."""
    return str(uuid.uuid4())


def enrol_browser(workstation: Workstation) -> Browser:
    """A browser with the token of a workstation, in which nobody has signed in."""
    text = f"pbw_{workstation.pk!s:_<43}"
    token = WorkstationTokenFactory.create(workstation=workstation, token=text)
    client = Client(raise_request_exception=False)
    client.cookies[settings.TILL_COOKIE_NAME] = sign_token(text)
    return Browser(client, workstation, token)


def open_page(till: Till) -> Browser:
    """The same with a cashier of the branch."""
    browser = enrol_browser(till.workstation)
    cashier = make_user(Role.CASHIER, till.workstation.branch)
    browser.client.force_login(cashier)
    return Browser(browser.client, browser.workstation, browser.token, cashier)


def sign_token(token: str) -> str:
    """As the cookie holds it."""
    return signing.get_cookie_signer(salt=settings.TILL_COOKIE_NAME + "till page").sign(token)


def read(response: HttpResponse) -> str:
    """The page as text, blanks joined."""
    return " ".join(response.content.decode().split())
