"""Every change of a kept row leaves a history row, whichever way it came."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.models import Model, QuerySet

from interfaces.history_start import begin_history
from interfaces.models import Branch, Interface, Workstation, WorkstationToken
from interfaces.models.history import HistoryRow, list_history_models
from interfaces.services import store_password
from interfaces.timeline.names import find_history, get_kept
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    BranchLocationFactory,
    InterfaceFactory,
    ResponsibilityFactory,
    WorkstationFactory,
    WorkstationTokenFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEPT = {
    "auth.Group",
    "auth.Group_permissions",
    "auth.User",
    "auth.User_groups",
    "auth.User_user_permissions",
    "interfaces.Branch",
    "interfaces.BranchLocation",
    "interfaces.Chain",
    "interfaces.EnrolmentCode",
    "interfaces.Interface",
    "interfaces.LocationProposal",
    "interfaces.Responsibility",
    "interfaces.ResponsibilityForBranch",
    "interfaces.Workstation",
    "interfaces.WorkstationToken",
    "transactions.ArticleGroup",
    "transactions.ChainRules",
    "transactions.ReceiptTemplate",
}


def history_of(model: type[Model]) -> QuerySet[Any]:
    """All history rows of a model, the oldest first."""
    found = find_history(model)
    assert found is not None
    rows: QuerySet[Any] = found.objects.order_by("pgh_id")
    return rows


def list_labels(model: type[Model]) -> list[str]:
    """What happened to the rows of a model."""
    return list(history_of(model).values_list("pgh_label", flat=True))


def run_sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestTheKeptModels:
    def test_are_those_that_decide_who_reaches_payback_and_who_may_do_what(self) -> None:
        assert {get_kept(one)._meta.label for one in list_history_models()} == KEPT


class TestAHistoryRow:
    def test_is_left_by_making_changing_and_deleting(self) -> None:
        branch = BranchFactory.create(name="Alt")
        branch.name = "Neu"
        branch.save()
        branch.delete()

        rows = list(history_of(Branch).values_list("pgh_label", "name"))
        assert rows == [("insert", "Alt"), ("update", "Neu"), ("delete", "Neu")]

    def test_is_left_for_each_row_of_a_bulk_change(self) -> None:
        BranchFactory.create_batch(3)

        Branch.objects.update(city="Graz")

        assert list_labels(Branch) == ["insert"] * 3 + ["update"] * 3

    def test_is_left_by_rows_made_in_bulk(self) -> None:
        chain = BranchFactory.create().chain
        Branch.objects.bulk_create([Branch(chain=chain, code=f"B{n}", name="B") for n in range(2)])

        assert list_labels(Branch) == ["insert"] * 3

    @pytest.mark.parametrize(
        ("statement", "label"),
        [
            ("UPDATE interfaces_branch SET name = 'Neu' WHERE id = %s", "update"),
            ("DELETE FROM interfaces_branch WHERE id = %s", "delete"),
        ],
    )
    def test_is_left_by_plain_sql(self, statement: str, label: str) -> None:
        branch = BranchFactory.create()

        run_sql(statement, branch.pk)

        assert list_labels(Branch) == ["insert", label]

    def test_is_not_left_by_a_save_that_changes_nothing(self) -> None:
        BranchFactory.create().save()

        assert list_labels(Branch) == ["insert"]

    def test_is_not_left_by_the_last_use_of_a_token(self) -> None:
        WorkstationTokenFactory.create()

        WorkstationToken.objects.update(last_used_at=NOW, last_used_from="192.0.2.7")

        assert list_labels(WorkstationToken) == ["insert"]

    def test_is_left_by_the_end_of_a_token(self) -> None:
        WorkstationTokenFactory.create()

        WorkstationToken.objects.update(revoked_at=NOW)

        assert list_labels(WorkstationToken) == ["insert", "update"]

    def test_is_not_left_by_signing_in(self) -> None:
        User.objects.create(username="anna")

        User.objects.update(last_login=NOW)

        assert list_labels(User) == ["insert"]

    def test_is_not_left_by_a_search_for_a_branch_that_finds_nothing_new(self) -> None:
        location = BranchLocationFactory.create()

        type(location).objects.update(tried_at=NOW)
        type(location).objects.update(latitude=Decimal("47.1"))

        assert list_labels(type(location)) == ["insert", "update"]

    def test_tells_who_came_into_a_group_and_who_left(self) -> None:
        user, group = User.objects.create(username="anna"), Group.objects.create(name="Neu")
        user.groups.add(group)
        user.groups.clear()

        rows = history_of(User.groups.through).values_list("pgh_label", "user", "group")
        assert list(rows) == [("insert", user.pk, group.pk), ("delete", user.pk, group.pk)]

    def test_tells_which_permission_was_given_alone(self) -> None:
        user, permission = User.objects.create(username="anna"), Permission.objects.all()[0]

        user.user_permissions.add(permission)

        row = history_of(User.user_permissions.through).get()
        assert (row.user_id, row.permission_id) == (user.pk, permission.pk)

    def test_names_the_database_user_and_the_moment(self) -> None:
        BranchFactory.create()

        row = history_of(Branch).get()
        assert row.pgh_database_user == connection.settings_dict["USER"]
        assert row.pgh_created_at is not None

    def test_has_one_numbering_with_all_other_tables(self) -> None:
        InterfaceFactory.create(of_workstation=True)

        tables = [one.objects.values_list("pgh_id", flat=True) for one in list_history_models()]
        positions = [position for rows in tables for position in rows]
        assert len(set(positions)) == len(positions) > 3


class TestItsPlaces:
    def test_are_those_of_an_interface(self) -> None:
        interface = InterfaceFactory.create(of_workstation=True)

        row = history_of(Interface).get()
        assert read_places(row) == (
            interface.pk,
            interface.workstation_id,
            interface.branch_id,
            interface.chain_id,
        )

    def test_of_a_token_are_found_through_its_workstation(self) -> None:
        token = WorkstationTokenFactory.create()
        branch = token.workstation.branch

        row = history_of(WorkstationToken).get()
        assert read_places(row) == (None, token.workstation_id, branch.pk, branch.chain_id)

    def test_stay_when_the_workstation_moves(self) -> None:
        workstation = WorkstationFactory.create()
        former = workstation.branch_id
        Workstation.objects.update(branch=BranchFactory.create())

        assert history_of(Workstation)[0].pgh_branch_key == former

    def test_name_the_user_a_row_is_about(self) -> None:
        found = ResponsibilityFactory.create()

        assert history_of(type(found)).get().pgh_user_key == found.user_id
        assert history_of(User).filter(pgh_user_key=found.user_id).exists()

    def test_name_the_chain_of_an_article_group(self) -> None:
        group = ArticleGroupFactory.create()

        assert history_of(type(group)).get().pgh_chain_key == group.chain_id


class TestASecret:
    def test_of_an_interface_is_kept_as_a_digest_that_tells_the_change(self) -> None:
        interface = InterfaceFactory.create(password=None)
        store_password(interface_id=interface.pk, password="eins", set_by=None, now=NOW)
        store_password(interface_id=interface.pk, password="eins", set_by=None, now=NOW)

        absent, first, second = (row.password for row in history_of(Interface))
        assert absent is None
        assert bytes(first) != bytes(second)
        assert len(bytes(first)) == len(bytes(second)) == 32

    def test_of_a_user_is_kept_as_a_digest_that_tells_the_change(self) -> None:
        user = User.objects.create_user("anna", password="tuer-zu-4711")
        user.set_password("tuer-auf-4711")
        user.save()

        first, second = (row.password for row in history_of(User))
        assert first != second
        assert user.password not in (first, second)

    def test_is_readable_in_no_table_of_the_trail(self) -> None:
        interface = InterfaceFactory.create(password="kanarienvogel-0815")
        user = User.objects.create_user("anna", password="wellensittich-4711")
        WorkstationTokenFactory.create(token="pbw_papagei-4712")
        stored = read_sealed(interface)

        trail = read_trail()

        assert [one for one in ("kanarienvogel", "wellensittich", "papagei") if one in trail] == []
        assert user.password not in trail
        assert stored.hex() not in trail
        assert WorkstationToken.objects.get().digest not in trail
        assert "anna" in trail


class TestBeginHistory:
    def test_writes_down_what_is_older_than_its_history(self) -> None:
        location = BranchLocationFactory.create()

        with connection.schema_editor() as editor:
            begin_history(
                apps,
                editor,
                {
                    "interfaces.BranchHistory": "interfaces.Branch",
                    "interfaces.BranchLocationHistory": "interfaces.BranchLocation",
                    "interfaces.MembershipHistory": "interfaces.KeptMembership",
                },
            )

        row: Any = history_of(type(location)).last()
        assert list_labels(Branch) == ["insert", "start"]
        assert (row.pgh_label, row.pgh_obj_id) == ("start", location.pk)
        assert row.pgh_branch_key == location.branch_id


def read_places(row: HistoryRow) -> tuple[Any, ...]:
    """Interface, workstation, branch and chain."""
    return (
        row.pgh_interface_key,
        row.pgh_workstation_key,
        row.pgh_branch_key,
        row.pgh_chain_key,
    )


def read_sealed(interface: Interface) -> bytes:
    """The ciphertext in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM interfaces_interface WHERE id = %s", [interface.pk])
        return bytes(cursor.fetchone()[0])


def read_trail() -> str:
    """Every row of every history table, as text."""
    with connection.cursor() as cursor:
        tables = [one._meta.db_table for one in list_history_models()]
        texts = [f'SELECT string_agg(t::text, chr(10)) FROM "{name}" t' for name in tables]
        cursor.execute(" UNION ALL ".join(texts))
        return "\n".join(row[0] or "" for row in cursor.fetchall())
