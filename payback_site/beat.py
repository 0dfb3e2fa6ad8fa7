"""What runs by the clock. A missed beat is made up by the next one; nothing here carries data."""

from typing import Any

from django.conf import settings


def build_schedule() -> dict[str, dict[str, Any]]:
    """Celery beat's schedule, from the settings."""
    return {
        "sweep": {
            "task": "transactions.tasks.sweep",
            "schedule": float(settings.SWEEP_SECONDS),
            "options": {"expires": float(settings.SWEEP_SECONDS)},
        },
    }
