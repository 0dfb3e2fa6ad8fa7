"""What the tills asked for and were told, counted by many threads."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """`fates` holds, by transaction, the states in which the tills' world stays true."""

    counts: Counter[str] = field(default_factory=Counter)
    fates: dict[str, frozenset[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def transactions(self) -> int:
        """How many were asked for so far."""
        with self._lock:
            return sum(count for name, count in self.counts.items() if name.startswith("asked "))

    def count(self, name: str) -> None:
        """One more of these."""
        with self._lock:
            self.counts[name] += 1

    def expect(self, transaction: str, *states: str) -> None:
        """From what the till was told, this one may only end so; what was said before is void."""
        with self._lock:
            self.fates[transaction] = frozenset(states)
