"""Fills the stack's database: `python -m tests.faults.filling 1 60` prints the places as JSON.

Each place is a branch with an interface, two tills and a card of its own, so that what one test
does to its place (breaker, rejected credentials, other settings) touches no other test.
"""

import io
import json
import os
import sys
from typing import Any

import django
from django.core.management import call_command
from stdnum import luhn

FIRST_CORE = 770_000_000


def main() -> None:
    """Adds places from a number on, so many; prints them. Before the first: schema and demo."""
    django.setup()
    first, count = int(sys.argv[1]), int(sys.argv[2])
    report = prepare() if first == 1 else {}
    report["places"] = [make_place(number) for number in range(first, first + count)]
    sys.stdout.write(json.dumps(report))


def prepare() -> dict[str, Any]:
    """Migrates and loads the demo, without its interfaces; returns the demo's report."""
    from interfaces.models import Interface  # noqa: PLC0415  (after django.setup)

    call_command("migrate", verbosity=0)
    printed = io.StringIO()
    call_command("load_demo", stdout=printed)
    Interface.objects.all().delete()
    report: dict[str, Any] = json.loads(printed.getvalue())
    return report


def make_place(number: int) -> dict[str, Any]:
    """One of them, with all that a test needs to know."""
    from django.utils import timezone  # noqa: PLC0415  (after django.setup)

    from interfaces.choices import Profile  # noqa: PLC0415
    from interfaces.models import Branch, Chain, Interface, Workstation  # noqa: PLC0415
    from interfaces.services import store_password  # noqa: PLC0415

    chain = Chain.objects.get()
    branch = Branch.objects.create(
        chain=chain, code=f"T{number}", name=f"Test {number}", payback_short_name=f"TEST{number}"
    )
    interface = Interface.objects.create(
        chain=chain,
        branch=branch,
        partner_short_name=os.environ["SIMULATOR_PARTNER"],
        host=os.environ["SIMULATOR_URL"],
        username=os.environ["SIMULATOR_USERNAME"],
        profile_name=Profile.SIMULATOR,
    )
    store_password(
        interface_id=interface.pk,
        password=os.environ["SIMULATOR_PASSWORD"],
        set_by=None,
        now=timezone.now(),
    )
    tills = [
        Workstation.objects.create(branch=branch, computer_name=f"KASSA-{till}") for till in (1, 2)
    ]
    core = f"904019{FIRST_CORE + number:09d}"
    return {
        "branch_id": str(branch.pk),
        "branch_code": branch.code,
        "payback_branch": branch.payback_short_name,
        "interface_id": str(interface.pk),
        "card": core + luhn.calc_check_digit(core),
        "tokens": [make_token(till) for till in tills],
    }


def make_token(workstation: Any) -> str:
    """A token of the till, as enrolling would give it."""
    from django.utils import timezone  # noqa: PLC0415

    from interfaces.services import create_enrolment_code, enrol_workstation  # noqa: PLC0415

    now = timezone.now()
    new = create_enrolment_code(workstation=workstation, created_by=None, now=now)
    return enrol_workstation(
        code=new.code,
        computer_name=workstation.computer_name,
        remote_address="127.0.0.1",
        now=now,
    ).token


if __name__ == "__main__":
    main()
