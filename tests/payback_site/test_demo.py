"""`make demo`: its parts one by one, then the whole of it, really started and really killed."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from cryptography.fernet import Fernet

from payback_site.demo.choices import Choices
from payback_site.demo.errors import DemoError
from payback_site.demo.keys import load_keys
from payback_site.demo.report import describe_demo, describe_story, write_json
from payback_site.demo.story import VIENNA, Story
from payback_site.embedded import remove_data
from payback_site.embedded.ports import find_free_port, is_port_free
from payback_site.embedded.process import Program, leash
from tests.payback_site.walk import fits, read_last_answer, read_shown, read_steps, walk

PROJECT = Path(__file__).resolve().parents[2]
ENDING_SECONDS = 30
PAGES = {"pos-developer.md": 11, "till-api.md": 3}
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=VIENNA)
REPORT: dict[str, Any] = {
    "url": "http://127.0.0.1:8000",
    "simulator_url": "http://127.0.0.1:8001",
    "users": [{"username": "admin", "password": "p-w", "role": "Administratoren"}],
    "workstations": [{"branch": "W1", "computer_name": "KASSA-1", "token": "pbw_t"}],
    "cards": [{"number": "9040193103187692", "pin": None, "registered": True, "balance": 1320}],
}


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


class TestChoices:
    def test_puts_the_simulator_beside_the_web_server(self) -> None:
        port = find_free_port()

        choices = Choices.read({"PORT": str(port)})

        assert choices.url == f"http://127.0.0.1:{port}"
        assert port < choices.simulator_port
        assert is_port_free(choices.simulator_port)
        assert choices.reset is False

    def test_names_a_busy_port_and_a_command_that_works(
        self, busy_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("payback_site.demo.choices.CLOSING_SECONDS", 0.1)

        with pytest.raises(DemoError, match=rf"{busy_port} is in use. Try: PORT=\d+ make demo"):
            Choices.read({"PORT": str(busy_port)})

    def test_names_a_busy_port_of_the_simulator(
        self, busy_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("payback_site.demo.choices.CLOSING_SECONDS", 0.1)
        environment = {"PORT": str(find_free_port()), "SIMULATOR_PORT": str(busy_port)}

        with pytest.raises(DemoError, match=r"Try: SIMULATOR_PORT=\d+ make demo"):
            Choices.read(environment)

    @pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "８０００"])
    def test_refuses_what_is_no_port(self, text: str) -> None:
        with pytest.raises(DemoError, match="PORT must be a number from 1 to 65535"):
            Choices.read({"PORT": text})

    def test_refuses_one_port_for_both(self) -> None:
        port = str(find_free_port())

        with pytest.raises(DemoError, match="must differ"):
            Choices.read({"PORT": port, "SIMULATOR_PORT": port})

    def test_begins_anew_where_asked(self) -> None:
        assert Choices.read({"PORT": str(find_free_port()), "RESET": "1"}).reset is True

    def test_does_not_guess_what_reset_means(self) -> None:
        with pytest.raises(DemoError, match="RESET must be 1"):
            Choices.read({"PORT": str(find_free_port()), "RESET": "please"})

    def test_does_not_empty_a_database_of_somebody_else(self) -> None:
        environment = {
            "PORT": str(find_free_port()),
            "RESET": "1",
            "DATABASE_URL": "postgres://elsewhere/db",
        }

        with pytest.raises(DemoError, match="does not empty the database"):
            Choices.read(environment)


class TestLoadKeys:
    def test_makes_keys_that_only_their_owner_reads(self, tmp_path: Path) -> None:
        path = tmp_path / "secrets.env"

        keys = load_keys(path)

        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert set(keys) == {"SECRET_KEY", "FERNET_KEYS", "CARD_HASH_KEY", "AUDIT_SEAL_KEY"}
        assert isinstance(Fernet(keys["FERNET_KEYS"]), Fernet)

    def test_keeps_them(self, tmp_path: Path) -> None:
        path = tmp_path / "secrets.env"

        assert load_keys(path) == load_keys(path)

    def test_adds_a_missing_one(self, tmp_path: Path) -> None:
        path = tmp_path / "secrets.env"
        path.write_text("FERNET_KEYS=kept=\n")

        keys = load_keys(path)

        assert keys["FERNET_KEYS"] == "kept="
        assert load_keys(path) == keys


class TestReport:
    def test_is_readable_by_its_owner_only(self, tmp_path: Path) -> None:
        path = tmp_path / "demo.json"

        write_json(path, REPORT)

        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text()) == REPORT

    def test_tells_the_way_of_the_receipt(self) -> None:
        answer = {"receipt_number": "DEMO-1", "points": 249, "balance": 1569}

        line = describe_story(Story(outcomes=["queued", "booked"], answer=answer))

        assert line == "Receipt DEMO-1: queued → booked, 249 points, balance 1569."

    @pytest.mark.parametrize(
        "shown",
        [
            "http://127.0.0.1:8000/admin/",
            "http://127.0.0.1:8000/api/v1/docs",
            "http://127.0.0.1:8001/",
            "admin  p-w       Administratoren",
            "W1      KASSA-1  pbw_t",
            "9040193103187692  none  1320",
            "curl -s ",
        ],
    )
    def test_shows_a_person(self, shown: str) -> None:
        assert shown in describe_demo(REPORT, now=NOW)


class RunningDemo:
    """The whole demo in a folder of its own, as `make demo` starts it on a fresh machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        servers = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
        environment = {name: value for name, value in os.environ.items() if name not in servers}
        command = [sys.executable, "-m", "payback_site.demo", str(folder)]
        self.popen = subprocess.Popen(
            leash(Program(name="demo", command=command)),
            env=environment
            | {"PORT": str(find_free_port()), "STATIC_ROOT": str(folder / "static")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        assert self.popen.stdout is not None
        self.said = "".join(takewhile(lambda line: "Ctrl-C" not in line, self.popen.stdout))
        assert (folder / "demo.json").exists(), self.said
        self.report: dict[str, Any] = json.loads((folder / "demo.json").read_text())
        self.started = psutil.Process(self.popen.pid).children(recursive=True)

    def post_offered_receipt(self) -> None:
        """Does what the command to copy does; the answer is kept in `posted`."""
        command = self.said[self.said.index("curl -s") :].splitlines()[0]
        _, _, url, *options = shlex.split(command)
        headers = dict(option.split(": ") for option in options[1:-2:2])
        self.posted = requests.post(url, data=options[-1], headers=headers, timeout=30)

    def walk_through_the_pages(self) -> None:
        """Runs what docs/ says; each step with what it printed is kept in `walked`, by page.

        A till of the demo is let in already, so the reference begins after that.
        """
        developer, reference = (
            (PROJECT / "docs" / name).read_text(encoding="utf-8") for name in PAGES
        )
        steps = read_steps(developer)
        _names, _letting_in, *calls = read_steps(reference[: reference.index("\n## Errors")])
        printed = walk([*steps, *calls], folder=PROJECT, var=self.folder)
        pairs = list(zip([*steps, *calls], printed, strict=True))
        self.walked = dict(zip(PAGES, (pairs[: len(steps)], pairs[len(steps) :]), strict=True))

    def send(self, number: signal.Signals) -> int:
        """Sends a signal, waits for the end and returns the exit code."""
        self.popen.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Returns the exit code; what it said last is added to `said`."""
        said, _ = self.popen.communicate(timeout=ENDING_SECONDS)
        self.said += said
        return self.popen.returncode

    def list_survivors(self) -> list[psutil.Process]:
        """What still runs of all it had started, after some time to end."""
        _, alive = psutil.wait_procs(self.started, timeout=ENDING_SECONDS)
        survivors: list[psutil.Process] = alive
        return survivors


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder beside the real demo's."""
    (PROJECT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=PROJECT / "var"))
    folder.chmod(0o755)
    yield folder
    remove_data(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def first_demo(folder: Path) -> RunningDemo:
    """A demo that was started, used once and told to end."""
    demo = RunningDemo(folder)
    demo.post_offered_receipt()
    demo.walk_through_the_pages()
    demo.send(signal.SIGTERM)
    return demo


@pytest.mark.faults
class TestDemo:
    def test_shows_a_receipt_on_its_way_to_payback(self, first_demo: RunningDemo) -> None:
        assert re.search(r"Receipt DEMO-\S+: queued → booked, 249 points", first_demo.said)

    def test_offers_a_command_that_books_another_one(self, first_demo: RunningDemo) -> None:
        assert first_demo.posted.status_code == 201
        assert first_demo.posted.json()["outcome"] == "booked"

    @pytest.mark.parametrize(("page", "answers"), PAGES.items())
    def test_answers_every_line_of_a_page_for_developers_as_shown_there(
        self, first_demo: RunningDemo, page: str, answers: int
    ) -> None:
        shown = [(step.shown, printed) for step, printed in first_demo.walked[page] if step.shown]

        unlike = [
            (text, printed)
            for text, printed in shown
            if not fits(read_shown(text), read_last_answer(printed))
        ]
        assert unlike == []
        assert len(shown) == answers

    @pytest.mark.parametrize("page", PAGES)
    def test_gives_no_problem_that_a_page_does_not_show(
        self, first_demo: RunningDemo, page: str
    ) -> None:
        printed = [text for step, text in first_demo.walked[page] if not step.shown]

        assert [text for text in printed if "urn:payback-optik:problem:" in text] == []

    def test_reports_what_a_program_needs(self, first_demo: RunningDemo) -> None:
        assert set(first_demo.report) == set(REPORT)
        assert set(first_demo.report["users"][0]) == set(REPORT["users"][0])
        assert set(first_demo.report["workstations"][0]) == set(REPORT["workstations"][0])
        assert set(first_demo.report["cards"][0]) == set(REPORT["cards"][0])

    def test_ends_in_order_when_told_to(self, first_demo: RunningDemo) -> None:
        assert first_demo.popen.returncode == 0
        assert first_demo.list_survivors() == []
        assert len(first_demo.started) > 6

    def test_keeps_its_data_and_takes_all_along_when_killed(
        self, folder: Path, first_demo: RunningDemo
    ) -> None:
        again = RunningDemo(folder)

        assert again.send(signal.SIGKILL) == -signal.SIGKILL
        assert again.list_survivors() == []
        assert again.report["users"] == first_demo.report["users"]
        assert again.report["workstations"] == first_demo.report["workstations"]

    def test_ends_and_names_a_program_that_ended_by_itself(self, folder: Path) -> None:
        demo = RunningDemo(folder)
        web = next(process for process in demo.started if "gunicorn" in process.cmdline())

        web.kill()

        assert demo.wait() == 1
        assert "web: ended by itself with -9. The end of" in demo.said
        assert demo.list_survivors() == []
