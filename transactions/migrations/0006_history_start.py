"""Rows that are older than their history begin it as they stand."""

from functools import partial

from django.db import migrations

from interfaces.history_start import begin_history

PAIRS = {"transactions.ArticleGroupHistory": "transactions.ArticleGroup"}


class Migration(migrations.Migration):
    dependencies = [("transactions", "0005_history")]

    operations = [
        migrations.RunPython(
            partial(begin_history, pairs=PAIRS), migrations.RunPython.noop, elidable=False
        )
    ]
