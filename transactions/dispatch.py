"""The doorbell: tells a worker that a row is due. Losing a ring loses nothing."""

import uuid

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

from transactions import crash_points

SEND_TASK = "transactions.tasks.send_delivery"
logger = structlog.get_logger(__name__)


def wake_worker(delivery_id: uuid.UUID) -> bool:
    """Rings once; a broker that is down or hangs is logged and costs at most its short timeout.

    False: nobody was woken, the sweep will find the row.
    """
    crash_points.reach("before_doorbell")
    try:
        current_app.signature(SEND_TASK, args=[str(delivery_id)]).apply_async()
    except OperationalError as error:
        logger.warning("doorbell_failed", delivery=str(delivery_id), error=type(error).__name__)
        return False
    crash_points.reach("after_doorbell")
    return True
