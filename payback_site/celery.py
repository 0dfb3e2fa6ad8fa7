"""The Celery app: a doorbell for workers; rows in the database are the messages."""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

from payback_site.beat import build_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payback_site.settings.production")

app = Celery("payback_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = build_schedule()
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
