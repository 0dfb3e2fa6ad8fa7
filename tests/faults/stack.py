"""The whole product as real processes, each of which a test may kill."""

import json
import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests
from cryptography.fernet import Fernet

from payback_site.demo.programs import Programs
from payback_site.demo.story import answers
from payback_site.embedded.ports import LOOPBACK, find_free_port
from payback_site.embedded.process import run
from tests.faults.broker import Broker
from tests.faults.database import Database
from tests.faults.processes import Processes
from tests.faults.till import ANSWER_SECONDS, Till
from tests.faults.waiting import wait_until
from tests.faults.witness import Place, Witness
from tests.simulator_process import PARTNER, USERNAME, SimulatorProcess

PLACES_AT_ONCE = 60
PASSWORD = "Kanari&envogel<7>-0815"
PATIENCE_SECONDS = 30.0
TIMES = {
    "SWEEP_SECONDS": "1",
    "RETRY_FIRST_SECONDS": "1",
    "RETRY_CAP_SECONDS": "5",
    "LEASE_SECONDS": "4",
    "REDEEM_DEADLINE_SECONDS": "3",
    "REVERSAL_FIRST_SECONDS": "1",
    "REVERSAL_QUARANTINE_SECONDS": "3",
    "API_CALLS_PER_MINUTE": "100000",
}
STANDARD = ("web", "worker", "beat")
DOOMED_WORKER = "worker-doomed"
DOOMED_CHILDREN = 4
IN_CHILDREN = ("-P", "prefork", "-c", str(DOOMED_CHILDREN))


class Stack(Processes):
    """Web server, worker, beat, broker, simulator, and a database of their own.

    `web`, `worker` and `beat` always run; a test may add others, such as `worker-late`, and
    whatever it kills and does not start again, `restore` does.
    """

    def __init__(self, folder: Path, *, purpose: str = "faults", preloads: bool = False) -> None:
        """Prepare a stack that keeps its files and logs in `folder`, with a database for `purpose`.

        Where it `preloads`, web servers fork what they have loaded once.
        """
        super().__init__(folder / "log")
        self._preloads = preloads
        self.logs.mkdir()
        self.folder = folder
        self.database = Database(os.environ["DATABASE_URL"], purpose)
        self.broker = Broker(self.logs)
        self.simulator = SimulatorProcess(folder / "simulator.sqlite3", "--password", PASSWORD)
        self.answers: list[requests.Response] = []
        self.report: dict[str, Any] = {}
        self._environment: dict[str, str] = {}
        self._places: Iterator[dict[str, Any]] = iter(())
        self._undo = ExitStack()

    @property
    def url(self) -> str:
        """Where tills find the web server."""
        return self.url_of("web")

    def __enter__(self) -> Self:
        """Start everything; a start that fails leaves nothing running."""
        with ExitStack() as undo:
            undo.callback(self.database.drop)
            self.database.create()
            undo.enter_context(self.simulator)
            undo.callback(self._end_all)
            self.broker.start()
            self._environment = self._build_environment()
            self.report = self._fill(first=1)
            self._places = self._take_places()
            self.restore()
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

    def restore(self) -> None:
        """Bring back what every test may expect, whatever the last one did."""
        self.database.let_in()
        if self.database.was_away:
            self.database.was_away = False
            self.kill(*self.running)
        if self.broker.is_running:
            self.broker.go_on()
        else:
            self.broker.start()
        self.simulator.clear_troubles()
        self.simulator.accept(partner=PARTNER, username=USERNAME, password=PASSWORD)
        for name, one in list(self.running.items()):
            if name not in STANDARD or one.extras or one.process.has_ended():
                self.kill(name)
        for name in STANDARD:
            if name not in self.running:
                self.start(name)
            self.signal(name, signal.SIGCONT)

    def start(self, name: str, **extras: str) -> None:
        """Start what the name begins with: web, worker or beat; a web server answers on return.

        A doomed worker sends in so many processes of its own, each of which dies alone.
        """
        programs = Programs(self._environment | extras, folder=self.folder)
        if name.startswith("web"):
            self._start_web(name, programs, extras)
            return
        program = programs.worker() if name.startswith("worker") else programs.beat()
        if name == DOOMED_WORKER:
            program = replace(program, command=[*program.command, *IN_CHILDREN])
        self.launch(name, replace(program, ending=signal.SIGKILL), extras=extras)

    def run(self, *arguments: str) -> str:
        """Run Python in the stack's environment and return what it printed.

        :raises ProgramFailed: it failed; with its last words.
        """
        template = Programs(self._environment, folder=self.folder).worker()
        command = [template.command[0], *arguments]
        return run(replace(template, name=arguments[0], command=command))

    def wait_for_quiet_simulator(self) -> None:
        """Return when the simulator is done with every call it received."""
        wait_until(
            lambda: all(call["verdict"] != "running" for call in self.simulator.calls()),
            seconds=PATIENCE_SECONDS,
            what="the simulator has nothing to do",
        )

    def wait_for_web(self, name: str = "web") -> None:
        """Return when the web server of that name says that it takes sales."""
        ready = f"{self.url_of(name)}/readyz"
        wait_until(lambda: answers(ready), seconds=PATIENCE_SECONDS, what="the web server is ready")

    def store_password(self, password: str, *places: Place) -> None:
        """Let an administrator enter a new password for the interfaces of the places."""
        interfaces = [place.interface_id for place in places]
        code = (
            "from django.utils.timezone import now; from interfaces.services import store_password;"
            f"[store_password(interface_id=one, password={password!r}, set_by=None, now=now())"
            f" for one in {interfaces!r}]"
        )
        self.run("manage.py", "shell", "--no-imports", "-c", code)

    def take_till(self) -> Till:
        """The first till of a place that no test has used before."""
        place = Place(**next(self._places))
        self.simulator.put_member(place.card, status="registered")
        return self._build_till(place)

    def enrol_till(self) -> tuple[Till, str, str]:
        """A till that enrolled as a person lets it in; with its one-time code and its token.

        The one answer that must show a token is not kept among the `answers`.
        """
        place = self.take_till().place
        options = ("--branch", place.branch_code, "--computer", "KASSA-1")
        code = self.run("manage.py", "enrol", *options).split()[0]
        url = f"{self.url}/api/v1/enrolments"
        body = {"code": code, "computer_name": "KASSA-1"}
        with requests.Session() as session:
            wrong = session.post(url, json={**body, "code": f"{code}X"}, timeout=ANSWER_SECONDS)
            right = session.post(url, json=body, timeout=ANSWER_SECONDS)
            used = session.post(url, json=body, timeout=ANSWER_SECONDS)
        self.answers += [wrong, used]
        assert [wrong.status_code, right.status_code, used.status_code] == [403, 201, 403]
        token = right.json()["token"]
        return self._build_till(replace(place, tokens=(token,))), code, token

    def _build_till(self, place: Place) -> Till:
        witness = Witness(place, self.database, self.simulator)
        return Till(witness, url=lambda: self.url, keep=self.answers.append)

    def _take_places(self) -> Iterator[dict[str, Any]]:
        places: list[dict[str, Any]] = self.report["places"]
        for first in count(1 + PLACES_AT_ONCE, PLACES_AT_ONCE):
            yield from places
            places = self._fill(first=first)["places"]

    def _fill(self, *, first: int) -> dict[str, Any]:
        printed = self.run("-m", "tests.faults.filling", str(first), str(PLACES_AT_ONCE))
        report: dict[str, Any] = json.loads(printed)
        return report

    def _start_web(self, name: str, programs: Programs, extras: dict[str, str]) -> None:
        port = find_free_port()
        url = f"http://{LOOPBACK}:{port}"
        program = programs.web(port)
        if name not in STANDARD:
            program = replace(program, command=[*program.command, "--workers", "1"])
        if self._preloads or name not in STANDARD:
            program = replace(program, command=[*program.command, "--preload"])
        self.launch(
            name, program, extras=extras, url=url, is_ready=lambda _: answers(f"{url}/readyz")
        )

    def _build_environment(self) -> dict[str, str]:
        return (
            os.environ
            | TIMES
            | {
                "DJANGO_SETTINGS_MODULE": "payback_site.settings.demo",
                "SECRET_KEY": secrets.token_urlsafe(64),
                "FERNET_KEYS": Fernet.generate_key().decode(),
                "CARD_HASH_KEY": secrets.token_urlsafe(48),
                "AUDIT_SEAL_KEY": secrets.token_urlsafe(48),
                "DATABASE_URL": self.database.url,
                "REDIS_URL": self.broker.url,
                "SIMULATOR_URL": self.simulator.url,
                "SIMULATOR_PARTNER": PARTNER,
                "SIMULATOR_USERNAME": USERNAME,
                "SIMULATOR_PASSWORD": PASSWORD,
                "STATIC_ROOT": str(self.folder / "staticfiles"),
                "PYTHONUNBUFFERED": "1",
            }
        )

    def _end_all(self) -> None:
        self.kill(*self.running)
        if self.broker.is_running:
            self.broker.kill()
