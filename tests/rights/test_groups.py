"""The groups as migrations make them."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from interfaces.choices import Role
from tests.rights.intended import INTENDED, make_group, read_all_rights, spell_out

PACKAGES = ["interfaces.migrations", "transactions.migrations"]


def list_grants() -> list[Any]:
    """The steps of all migrations that give rights to groups: the modules with a table RIGHTS."""
    modules = [
        import_module(f"{package}.{found.name}")
        for package in PACKAGES
        for found in iter_modules(import_module(package).__path__)
    ]
    return [
        step
        for module in modules
        if hasattr(module, "RIGHTS")
        for step in module.Migration.operations
    ]


def migrate_forward() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        for step in list_grants():
            step.code(apps, editor)


def migrate_backward() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        for step in reversed(list_grants()):
            step.reverse_code(apps, editor)


@pytest.mark.django_db
class TestAFreshMigrate:
    def test_leaves_the_groups_with_the_intended_rights(
        self, django_db_setup: dict[str, set[str]]
    ) -> None:
        intended = {role.value: spell_out(rights) for role, rights in INTENDED.items()}

        assert django_db_setup == intended


@pytest.mark.django_db
class TestTheMigrations:
    @pytest.mark.parametrize("role", Role)
    def test_can_be_taken_back_and_made_again(self, role: Role) -> None:
        migrate_backward()
        assert not Group.objects.filter(name=role.value).exists()

        migrate_forward()

        assert read_all_rights()[role.value] == spell_out(INTENDED[role])

    def test_bring_the_permissions_that_are_not_there_yet(self) -> None:
        migrate_backward()
        ContentType.objects.all().delete()

        migrate_forward()

        assert read_all_rights()[Role.AUDITOR.value] == spell_out(INTENDED[Role.AUDITOR])

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

        assert read_all_rights()[Role.CASHIER.value] == {"transactions.view_gate"}
