"""Kills, empties and stops, in an order that the seed gives."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.chaos.plan import DYING_AT, Plan
from tests.faults.processes import Running
from tests.faults.stack import Stack

BLOWS = {"web child": 60, "worker": 15, "dying worker": 15, "web": 4, "beat": 6}
WORKERS = ("worker", "worker-second")
DOOMED_SHARE = 0.02
BROKER_AWAY_SECONDS = 2.0
KILLED_CHILD = "was sent SIGKILL"


class Saboteur:
    """Strikes as the tills get on. Only one thread may use it: processes die with their thread."""

    def __init__(self, stack: Stack, plan: Plan) -> None:
        """Prepare to strike at `stack`."""
        self.struck: Counter[str] = Counter()
        self._stack = stack
        self._plan = plan
        self._chance = random.Random(f"saboteur {plan.seed}")  # noqa: S311  (to be repeatable)
        self._blows = 0
        self._emptied_at = time.monotonic()

    @property
    def kills(self) -> int:
        """Processes that died by SIGKILL so far."""
        ended = self._count_doomed()
        return sum(self.struck[name] for name in (*BLOWS, "database")) + ended

    def set_up(self) -> None:
        """Start what stands beside the usual processes."""
        self._stack.start("worker-second")
        for point in self._plan.doomed_at:
            self._stack.start(f"web-doomed-{point}", CRASH_POINT=point)

    def choose_url(self, chance: random.Random) -> str:
        """Where a till sends its next request: now and then to a server that dies of it.

        :raises LookupError: there is none at the moment.
        """
        if chance.random() < DOOMED_SHARE:
            return self._stack.url_of(f"web-doomed-{chance.choice(self._plan.doomed_at)}")
        return self._stack.url

    def keep_pace(self, share: float, *, stop_database: Callable[[], None]) -> None:
        """Do what is due when this share of the sales is made."""
        if self._blows < share * self._plan.blows:
            self._blows += 1
            (blow,) = self._chance.choices([*BLOWS], [*BLOWS.values()])
            self._strike(blow)
        if (
            time.monotonic() - self._emptied_at > self._plan.empty_seconds
            or not self.struck["empty"]
        ):
            self._empty_broker()
        if self._is_due("broker", self._plan.broker_stops, share):
            self._stop_broker()
        if self._is_due("database", self._plan.database_stops, share):
            self.struck["database"] += 1
            stop_database()
        self._bring_back_the_dead()

    def allows(self, share: float) -> bool:
        """Whether the tills may go on: not while blows are far behind."""
        return self._blows + 3 > share * self._plan.blows

    def _is_due(self, name: str, times: int, share: float) -> bool:
        """Spread evenly: one stop in the middle of the run, three at its quarters."""
        return self.struck[name] < share * (times + 1) - 1

    def _strike(self, blow: str) -> None:
        if blow == "web child":
            with suppress(ProcessLookupError):
                os.kill(
                    self._chance.choice(_list_children(self._stack.running["web"])), signal.SIGKILL
                )
        elif blow == "dying worker":
            self._restart(self._chance.choice(WORKERS), CRASH_POINT=self._chance.choice(DYING_AT))
        else:
            self._restart(self._chance.choice(WORKERS) if blow == "worker" else blow)
        self.struck[blow] += 1

    def _restart(self, name: str, **extras: str) -> None:
        self._stack.kill(name)
        self._stack.start(name, **extras)

    def _bring_back_the_dead(self) -> None:
        for name in WORKERS:
            if self._stack.running[name].process.has_ended():
                self.struck["worker"] += 1
                self._restart(name)

    def _empty_broker(self) -> None:
        self._stack.broker.empty()
        self._emptied_at = time.monotonic()
        self.struck["empty"] += 1

    def _stop_broker(self) -> None:
        self._stack.broker.kill()
        time.sleep(BROKER_AWAY_SECONDS)
        self._stack.broker.start()
        self.struck["broker"] += 1

    def _count_doomed(self) -> int:
        logs = self._stack.logs.glob("web-doomed-*.log")
        return sum(log.read_text(errors="replace").count(KILLED_CHILD) for log in logs)


def _list_children(parent: Running) -> list[int]:
    pid = parent.process.popen.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
