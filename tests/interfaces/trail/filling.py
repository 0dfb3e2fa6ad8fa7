"""A small trail with something in every table."""

from datetime import UTC, datetime

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import NOBODY, record_deed
from interfaces.models import Interface
from interfaces.services import create_enrolment_code, enrol_workstation
from tests.factories import (
    ArticleGroupFactory,
    BranchLocationFactory,
    ChainRulesFactory,
    InterfaceFactory,
    LocationProposalFactory,
    ReceiptTemplateFactory,
    ResponsibilityFactory,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def fill_trail() -> Interface:
    """Inserts, updates and deletes of every kept model, a deed, and positions that were lost."""
    interface = InterfaceFactory.create(of_workstation=True)
    branch = interface.branch
    assert branch is not None
    interface.host = "https://neu.example"
    interface.save()
    article_group = ArticleGroupFactory.create(chain=interface.chain)
    ReceiptTemplateFactory.create(chain=interface.chain)
    ChainRulesFactory.create(chain=interface.chain)
    _let_in(interface)
    _change_rights()
    BranchLocationFactory.create(branch=branch)
    LocationProposalFactory.create(branch=branch)
    ResponsibilityFactory.create(chain=interface.chain).branches.add(branch)
    lose_positions()
    article_group.delete()
    record_deed(
        kind=DeedKind.REVEAL, outcome=DeedOutcome.DENIED, actor=NOBODY, about=interface, at=NOW
    )
    return interface


def lose_positions() -> None:
    """A transaction that is undone leaves a gap."""
    with transaction.atomic():
        Group.objects.create(name="Nie gewesen")
        transaction.set_rollback(True)


def _let_in(interface: Interface) -> None:
    assert interface.workstation is not None
    new = create_enrolment_code(workstation=interface.workstation, created_by=None, now=NOW)
    enrol_workstation(
        code=new.code,
        computer_name=interface.workstation.computer_name,
        remote_address="192.0.2.7",
        now=NOW,
    )


def _change_rights() -> None:
    number = User.objects.count()
    user = User.objects.create_user(f"anna-{number}", password="tuer-zu-4711")
    group = Group.objects.create(name=f"Gruppe {number}")
    permission = Permission.objects.order_by("pk")[0]
    user.groups.add(group)
    user.user_permissions.add(permission)
    group.permissions.add(permission)
    user.groups.clear()
