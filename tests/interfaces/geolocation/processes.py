"""Processes of their own that share the test's database and ask the test's map service."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from payback_site.embedded.process import Program, leash
from tests.interfaces.geolocation.map_service import MapService
from tests.payback_site.programs import ROOT

CELERY = ("-m", "celery", "-A", "payback_site", "worker", "-P", "threads", "-c", "2")


def start_python(service: MapService, *arguments: str) -> "subprocess.Popen[bytes]":
    """Python with `arguments`; it ends with us."""
    database = connection.settings_dict
    environment = {
        "DJANGO_SETTINGS_MODULE": "payback_site.settings.test",
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "REDIS_URL": os.environ["REDIS_URL"],
        "GEOCODER": "nominatim",
        "GEOCODER_URL": service.url,
    }
    program = Program(name="python", command=[sys.executable, *arguments], folder=ROOT)
    return subprocess.Popen(leash(program), cwd=ROOT, env=environment)


@contextmanager
def celery_worker(service: MapService) -> Iterator[None]:
    """A real worker at the real broker."""
    options = ("--without-mingle", "--without-gossip", "-l", "WARNING")
    with start_python(service, *CELERY, *options) as process:
        yield
        process.terminate()
