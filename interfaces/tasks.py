"""What workers run: read the clock, call the service, return."""

import uuid

from celery import shared_task
from django.utils import timezone

from interfaces import connection
from interfaces.clock import get_database_time
from interfaces.geolocation import runs
from interfaces.sealing import seal_trail


@shared_task
def run_connection_test(test_id: str) -> None:
    """Carries one connection test out."""
    connection.run_test(test_id=uuid.UUID(test_id), clock=get_database_time)


@shared_task
def tidy_connection_tests() -> None:
    """Ends connection tests that were left, and forgets their passwords."""
    connection.tidy(now=get_database_time())


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


@shared_task
def seal_audit_trail() -> None:
    """Seals what is new in the audit trail."""
    seal_trail()
