"""The history of chains knows the new option from the start, so that its first change is one."""

from functools import partial

from django.db import migrations

from interfaces.history_start import begin_history

PAIRS = {"interfaces.ChainHistory": "interfaces.Chain"}


class Migration(migrations.Migration):
    dependencies = [("interfaces", "0013_full_numbers")]

    operations = [
        migrations.RunPython(
            partial(begin_history, pairs=PAIRS), migrations.RunPython.noop, elidable=False
        )
    ]
