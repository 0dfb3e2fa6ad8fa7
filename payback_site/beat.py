"""What runs by the clock. A missed beat is made up by the next one; nothing here carries data."""

from typing import Any

from celery.schedules import crontab
from django.conf import settings

# A sweep that waited this long for a worker is dropped. Long, because beat's clock says when it was
# sent and the worker's clock how long ago that is: with less, clocks apart would end all sweeping.
SWEEP_EXPIRES_SECONDS = 300.0
# A typed password that no worker asked for lies no longer than this.
TIDY_SECONDS = 60.0
# How often searches that lost their worker are looked for.
RESUME_SECONDS = 60.0


def build_schedule() -> dict[str, dict[str, Any]]:
    """Celery beat's schedule, from the settings."""
    return {
        "sweep": {
            "task": "transactions.tasks.sweep",
            "schedule": float(settings.SWEEP_SECONDS),
            "options": {"expires": SWEEP_EXPIRES_SECONDS},
        },
        "audit-seal": {
            "task": "interfaces.tasks.seal_audit_trail",
            "schedule": float(settings.AUDIT_SEAL_SECONDS),
            "options": {"expires": SWEEP_EXPIRES_SECONDS},
        },
        "tidy-connection-tests": {
            "task": "interfaces.tasks.tidy_connection_tests",
            "schedule": TIDY_SECONDS,
            "options": {"expires": SWEEP_EXPIRES_SECONDS},
        },
        "geolocation-nightly": {
            "task": "interfaces.tasks.refresh_changed_branches",
            "schedule": crontab(hour=2, minute=30),
        },
        "geolocation-resume": {
            "task": "interfaces.tasks.resume_geolocation",
            "schedule": RESUME_SECONDS,
            "options": {"expires": SWEEP_EXPIRES_SECONDS},
        },
    }
