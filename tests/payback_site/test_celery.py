"""The Celery app as `celery -A payback_site` finds it."""

import os
import subprocess
import sys

from django.conf import settings

from payback_site.beat import build_schedule
from payback_site.celery import app

ASK = "from payback_site.celery import app as a; print(a.conf.broker_url, *a.conf.beat_schedule)"


class TestTheApp:
    def test_takes_production_settings_when_none_are_named(self) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "of-this-test-only",
            "FERNET_KEYS": settings.FERNET_KEYS[0],
            "CARD_HASH_KEY": "of-this-test-only-too",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/7",
        }

        answer = subprocess.run(
            [sys.executable, "-c", ASK],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert answer.stdout == "redis://127.0.0.1:1/7 sweep tidy-connection-tests\n", answer.stderr

    def test_sweeps_by_the_clock(self) -> None:
        assert app.conf.beat_schedule == build_schedule()
        assert build_schedule()["sweep"]["schedule"] == settings.SWEEP_SECONDS
