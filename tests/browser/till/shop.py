"""The running system behind a till page: web server, worker and pretend PAYBACK as processes."""

import itertools
import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import psycopg
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from stdnum import luhn

from interfaces.choices import Role
from interfaces.models import Workstation
from interfaces.services import create_enrolment_code
from payback_site.celery import app
from payback_site.demo.programs import Programs
from payback_site.demo.story import answers
from payback_site.embedded.ports import LOOPBACK, find_free_port
from payback_site.embedded.process import Process, start, stop
from tests.factories import ArticleGroupFactory, WorkstationFactory, make_user
from tests.interfaces.connection.asking import make_interface
from tests.simulator_process import SimulatorProcess
from tests.worker_process import WorkerProcess

READY_SECONDS = 60.0
CASHIER, PASSWORD = "kassa", "tuer-zu-4711"
FIRST_CORE = 880_000_000
HASTE = {"REVERSAL_FIRST_SECONDS": "1"}
SALES = """
SELECT r.receipt_number AS number, t.payback_receipt_number AS sent
FROM transactions_transaction t JOIN transactions_receipt r ON r.id = t.receipt_id
WHERE r.receipt_number LIKE %s ORDER BY t.accepted_at
"""


class Shop:
    """Two tills of one branch, one that may be used as it is, one that asks who serves; and a third
    of another branch.

    Its rows are made before a browser is open in this thread; the rest may be asked always.
    """

    def __init__(self, folder: Path) -> None:
        """Prepare processes that log into `folder`."""
        self.folder = folder
        self.simulator = SimulatorProcess(folder / "simulator.sqlite3")
        self.port = find_free_port()
        self.origin = f"http://{LOOPBACK}:{self.port}"
        self.codes: dict[str, str] = {}
        self._web: Process | None = None
        self._cores = itertools.count(FIRST_CORE)
        self._undo = ExitStack()
        name = str(connection.settings_dict["NAME"])
        self._url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def __enter__(self) -> Self:
        """Start everything, with a branch that is ready to sell."""
        with ExitStack() as undo:
            undo.enter_context(self.simulator)
            self._fill()
            undo.enter_context(WorkerProcess(self.folder))
            undo.callback(self.stop_web)
            self.start_web()
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End everything."""
        self._undo.close()

    def start_web(self) -> None:
        """Return when the web server answers, at the same address as before."""
        environment = os.environ | {"DATABASE_URL": self._url} | HASTE
        self._web = start(
            Programs(environment, folder=self.folder).web(self.port),
            log_path=self.folder / "web.log",
            is_ready=lambda _: answers(f"{self.origin}/healthz"),
            timeout_seconds=READY_SECONDS,
        )

    def stop_web(self) -> None:
        """End the web server, if it runs; connections are refused from then on."""
        if self._web is not None:
            stop([self._web])
            self._web = None

    def sweep(self) -> None:
        """What beat asks for every few seconds: rows whose time has come are taken up."""
        app.send_task("transactions.tasks.sweep")

    def take_card(self) -> str:
        """A member's card that no other test uses."""
        payload = f"904019{next(self._cores)}"
        card = payload + luhn.calc_check_digit(payload)
        self.simulator.put_member(card, status="registered")
        return card

    def list_sales(self, beginning: str) -> list[tuple[str, str]]:
        """Each transaction of receipts that begin so: the number, and the one sent to PAYBACK."""
        with psycopg.connect(self._url) as database:
            return database.execute(SALES, [f"{beginning}%"]).fetchall()

    def list_bookings(self, card: str) -> list[str]:
        """The receipt numbers that PAYBACK booked for the card, oldest first."""
        return [row["receipt_number"] for row in self.simulator.ledger(card=card)]

    def _fill(self) -> None:
        interface = make_interface(self.simulator.url)
        chain = interface.chain
        ArticleGroupFactory.create(chain=chain, code="BRILLE", display_value="Brillen")
        trusted = WorkstationFactory.create(branch__chain=chain, serves_without_sign_in=True)
        signing = WorkstationFactory.create(branch=trusted.branch)
        elsewhere = WorkstationFactory.create(branch__chain=chain, serves_without_sign_in=True)
        make_user(Role.CASHIER, trusted.branch, username=CASHIER, password=make_password(PASSWORD))
        self.codes = {
            "trusted": _ask_code(trusted),
            "signing": _ask_code(signing),
            "elsewhere": _ask_code(elsewhere),
        }


def _ask_code(workstation: Workstation) -> str:
    new = create_enrolment_code(workstation=workstation, created_by=None, now=timezone.now())
    return new.code
