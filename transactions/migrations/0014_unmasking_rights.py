"""Who may look at a whole membership number."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from interfaces.grants import give_rights, take_rights

RIGHTS = {"Administratoren": {"transactions.Delivery": "unmask"}}


def give(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_rights(apps, RIGHTS)


def take(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_rights(apps, RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("transactions", "0013_unmasking")]

    operations = [migrations.RunPython(give, take)]
