"""The project's Celery app with a broker of a test's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery import Celery
from django.conf import settings

from payback_site.celery import app


@contextmanager
def broker_at(url: str, **options: float) -> Iterator[None]:
    """The project's Celery app with another broker, in every thread."""
    elsewhere = Celery("elsewhere", set_as_current=False)
    elsewhere.config_from_object("django.conf:settings", namespace="CELERY")
    elsewhere.conf.update(
        broker_url=url,
        broker_transport_options={**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **options},
    )
    try:
        elsewhere.set_current()
        elsewhere.set_default()
        yield
    finally:
        app.set_current()
        app.set_default()
