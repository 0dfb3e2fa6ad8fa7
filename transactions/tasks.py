"""What workers run: read the clock, call the service, return."""

import uuid

from celery import shared_task

from interfaces.clock import get_database_time
from transactions import sending


@shared_task
def send_delivery(delivery_id: str) -> None:
    """Carries one delivery, and those that wait behind it."""
    sending.send_delivery(delivery_id=uuid.UUID(delivery_id), clock=get_database_time)


@shared_task
def sweep() -> None:
    """Takes up what was left."""
    sending.sweep(now=get_database_time())
