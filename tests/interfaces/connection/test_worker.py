"""The whole way with real parts: page, broker, worker, TLS, pretend PAYBACK."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as project
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from interfaces.choices import ProbeState
from interfaces.models import ConnectionTest
from tests.faults.canary import spell
from tests.faults.waiting import wait_until
from tests.interfaces.connection.tls_front import tls_front
from tests.interfaces.payback.authority import Authority
from tests.interfaces.payback.tls import make_server_context
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess
from tests.worker_process import WorkerProcess

pytestmark = pytest.mark.django_db(transaction=True)
START = "/admin/interfaces/interface/connection-test/"
CANARY = "Zeisig&geheim<4711>"
AUTHORITY = Authority()


@pytest.fixture(scope="module")
def worker(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[WorkerProcess]:
    """Trusts the authority of these tests, as an operator would let it."""
    folder: Path = tmp_path_factory.mktemp("worker")
    (folder / "authority.pem").write_text(AUTHORITY.pem)
    extra = {"PAYBACK_FURTHER_AUTHORITIES_FILE": str(folder / "authority.pem")}
    with WorkerProcess(folder, **extra) as process:
        yield process


@pytest.fixture
def client() -> Client:
    """An administrator's browser."""
    browser = Client()
    browser.force_login(User.objects.create_superuser("verwaltung", password="x"))
    return browser


def run_test(client: Client, host: str, **changes: Any) -> dict[str, Any]:
    """Presses the button and asks until the test has ended; the last report."""
    form = {
        "host": host,
        "username": USERNAME,
        "partner_short_name": PARTNER,
        "profile_name": "simulator",
        "new_password": PASSWORD,
        **changes,
    }
    answer = client.post(START, form).json()
    report: dict[str, Any] = wait_until(
        lambda: client.get(answer["url"]).json()["report"],
        seconds=30,
        what="the test has ended",
        enough=lambda seen: bool(seen["is_ended"]),
    )
    return report


def read_stages(report: dict[str, Any]) -> dict[str, str]:
    return {line["stage"]: line["state"] for line in report["lines"]}


@pytest.mark.usefixtures("worker")
class TestAWorker:
    def test_gets_through_over_http(self, client: Client, simulator: SimulatorProcess) -> None:
        report = run_test(client, simulator.url)

        assert report["state"] == ProbeState.PASSED
        assert read_stages(report)["tls"] == "skipped"

    def test_gets_through_over_tls(self, client: Client, simulator: SimulatorProcess) -> None:
        with tls_front(AUTHORITY.serve(), port=int(simulator.url.rpartition(":")[2])) as url:
            report = run_test(client, url)

        assert report["state"] == ProbeState.PASSED, report
        assert set(read_stages(report).values()) == {"passed"}
        assert len(simulator.calls()) == 1

    @pytest.mark.parametrize(
        ("certificate", "reason"),
        [
            ("expired", "tls_expired"),
            ("not yet valid", "tls_not_yet_valid"),
            ("wrong name", "tls_wrong_name"),
            ("self-signed", "tls_self_signed"),
            ("unknown authority", "tls_unknown_authority"),
        ],
    )
    def test_gets_no_further_than_a_bad_certificate(
        self,
        client: Client,
        simulator: SimulatorProcess,
        tmp_path: Path,
        certificate: str,
        reason: str,
    ) -> None:
        contexts = {
            "expired": lambda: AUTHORITY.serve(first_day=-9, last_day=-1),
            "not yet valid": lambda: AUTHORITY.serve(first_day=1),
            "wrong name": lambda: AUTHORITY.serve("payback.example"),
            "self-signed": lambda: make_server_context(tmp_path, address="127.0.0.1")[0],
            "unknown authority": lambda: Authority().serve(),
        }
        port = int(simulator.url.rpartition(":")[2])
        with tls_front(contexts[certificate](), port=port) as url:
            report = run_test(client, url)

        assert read_stages(report)["tls"] == "failed"
        assert ConnectionTest.objects.get().reason == reason
        assert simulator.calls() == []

    def test_leaves_no_password_anywhere(
        self, client: Client, simulator: SimulatorProcess, worker: WorkerProcess, capfd: Any
    ) -> None:
        simulator.accept(partner=PARTNER, username=USERNAME, password=CANARY)
        with heard_by_broker() as broker:
            passed = run_test(client, simulator.url, new_password=CANARY)
            failed = run_test(client, simulator.url, new_password=f"{CANARY}x")

        states = [passed["state"], failed["state"]]
        places = {
            "broker": "\n".join(broker),
            "worker's log": worker.log,
            "our log": "".join(capfd.readouterr()),
            "tables": read_tables(),
            "answers": f"{passed}{failed}",
            "calls": str(simulator.calls()),
        }
        assert states == [ProbeState.PASSED, ProbeState.FAILED]
        assert "run_connection_test" in places["broker"]
        assert "connection_test_ended" in places["worker's log"]
        assert [name for name, text in places.items() if shows(text, CANARY)] == []
        assert "gAAAA" not in places["broker"]


@contextmanager
def heard_by_broker() -> Iterator[list[str]]:
    """Every command that anybody sends to the broker meanwhile."""
    heard: list[str] = []
    with redis.Redis.from_url(project.CELERY_BROKER_URL) as client, client.monitor() as monitor:

        def listen() -> None:
            with suppress(redis.ConnectionError, ValueError, OSError, AttributeError):
                heard.extend(str(command["command"]) for command in monitor.listen())

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield heard
        monitor.connection.disconnect()
        thread.join(5)


def shows(text: str, secret: str) -> bool:
    return any(word in text for word in spell(secret))


def read_tables() -> str:
    """Every row of every table."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        rows = []
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            rows += cursor.fetchall()
    return str(rows)
