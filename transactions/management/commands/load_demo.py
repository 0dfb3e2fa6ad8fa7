"""`manage.py load_demo`: a small chain to try everything with.

Run again, it makes a new one-time code for the till page, and changes nothing else.
"""

import base64
import hashlib
import hmac
import json
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from interfaces.choices import Profile
from interfaces.geolocation.choices import LocationSource
from interfaces.geolocation.locating import locate_branch
from interfaces.models import Branch, Chain, Interface, Workstation, WorkstationToken
from interfaces.services import TOKEN_PREFIX, create_enrolment_code, digest_token, store_password
from interfaces.simulator.defaults import MEMBERS, MemberStatus
from transactions.management.demo_users import BRANCH_CODE, load_users
from transactions.models import ArticleGroup

PARTNER = "DEMOOPTIK"
USERNAME = "demo"
PASSWORD = "demo-secret"  # noqa: S105  (of the pretend PAYBACK on this machine)
BRANCHES = (
    ("W1", "Wien Mariahilf", "Mariahilfer Straße 45", "1060", "Wien"),
    ("G1", "Graz Herrengasse", "Herrengasse 12", "8010", "Graz"),
)
GROUPS = (
    ("RAYBAN", "Rayban"),
    ("FASSUNG", "Brillenfassungen"),
    ("SONNE", "Sonnenbrillen"),
    ("KONTAKT", "Kontaktlinsen"),
    ("PFLEGE", "Pflegemittel"),
)
COMPUTER_NAME = "KASSA-1"
BROWSER_NAME = "KASSA-2"


class Command(BaseCommand):
    """Prints one JSON object: users, workstations with tokens, a one-time code, cards."""

    help = "Loads the demo's chain, branches, workstations, interface and article groups."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK:
            raise CommandError("Demo data does not belong into a production database.")
        address = os.environ.get("SIMULATOR_URL", "http://127.0.0.1:8765")
        with transaction.atomic():
            chain, _made = Chain.objects.get_or_create(name="Optik Demo")
            load_interface(chain, address)
            for code, display_value in GROUPS:
                ArticleGroup.objects.get_or_create(
                    chain=chain, code=code, defaults={"display_value": display_value}
                )
            workstations = [load_workstation(chain, *branch) for branch in BRANCHES]
            report = {
                "users": load_users(chain=chain, write_password=write_password),
                "workstations": workstations,
                "till_page": make_code(chain),
                "cards": list_cards(),
            }
        locate_branches(chain)
        self.stdout.write(json.dumps(report, ensure_ascii=False))


def locate_branches(chain: Chain) -> None:
    """Finds branches that were never looked for, so that the first page shows a map.

    Only with the table that ships with us; a map service is asked by workers.
    """
    branches = chain.branches.filter(location=None)
    if settings.GEOCODER == LocationSource.OFFLINE:
        for branch_id in branches.values_list("pk", flat=True):
            locate_branch(branch_id=branch_id, now=timezone.now())


def load_interface(chain: Chain, address: str) -> None:
    """The chain-wide interface to the simulator; it follows the simulator to a new port."""
    interface, _made = Interface.objects.update_or_create(
        chain=chain,
        branch=None,
        workstation=None,
        start_date=None,
        is_active=True,
        defaults={
            "partner_short_name": PARTNER,
            "host": address,
            "username": USERNAME,
            "profile_name": Profile.SIMULATOR,
        },
    )
    if not interface.has_password:
        store_password(
            interface_id=interface.pk, password=PASSWORD, set_by=None, now=timezone.now()
        )


def load_workstation(
    chain: Chain, code: str, name: str, street: str, postcode: str, city: str
) -> dict[str, str]:
    """One branch with one till and its token."""
    branch, _made = Branch.objects.get_or_create(
        chain=chain,
        code=code,
        defaults={"name": name, "street": street, "postcode": postcode, "city": city},
    )
    workstation, _made = Workstation.objects.get_or_create(
        branch=branch, computer_name=COMPUTER_NAME
    )
    token = TOKEN_PREFIX + derive_secret(f"token {code}", length=43)
    WorkstationToken.objects.get_or_create(
        digest=digest_token(token),
        defaults={"workstation": workstation, "created_at": timezone.now()},
    )
    return {"branch": code, "computer_name": COMPUTER_NAME, "token": token}


def make_code(chain: Chain) -> dict[str, str]:
    """A one-time code that makes a browser a till of the branch where the demo's cashier works."""
    branch = chain.branches.get(code=BRANCH_CODE)
    workstation, _made = Workstation.objects.get_or_create(
        branch=branch, computer_name=BROWSER_NAME
    )
    new = create_enrolment_code(workstation=workstation, created_by=None, now=timezone.now())
    until = timezone.localtime(new.expires_at)
    return {
        "branch": branch.code,
        "computer_name": BROWSER_NAME,
        "code": new.code,
        "valid_until": until.isoformat(timespec="minutes"),
    }


def list_cards() -> list[dict[str, Any]]:
    """The members the simulator starts with."""
    return [
        {
            "number": number,
            "pin": pin,
            "registered": status == MemberStatus.REGISTERED,
            "balance": balance,
        }
        for number, status, pin, balance in MEMBERS
    ]


def write_password(purpose: str) -> str:
    """The first password of a user; one that was changed since is not set back."""
    return derive_secret(purpose, length=16)


def derive_secret(purpose: str, *, length: int) -> str:
    """The same text at every run of this installation, and another one in every other."""
    digest = hmac.new(settings.SECRET_KEY.encode(), purpose.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")[:length]
