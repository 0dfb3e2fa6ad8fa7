"""The demo from start to end: servers, data, programs, one receipt, then watching."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from payback_site.demo.choices import Choices
from payback_site.demo.errors import DemoError
from payback_site.demo.keys import load_keys
from payback_site.demo.programs import Programs
from payback_site.demo.report import describe_demo, describe_story, write_json
from payback_site.demo.story import VIENNA, answers, collect_points
from payback_site.embedded import Servers, remove_data
from payback_site.embedded.place import hold_folder
from payback_site.embedded.process import Process, Program, start, stop

Say = Callable[[str], None]

OWN_FILES = ("secrets.env", "demo.json", "simulator.sqlite3*", "celerybeat-schedule*")
READY_TIMEOUT_SECONDS = 60.0


class Demo:
    """One run of the demo in `folder`."""

    def __init__(self, folder: Path, *, say: Say) -> None:
        self.folder = folder.resolve()
        self.logs = self.folder / "log"
        self.report_path = self.folder / "demo.json"
        self.processes: list[Process] = []
        self.say = say

    def run(self) -> NoReturn:
        """Starts everything and stays; whichever way it is left, nothing runs afterwards.

        :raises FolderBusy: the demo already runs from this folder.
        :raises DemoError: a choice makes no sense, a port is in use, or the API refuses a receipt.
        :raises EmbeddedError: a server or program cannot be started, or ended by itself.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            stack.enter_context(hold_folder(self.folder, name="demo"))
            self.report_path.unlink(missing_ok=True)
            choices = Choices.read(os.environ)
            if choices.reset:
                self.say("Removing the data of earlier runs.")
                self._reset()
            servers = stack.enter_context(Servers.start(self.folder, log=self.say))
            stack.callback(self._stop)
            report = self._start_programs(choices, servers)
            self._show(report)
            self._watch([*servers.processes, *self.processes])

    def _reset(self) -> None:
        remove_data(self.folder)
        for pattern in OWN_FILES:
            for path in self.folder.glob(pattern):
                path.unlink()
        shutil.rmtree(self.logs)
        self.logs.mkdir()

    def _start_programs(self, choices: Choices, servers: Servers) -> dict[str, Any]:
        environment = os.environ | load_keys(self.folder / "secrets.env")
        environment |= {
            "DJANGO_SETTINGS_MODULE": "payback_site.settings.demo",
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "SIMULATOR_URL": choices.simulator_url,
            "PYTHONUNBUFFERED": "1",
        }
        programs = Programs(environment, folder=self.folder)
        self.say("Preparing the database.")
        programs.prepare()
        data = programs.load_data()
        self.say("Starting the pretend PAYBACK.")
        self._start(programs.simulator(choices.simulator_port), ready_url=choices.simulator_url)
        self.say("Starting workers and web server.")
        self._start(programs.worker())
        self._start(programs.beat())
        self._start(programs.web(choices.port), ready_url=f"{choices.url}/readyz")
        return {"url": choices.url, "simulator_url": choices.simulator_url, **data}

    def _start(self, program: Program, *, ready_url: str = "") -> None:
        log_path = self.logs / f"{program.name}.log"
        if not ready_url:
            self.processes.append(Process(program, log_path=log_path))
            return
        process = start(
            program,
            log_path=log_path,
            is_ready=lambda _: answers(ready_url),
            timeout_seconds=READY_TIMEOUT_SECONDS,
        )
        self.processes.append(process)

    def _show(self, report: dict[str, Any]) -> None:
        card = next(card for card in report["cards"] if card["registered"])
        token = report["workstations"][0]["token"]
        story = collect_points(report["url"], token=token, card=card["number"])
        self.say(describe_story(story))
        write_json(self.report_path, report)
        self.say(f"\n{describe_demo(report, now=datetime.now(VIENNA))}\n")
        self.say(f"All of this is in {self.report_path}. Logs: {self.logs}. Ctrl-C ends the demo.")

    def _watch(self, processes: list[Process]) -> NoReturn:
        while True:
            for process in processes:
                if process.has_ended():
                    code = process.popen.returncode
                    raise DemoError(process.obituary(f"ended by itself with {code}"))
            time.sleep(0.5)

    def _stop(self) -> None:
        self.say("Ending the demo.")
        stop(self.processes)
