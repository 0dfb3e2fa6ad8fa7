"""Panels about places: their addresses, their text, and who looks at them."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interfaces.choices import Role
from interfaces.geolocation.runs import work_on_run
from interfaces.models import Branch, GeolocationRun, Interface
from tests.admin.people import open_client
from tests.factories import BranchFactory, InterfaceFactory, make_user


def get_address(row: Branch | Interface, what: str = "", *arguments: Any) -> str:
    name = f"admin:interfaces_{row._meta.model_name}_geolocation"
    return reverse(f"{name}_{what}" if what else name, args=[row.pk, *arguments])


def read(response: Any) -> str:
    """The text of a page or panel, blanks as one sees them."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def make_row(page: str) -> Branch | Interface:
    """A branch, or an interface of a chain with one branch."""
    branch: Branch = BranchFactory.create(in_graz=True)
    row: Branch | Interface = branch
    if page == "interface":
        row = InterfaceFactory.create(chain=branch.chain)
    return row


def finish_run() -> None:
    run = GeolocationRun.objects.get()
    work_on_run(run_id=run.pk, clock=timezone.now)


def look_at(row: Branch | Interface) -> Client:
    """The browser of somebody who may look at everything of the row's chain and change nothing."""
    branch = row if isinstance(row, Branch) else row.chain.branches.get()
    return open_client(make_user(Role.AUDITOR, branch))


def manage(branch: Branch) -> Client:
    """The browser of the branch's manager."""
    return open_client(make_user(Role.BRANCH_MANAGER, branch))
