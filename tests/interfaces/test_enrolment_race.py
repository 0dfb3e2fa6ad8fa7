"""One code, many tills at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from interfaces.models import EnrolmentCode, WorkstationToken
from interfaces.services import EnrolmentRefused, create_enrolment_code, enrol_workstation
from tests.factories import WorkstationFactory

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THREADS = 20
PATIENCE_SECONDS = 20


@pytest.mark.django_db(transaction=True)
class TestEnrolWorkstationInARace:
    def test_gives_exactly_one_token(self) -> None:
        workstation = WorkstationFactory.create(computer_name="KASSA-1")
        code = create_enrolment_code(workstation=workstation, created_by=None, now=NOW).code

        with ThreadPoolExecutor(THREADS) as pool:
            with transaction.atomic():
                EnrolmentCode.objects.select_for_update().get()
                tries = [pool.submit(try_once, code, f"192.0.2.{n}") for n in range(THREADS)]
                wait_until_all_wait()
            outcomes = sorted(found.result() for found in tries)

        assert outcomes == ["refused"] * (THREADS - 1) + ["token"]
        assert WorkstationToken.objects.count() == 1
        assert EnrolmentCode.objects.get().used_at == NOW


def try_once(code: str, remote_address: str) -> str:
    """One till."""
    try:
        enrol_workstation(
            code=code, computer_name="KASSA-1", remote_address=remote_address, now=NOW
        )
    except EnrolmentRefused:
        return "refused"
    else:
        return "token"
    finally:
        connections.close_all()


def wait_until_all_wait() -> None:
    """Returns when every till stands before the row that this connection holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while count_waiting() < THREADS:
        assert time.monotonic() < end, "the tills never met at the code"
        time.sleep(0.02)


def count_waiting() -> int:
    """Connections that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
