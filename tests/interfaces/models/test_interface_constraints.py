"""What PostgreSQL itself refuses, whichever way a row is written."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from interfaces.models import Branch, Interface
from tests.factories import BranchFactory, InterfaceFactory, WorkstationFactory

pytestmark = pytest.mark.django_db
START = date(2026, 12, 1)


def update(row: Interface, **changes: Any) -> None:
    """Past model and form: the database alone, as at a commit."""
    with transaction.atomic():
        Interface.objects.filter(pk=row.pk).update(**changes)
        check_deferred()


def save(branch: Branch) -> None:
    """The ordinary way, checked as at a commit."""
    with transaction.atomic():
        branch.save()
        check_deferred()


def set_branch_by_sql(row: Interface, branch: Branch) -> None:
    """Past Django altogether."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interfaces_interface SET branch_id = %s WHERE id = %s", [branch.pk, row.pk]
        )
        check_deferred()


def check_deferred() -> None:
    """What a commit would check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def make_twin(row: Interface, **changes: Any) -> Interface:
    """A row of the same scope and start."""
    scope = {"chain": row.chain, "branch": row.branch, "workstation": row.workstation}
    with transaction.atomic():
        return InterfaceFactory.create(**{**scope, "start_date": row.start_date, **changes})


class TestScopeConstraints:
    @pytest.mark.parametrize("scope", [{}, {"of_branch": True}, {"of_workstation": True}], ids=str)
    def test_accept_each_scope(self, scope: dict[str, bool]) -> None:
        row = InterfaceFactory.create(**scope)

        check_deferred()

        assert Interface.objects.get() == row

    def test_refuse_a_workstation_without_its_branch(self) -> None:
        row = InterfaceFactory.create(of_workstation=True)

        with pytest.raises(IntegrityError, match="interface_of_a_workstation_names_its_branch"):
            update(row, branch=None)

    def test_refuse_a_branch_of_another_chain(self) -> None:
        row = InterfaceFactory.create()

        with pytest.raises(IntegrityError, match="interface_branch_is_of_its_chain"):
            update(row, branch=BranchFactory.create())

    def test_refuse_a_workstation_of_another_branch(self) -> None:
        row = InterfaceFactory.create(of_branch=True)
        other = WorkstationFactory.create(branch__chain=row.chain)

        with pytest.raises(IntegrityError, match="interface_workstation_is_of_its_branch"):
            update(row, workstation=other)

    def test_refuse_to_move_the_branch_to_another_chain(self) -> None:
        row = InterfaceFactory.create(of_branch=True)
        branch = row.branch
        assert branch is not None
        branch.chain = BranchFactory.create().chain

        with pytest.raises(IntegrityError, match="interface_branch_is_of_its_chain"):
            save(branch)

    def test_refuse_it_in_raw_sql_too(self) -> None:
        row, branch = InterfaceFactory.create(), BranchFactory.create()

        with pytest.raises(IntegrityError, match="interface_branch_is_of_its_chain"):
            set_branch_by_sql(row, branch)


class TestOneActivePerScopeAndStart:
    @pytest.mark.parametrize("start", [None, START])
    @pytest.mark.parametrize("scope", [{}, {"of_branch": True}, {"of_workstation": True}], ids=str)
    def test_refuses_a_second_one(self, scope: dict[str, bool], start: date | None) -> None:
        row = InterfaceFactory.create(**scope, start_date=start)

        with pytest.raises(IntegrityError, match="one_active_interface_per_scope_and_start"):
            make_twin(row)

    @pytest.mark.parametrize("start", [None, START])
    def test_refuses_to_switch_the_second_one_on(self, start: date | None) -> None:
        row = InterfaceFactory.create(start_date=start)
        twin = make_twin(row, is_active=False)

        with pytest.raises(IntegrityError, match="one_active_interface_per_scope_and_start"):
            update(twin, is_active=True)

    @pytest.mark.parametrize("changes", [{"is_active": False}, {"start_date": START}], ids=str)
    def test_accepts_a_second_one_with(self, changes: dict[str, Any]) -> None:
        row = InterfaceFactory.create()

        make_twin(row, **changes)

        assert Interface.objects.count() == 2

    def test_accepts_the_same_start_in_another_scope(self) -> None:
        row = InterfaceFactory.create()

        make_twin(row, branch=BranchFactory.create(chain=row.chain))

        assert Interface.objects.count() == 2


class TestFieldConstraints:
    @pytest.mark.parametrize("name", ["partner_short_name", "host", "username"])
    def test_refuse_an_empty(self, name: str) -> None:
        row = InterfaceFactory.create()

        with pytest.raises(IntegrityError, match="interface_names_partner_host_and_user"):
            update(row, **{name: ""})

    def test_refuse_an_unknown_profile(self) -> None:
        row = InterfaceFactory.create()

        with pytest.raises(IntegrityError, match="interface_profile_is_known"):
            update(row, profile_name="rest")
