"""What workers run: read the clock, call the service, return."""

import uuid

from celery import shared_task
from django.utils import timezone

from interfaces.geolocation import runs


@shared_task
def refresh_geolocation(run_id: str) -> None:
    """Carries a search for branches on."""
    runs.work_on_run(run_id=uuid.UUID(run_id), clock=timezone.now)


@shared_task
def refresh_changed_branches() -> None:
    """Looks for the branches whose address has changed."""
    runs.request_nightly_run(now=timezone.now())


@shared_task
def resume_geolocation() -> None:
    """Takes up searches that were left."""
    runs.resume_runs(now=timezone.now())
