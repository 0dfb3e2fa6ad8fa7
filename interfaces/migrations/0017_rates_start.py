"""The history of chains and branches knows rates from the start, so that their first change is one."""

from functools import partial

from django.db import migrations

from interfaces.history_start import begin_history

PAIRS = {
    "interfaces.ChainHistory": "interfaces.Chain",
    "interfaces.BranchHistory": "interfaces.Branch",
}


class Migration(migrations.Migration):
    dependencies = [("interfaces", "0016_rates")]

    operations = [
        migrations.RunPython(
            partial(begin_history, pairs=PAIRS), migrations.RunPython.noop, elidable=False
        )
    ]
