"""Everything that is written into the record of deeds, done as people do it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interfaces.choices import DeedKind, DeedOutcome, Role
from interfaces.models import Branch, ConnectionTest, Interface, Workstation
from tests.admin.locating import finish_run
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.revealing import WRONG, fail, reveal, switch_off
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    DeliveryFactory,
    WorkstationFactory,
    WorkstationTokenFactory,
)
from tests.interfaces.secrets.columns import write_raw
from transactions.choices import Reason, State

WORKSTATION = "interfaces_workstation"
GROUPS = "transactions_articlegroup"
CSV = "Anzeigewert;Kürzel\r\nRayban;RAYBAN\r\n".encode()


@dataclass
class House:
    """A chain whose administrator Eva sits at her browser."""

    interface: Interface
    browser: Client

    @cached_property
    def branch(self) -> Branch:
        """In Graz."""
        made: Branch = BranchFactory.create(chain=self.interface.chain, in_graz=True)
        return made

    @cached_property
    def workstation(self) -> Workstation:
        """A till that was let in."""
        made: Workstation = WorkstationFactory.create(branch=self.branch, computer_name="KASSA-1")
        WorkstationTokenFactory.create(workstation=made)
        return made

    def press(self, name: str, *keys: Any, **fields: Any) -> Any:
        """Posts to a page of the back office."""
        return self.browser.post(reverse(f"admin:{name}", args=keys), fields)


Deed = Callable[[House], object]


def look_at_password(house: House) -> None:
    reveal(house.browser, house.interface.pk)


def mistype_own_password(house: House) -> None:
    reveal(house.browser, house.interface.pk, WRONG)


def go_on_when_locked(house: House) -> None:
    fail(house.browser, house.interface, 6)


def look_without_option(house: House) -> None:
    switch_off(house.interface)
    reveal(house.browser, house.interface.pk)


def look_where_nothing_is(house: House) -> None:
    Interface.objects.update(password=None)
    reveal(house.browser, house.interface.pk)


def look_without_key(house: House) -> None:
    write_raw(house.interface, b"what no key opens")
    reveal(house.browser, house.interface.pk)


def look_as_manager(house: House) -> None:
    manager = make_person("otto", house.interface.chain, role=Role.BRANCH_MANAGER)
    reveal(open_client(manager), house.interface.pk)


def try_connection(house: House) -> Any:
    """Nobody takes it, and the page that waits gives it up."""
    row = house.interface
    typed = {name: getattr(row, name) for name in ("partner_short_name", "host", "username")}
    answer = house.press(
        "interfaces_interface_connection_test", row.pk, profile_name="simulator", **typed
    )
    ConnectionTest.objects.update(requested_at=timezone.now() - timedelta(minutes=5))
    return house.browser.get(answer.json()["url"])


def locate(house: House) -> None:
    house.press("interfaces_branch_geolocation_refresh", house.branch.pk)
    finish_run()


def make_code(house: House) -> HttpResponse:
    answer: HttpResponse = house.press(f"{WORKSTATION}_enrolment_code", house.workstation.pk)
    return answer


def let_in(house: House, computer_name: str = "KASSA-1") -> None:
    found = re.search(r'id="enrolment-code">([^<]+)<', make_code(house).content.decode())
    assert found is not None
    body = {"code": found[1], "computer_name": computer_name}
    Client().post("/api/v1/enrolments", body, content_type="application/json")


def let_in_another_computer(house: House) -> None:
    let_in(house, "KASSA-9")


def roll(house: House) -> None:
    house.press(f"{WORKSTATION}_roll", house.workstation.pk)


def shut_out(house: House) -> None:
    house.press(f"{WORKSTATION}_revoke", house.workstation.pk)


def shut_out_one_token(house: House) -> None:
    token = house.workstation.tokens.get()
    house.press(f"{WORKSTATION}_token_revoke", house.workstation.pk, token.pk)


def sign_in(_house: House, password: str = OWN_PASSWORD) -> Client:
    browser = Client()
    browser.post("/admin/login/", {"username": "eva", "password": password})
    return browser


def sign_in_wrongly(house: House) -> None:
    sign_in(house, WRONG)


def sign_in_while_locked(house: House) -> None:
    for _ in range(6):
        sign_in(house, WRONG)


def sign_out(house: House) -> None:
    sign_in(house).post("/admin/logout/")


def copy(house: House) -> None:
    row = Interface.objects.get(pk=house.interface.pk)
    form = {"branches": [house.branch.pk], "host": row.host}
    shown = house.press("interfaces_interface_copy", row.pk, preview="1", **form)
    seen = shown.context["seen"]
    house.press("interfaces_interface_copy", row.pk, confirm="1", seen=seen, **form)


def import_groups(house: House) -> None:
    file = SimpleUploadedFile("liste.csv", CSV, content_type="text/csv")
    shown = house.press(f"{GROUPS}_import", chain=house.interface.chain_id, file=file, show="1")
    house.press(f"{GROUPS}_import", preview=shown.context["preview"], confirm="1")


def export_groups(house: House) -> None:
    ArticleGroupFactory.create(chain=house.interface.chain)
    house.press(f"{GROUPS}_export")


def decide(house: House) -> None:
    row = make_delivery(house, state=State.ATTENTION, reason=Reason.CLOCK)
    name = "transactions_delivery_decide"
    ballot = house.press(name, action="write_off", chosen=str(row.pk)).context["ballot"]
    house.press(name, ballot=ballot, note="Kassa ging vor", confirm="1")


def look_at_card(house: House) -> None:
    house.press("transactions_delivery_full_card", make_delivery(house, booked=True).pk)


def make_delivery(house: House, **values: Any) -> Any:
    return DeliveryFactory.create(
        transaction__workstation=house.workstation,
        transaction__interface=house.interface,
        **values,
    )


DEEDS: dict[str, tuple[DeedKind, DeedOutcome, str, Deed]] = {
    "password seen": (DeedKind.REVEAL, DeedOutcome.DONE, "eva", look_at_password),
    "own password wrong": (
        DeedKind.REVEAL,
        DeedOutcome.WRONG_PASSWORD,
        "eva",
        mistype_own_password,
    ),
    "reveal locked": (DeedKind.REVEAL, DeedOutcome.LOCKED, "eva", go_on_when_locked),
    "option off": (DeedKind.REVEAL, DeedOutcome.OPTION_OFF, "eva", look_without_option),
    "nothing stored": (DeedKind.REVEAL, DeedOutcome.NOTHING_STORED, "eva", look_where_nothing_is),
    "unreadable": (DeedKind.REVEAL, DeedOutcome.UNREADABLE, "eva", look_without_key),
    "reveal denied": (DeedKind.REVEAL, DeedOutcome.DENIED, "otto", look_as_manager),
    "connection tested": (DeedKind.CONNECTION_TEST, DeedOutcome.FAILED, "eva", try_connection),
    "place looked for": (DeedKind.GEOLOCATION, DeedOutcome.DONE, "eva", locate),
    "code made": (DeedKind.ENROLMENT_CODE, DeedOutcome.DONE, "eva", make_code),
    "till let in": (DeedKind.ENROLMENT, DeedOutcome.DONE, "KASSA-1", let_in),
    "other computer": (
        DeedKind.ENROLMENT,
        DeedOutcome.FAILED,
        "KASSA-1",
        let_in_another_computer,
    ),
    "token rolled": (DeedKind.TOKEN_ROLL, DeedOutcome.DONE, "eva", roll),
    "tokens revoked": (DeedKind.TOKEN_REVOKE, DeedOutcome.DONE, "eva", shut_out),
    "token revoked": (DeedKind.TOKEN_REVOKE, DeedOutcome.DONE, "eva", shut_out_one_token),
    "signed in": (DeedKind.SIGN_IN, DeedOutcome.DONE, "eva", sign_in),
    "sign-in refused": (DeedKind.SIGN_IN, DeedOutcome.WRONG_PASSWORD, "eva", sign_in_wrongly),
    "sign-in locked": (DeedKind.SIGN_IN, DeedOutcome.LOCKED, "eva", sign_in_while_locked),
    "signed out": (DeedKind.SIGN_OUT, DeedOutcome.DONE, "eva", sign_out),
    "interface copied": (DeedKind.INTERFACE_COPY, DeedOutcome.DONE, "eva", copy),
    "imported": (DeedKind.IMPORT, DeedOutcome.DONE, "eva", import_groups),
    "exported": (DeedKind.EXPORT, DeedOutcome.DONE, "eva", export_groups),
    "decided": (DeedKind.STATE_DECISION, DeedOutcome.DONE, "eva", decide),
    "card seen": (DeedKind.FULL_CARD, DeedOutcome.DONE, "eva", look_at_card),
}
