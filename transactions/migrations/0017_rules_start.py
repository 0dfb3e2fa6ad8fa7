"""Who may see captures, see and change the rules of a chain; whose history begins as they stand."""

from functools import partial

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from interfaces.grants import give_rights, take_rights
from interfaces.history_start import begin_history

RIGHTS = {
    "Administratoren": {
        "transactions.Capture": "view",
        "transactions.ChainRules": "view add change",
    },
    "Filialleitung": {"transactions.Capture": "view"},
    "Revision": {"transactions.Capture": "view", "transactions.ChainRules": "view"},
}
PAIRS = {"transactions.ChainRulesHistory": "transactions.ChainRules"}


def give(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_rights(apps, RIGHTS)


def take(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_rights(apps, RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("transactions", "0016_rules_history")]

    operations = [
        migrations.RunPython(give, take),
        migrations.RunPython(
            partial(begin_history, pairs=PAIRS), migrations.RunPython.noop, elidable=False
        ),
    ]
