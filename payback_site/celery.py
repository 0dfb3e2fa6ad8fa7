"""The Celery app: a doorbell for workers; rows in the database are the messages."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_failure
from django.db import OperationalError
from django_structlog.celery.steps import DjangoStructLogInitStep

from payback_site.beat import build_schedule
from payback_site.database import replace_dead_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payback_site.settings.production")

app = Celery("payback_site", task_cls="payback_site.recorded_task:RecordedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = build_schedule()
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@task_failure.connect
def look_after_connections(*, exception: BaseException, **_details: Any) -> None:
    """When a dead database connection has failed a task, the others are looked after."""
    if isinstance(exception, OperationalError):
        replace_dead_connections()
