"""The doorbell: tells a worker that a search waits. Losing a ring loses nothing."""

import uuid

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

REFRESH_TASK = "interfaces.tasks.refresh_geolocation"
logger = structlog.get_logger(__name__)


def wake_worker(run_id: uuid.UUID) -> bool:
    """Rings once; False: the broker is down, and the clock will find the run within minutes."""
    try:
        current_app.signature(REFRESH_TASK, args=[str(run_id)]).apply_async()
    except OperationalError as error:
        logger.warning("doorbell_failed", run=str(run_id), error=type(error).__name__)
        return False
    return True
