"""The Celery app as `celery -A payback_site` finds it."""

import os
import subprocess
import sys

import pytest
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
            "AUDIT_SEAL_KEY": "of-this-test-only-three",
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

        names = " ".join(build_schedule())
        assert answer.stdout == f"redis://127.0.0.1:1/7 {names}\n", answer.stderr

    def test_sweeps_by_the_clock(self) -> None:
        assert app.conf.beat_schedule == build_schedule()
        assert build_schedule()["sweep"]["schedule"] == settings.SWEEP_SECONDS

    @pytest.mark.parametrize("name", sorted(build_schedule()))
    def test_knows_the_task_of_every_beat(self, name: str) -> None:
        app.loader.import_default_modules()

        assert build_schedule()[name]["task"] in app.tasks

    def test_seals_the_audit_trail_by_the_clock(self) -> None:
        assert build_schedule()["audit-seal"]["schedule"] == settings.AUDIT_SEAL_SECONDS

    def test_looks_for_branches_in_the_night(self) -> None:
        nightly = build_schedule()["geolocation-nightly"]["schedule"]

        assert (nightly.hour, nightly.minute) == ({2}, {30})
        assert str(app.conf.timezone) == "Europe/Vienna"
