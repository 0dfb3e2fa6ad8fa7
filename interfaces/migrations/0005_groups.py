"""The groups, and what they may do with the settings. Taken back, memberships are lost."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from interfaces.grants import give_rights

ALL = "view add change delete"
RIGHTS = {
    "Administratoren": {
        "interfaces.Chain": "view change",
        "interfaces.Branch": ALL,
        "interfaces.Workstation": ALL,
        "interfaces.WorkstationToken": "view",
        "interfaces.Interface": ALL,
        "interfaces.Deed": "view",
        "auth.User": "view add change",
    },
    "Filialleitung": {
        "interfaces.Branch": "view change",
        "interfaces.Workstation": ALL,
        "interfaces.WorkstationToken": "view",
        "interfaces.Interface": ALL,
    },
    "Revision": {
        "interfaces.Chain": "view",
        "interfaces.Branch": "view",
        "interfaces.Workstation": "view",
        "interfaces.WorkstationToken": "view",
        "interfaces.Interface": "view",
        "interfaces.Deed": "view",
        "auth.User": "view",
    },
    "Kassa": {},
}


def make_groups(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_rights(apps, RIGHTS)


def remove_groups(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=RIGHTS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("interfaces", "0004_responsibility"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
