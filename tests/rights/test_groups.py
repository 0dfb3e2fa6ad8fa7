"""The groups as migrations make them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from interfaces.choices import Role
from tests.architecture.tree import ROOT
from tests.faults.database import Database
from tests.rights.intended import INTENDED, make_group, spell_out

SETTINGS = import_module("interfaces.migrations.0005_groups")
MESSAGES = import_module("transactions.migrations.0002_groups")
READ_RIGHTS = """
SELECT g.name, array_remove(array_agg(t.app_label || '.' || p.codename), NULL) AS rights
FROM auth_group g
LEFT JOIN auth_group_permissions gp ON gp.group_id = g.id
LEFT JOIN auth_permission p ON p.id = gp.permission_id
LEFT JOIN django_content_type t ON t.id = p.content_type_id
GROUP BY g.name
"""


@pytest.fixture
def fresh_database() -> Iterator[Database]:
    """An empty one, migrated by the command people use."""
    database = Database(os.environ["DATABASE_URL"], "rights").create()
    try:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database.url},
            check=True,
        )
        yield database
    finally:
        database.drop()


def migrate_forward() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        SETTINGS.make_groups(apps, editor)
        MESSAGES.give(apps, editor)


def migrate_backward() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        MESSAGES.take(apps, editor)
        SETTINGS.remove_groups(apps, editor)


def read_rights(role: Role) -> set[str]:
    """Permissions of a group as "app.action_model"."""
    rows = Permission.objects.filter(group__name=role.value).select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


class TestAFreshMigrate:
    def test_leaves_the_groups_with_the_intended_rights(self, fresh_database: Database) -> None:
        found = {row["name"]: set(row["rights"]) for row in fresh_database.read(READ_RIGHTS)}

        assert found == {role.value: spell_out(rights) for role, rights in INTENDED.items()}


@pytest.mark.django_db
class TestTheMigrations:
    @pytest.mark.parametrize("role", Role)
    def test_can_be_taken_back_and_made_again(self, role: Role) -> None:
        migrate_backward()
        assert not Group.objects.filter(name=role.value).exists()

        migrate_forward()

        assert read_rights(role) == spell_out(INTENDED[role])

    def test_bring_the_permissions_that_are_not_there_yet(self) -> None:
        migrate_backward()
        ContentType.objects.all().delete()

        migrate_forward()

        assert read_rights(Role.AUDITOR) == spell_out(INTENDED[Role.AUDITOR])

    def test_name_permissions_as_django_does(self) -> None:
        made = dict(Permission.objects.values_list("codename", "name"))
        migrate_backward()
        ContentType.objects.all().delete()

        migrate_forward()

        again = dict(Permission.objects.values_list("codename", "name"))
        assert again == {codename: made[codename] for codename in again}

    def test_keep_what_else_a_group_was_given(self) -> None:
        group = make_group(Role.CASHIER)
        group.permissions.add(Permission.objects.get(codename="view_gate"))

        migrate_forward()

        assert read_rights(Role.CASHIER) == {"transactions.view_gate"}
