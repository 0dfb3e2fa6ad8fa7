"""The pretend PAYBACK as a real process that tests start, steer, kill and read."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from payback_site.embedded.process import Program, leash

ROOT = Path(__file__).resolve().parents[1]
PARTNER = "DEMOOPTIK"
USERNAME = "demo"
PASSWORD = "demo-secret"
TIMEOUT_SECONDS = 10


class SimulatorProcess:
    """One process on one file; started again, it keeps its file and its port. It ends with us."""

    def __init__(self, file: Path, *arguments: str) -> None:
        """Prepare a process that keeps its books in `file`; further arguments are passed on."""
        self.url = ""
        self._file = file
        self._arguments = arguments
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def soap_url(self) -> str:
        """Where SOAP requests go."""
        return f"{self.url}/simulator/v1/soap"

    @property
    def process_id(self) -> int:
        """The running process, for those who want to kill or watch it themselves."""
        return self._running().pid

    def start(self) -> Self:
        """Return when the process answers.

        :raises RuntimeError: it ended instead; the message holds what it printed.
        """
        module = [sys.executable, "-m", "interfaces.simulator"]
        options = ["--port", str(self._port), "--file", str(self._file), *self._arguments]
        self._process = subprocess.Popen(
            leash(Program(name="simulator", command=[*module, *options])),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if "ready at " not in line:
            raise RuntimeError(f"the simulator did not start: {line}")
        self.url = line.split("ready at ")[1].strip().rstrip("/")
        self._port = int(self.url.rpartition(":")[2])
        return self

    def stop(self) -> int:
        """End the process with SIGTERM and return its exit code."""
        self._running().terminate()
        return self._wait()

    def kill(self) -> None:
        """End the process with SIGKILL, in the middle of whatever it does."""
        self._running().kill()
        self._wait()

    def ledger(self, **filters: str) -> list[dict[str, Any]]:
        """Return the bookings, oldest first, filtered by receipt_number or card."""
        found: list[dict[str, Any]] = self._ask("GET", "/control/ledger", params=filters)
        return found

    def calls(self, **filters: str) -> list[dict[str, Any]]:
        """Return every call received, oldest first, filtered by receipt_number."""
        found: list[dict[str, Any]] = self._ask("GET", "/control/calls", params=filters)
        return found

    def trouble(self, trouble: str, **details: Any) -> dict[str, Any]:
        """Order trouble for the next call, or as `details` say."""
        found: dict[str, Any] = self._ask(
            "POST", "/control/troubles", json={"trouble": trouble, **details}
        )
        return found

    def troubles(self) -> list[dict[str, Any]]:
        """Return the troubles in force."""
        found: list[dict[str, Any]] = self._ask("GET", "/control/troubles")
        return found

    def clear_troubles(self) -> None:
        """Lift all troubles."""
        self._ask("DELETE", "/control/troubles")

    def balance(self, card: str) -> int:
        """Return the points on the account of a full card number."""
        members = self._ask("GET", "/control/members")
        balances: dict[str, int] = {member["card"]: member["balance"] for member in members}
        return balances[card]

    def put_member(self, card: str, **changes: Any) -> dict[str, Any]:
        """Make or change an account: status, balance, pin."""
        found: dict[str, Any] = self._ask("PUT", f"/control/members/{card}", json=changes)
        return found

    def accept(self, *, partner: str, username: str, password: str) -> None:
        """Change the credentials that are accepted."""
        credentials = {"partner": partner, "username": username, "password": password}
        self._ask("PUT", "/control/credentials", json=credentials)

    def reset(self) -> None:
        """Start afresh: default members and coupons, no bookings, calls or troubles."""
        self._ask("POST", "/control/reset")

    def __enter__(self) -> Self:
        """Start the process."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process if it still runs."""
        if self._process is not None:
            self.stop()

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        response = requests.request(method, f"{self.url}{path}", timeout=TIMEOUT_SECONDS, **options)
        response.raise_for_status()
        return response.json()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError("the simulator is not running")
        return self._process

    def _wait(self) -> int:
        process = self._running()
        code = process.wait(timeout=TIMEOUT_SECONDS)
        if process.stdout:
            process.stdout.close()
        self._process = None
        return code
