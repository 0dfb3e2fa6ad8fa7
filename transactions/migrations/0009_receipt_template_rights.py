"""What the groups may do with receipt templates."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from interfaces.grants import give_rights, take_rights

RIGHTS = {
    "Administratoren": {"transactions.ReceiptTemplate": "view add change delete"},
    "Filialleitung": {"transactions.ReceiptTemplate": "view add change delete"},
    "Revision": {"transactions.ReceiptTemplate": "view"},
}


def give(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_rights(apps, RIGHTS)


def take(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_rights(apps, RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0008_receipt_templates"),
        ("interfaces", "0014_full_numbers_start"),
    ]

    operations = [migrations.RunPython(give, take)]
