"""Processes of ours as threads that halt where a crash may happen, and run only when told to.

One runs at a time, so that a run of Hypothesis can be repeated; each has its own connection to the
database.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

HALTS = frozenset({"after_claim", "after_started", "after_last_byte", "before_record", "no_place"})
PATIENCE_SECONDS = 60


class Killed(BaseException):
    """The process died here; nothing of ours may catch it."""


class Stuck(Exception):
    """A process neither ended nor came to a halt."""


class Hand(threading.Thread):
    """One worker, or one till's request. `at` is where it halts; empty while it is free."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._go, self._halted = threading.Semaphore(0), threading.Semaphore(0)
        self._job: Callable[[], Any] | None = None
        self._is_to_die = self._is_over = False
        self.at = ""
        self.failure: BaseException | None = None
        self.slept_seconds = 0.0
        self.start()

    def begin(self, job: Callable[[], Any]) -> None:
        """Runs `job` up to its first halt."""
        self._job, self.slept_seconds = job, 0.0
        self._run()

    def go_on(self) -> None:
        """Runs on to the next halt, or to the end."""
        self._run()

    def kill(self) -> None:
        """Dies where it halts."""
        self._is_to_die = True
        self._run()

    def end(self) -> None:
        """Ends the thread and closes its connections."""
        self._is_over = True
        self._go.release()
        self.join(PATIENCE_SECONDS)

    def halt(self, point: str) -> None:
        """Called from inside: waits here to be told to go on."""
        self.at = point
        self._halted.release()
        self._go.acquire()
        self.at = ""
        if self._is_to_die:
            self._is_to_die = False
            raise Killed

    def run(self) -> None:
        """Waits for jobs."""
        while True:
            self._go.acquire()
            if self._is_over:
                break
            try:
                self._job and self._job()
            except Killed:
                pass
            except BaseException as error:  # noqa: BLE001  (told to whoever looks at the result)
                self.failure = error
            self._halted.release()
        connections.close_all()

    def _run(self) -> None:
        self._go.release()
        if not self._halted.acquire(timeout=PATIENCE_SECONDS):
            raise Stuck(self.name)
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure


class Stage:
    """The hands, and the points where whoever acts may halt or die."""

    def __init__(self, workers: int) -> None:
        self.workers = [Hand(f"worker-{number}") for number in range(workers)]
        self.tills = [Hand(f"till-{number}") for number in range(2)]
        self.deadly_point = ""

    @property
    def hands(self) -> list[Hand]:
        """All of them."""
        return [*self.workers, *self.tills]

    def reach(self, point: str) -> None:
        """Stands where `crash_points.reach` is."""
        hand = threading.current_thread()
        if point == self.deadly_point:
            self.deadly_point = ""
            raise Killed
        if isinstance(hand, Hand) and point in HALTS:
            hand.halt(point)

    def sleep(self, seconds: float) -> None:
        """Stands where `time.sleep` is: others may act meanwhile."""
        del seconds
        hand = threading.current_thread()
        assert isinstance(hand, Hand)
        hand.slept_seconds += 3
        hand.halt("no_place")

    def count_slept(self) -> float:
        """How long the current hand has waited by itself."""
        return getattr(threading.current_thread(), "slept_seconds", 0.0)

    def run_out(self) -> None:
        """Lets everybody come to the end."""
        for hand in self.hands:
            while hand.at:
                hand.go_on()

    def end(self) -> None:
        """Lets everybody go home."""
        for hand in self.hands:
            hand.end()
