"""What the groups may do with transactions and what belongs to them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from interfaces.grants import give_rights, take_rights

READING = {
    "transactions.Delivery": "view",
    "transactions.Attempt": "view",
    "transactions.StateChange": "view",
}
RIGHTS = {
    "Administratoren": {"transactions.ArticleGroup": "view add change delete", **READING},
    "Filialleitung": READING,
    "Revision": {"transactions.ArticleGroup": "view", **READING},
}


def give(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_rights(apps, RIGHTS)


def take(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_rights(apps, RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("transactions", "0001_spine"), ("interfaces", "0005_groups")]

    operations = [migrations.RunPython(give, take)]
