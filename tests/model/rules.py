"""The small model: the rules of the design in its own words, sharing no code with the house."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

GIVEN_UP = frozenset({"refused", "reversed", "cancelled"})

# Which way a row of a kind may go; "" is where it comes from.
ARROWS: dict[str, dict[str, frozenset[str]]] = {
    "collect": {
        "": frozenset({"due", "refused", "attention"}),
        "due": frozenset({"claimed", "held", "cancelled"}),
        "claimed": frozenset({"started", "due", "unknown"}),
        "started": frozenset({"booked", "refused", "unknown", "due", "held", "attention"}),
        "unknown": frozenset({"claimed", "held"}),
        "held": frozenset({"due", "unknown", "cancelled"}),
        "attention": frozenset({"cancelled", "due", "unknown", "refused"}),
        "booked": frozenset({"reversed"}),
    },
    "redeem": {
        "": frozenset({"due", "refused"}),
        "due": frozenset({"claimed", "cancelled"}),
        "claimed": frozenset({"started", "cancelled"}),
        "started": frozenset({"booked", "refused", "unknown", "cancelled"}),
        "unknown": frozenset({"reversed"}),
        "attention": frozenset({"booked", "reversed"}),
        "booked": frozenset({"reversed", "attention"}),
    },
    "refund": {
        "": frozenset({"due", "held", "refused", "attention"}),
        "due": frozenset({"claimed", "held", "cancelled"}),
        "claimed": frozenset({"started", "due", "unknown"}),
        "started": frozenset({"booked", "refused", "unknown", "due", "held", "attention"}),
        "unknown": frozenset({"claimed", "held"}),
        "held": frozenset({"due", "unknown", "refused", "cancelled"}),
        "attention": frozenset({"cancelled", "due", "unknown", "refused"}),
    },
    "reversal": {
        "": frozenset({"due", "held", "cancelled"}),
        "due": frozenset({"claimed", "held"}),
        "claimed": frozenset({"started", "due", "unknown"}),
        "started": frozenset({"booked", "unknown", "due", "held", "attention"}),
        "unknown": frozenset({"claimed", "held"}),
        "held": frozenset({"due", "unknown", "cancelled", "refused"}),
        "attention": frozenset({"due", "unknown", "refused"}),
    },
}

# Why a row may be where it is; where nothing is said, no reason is needed. What is told about a
# changed partner, missing settings or a message that does not fit has no cause in the model.
REASONS: dict[str, frozenset[str]] = {
    "due": frozenset({"", "reversal_overdue"}),
    "unknown": frozenset({"", "reversal_overdue"}),
    "held": frozenset({"original_pending", "credentials"}),
    "attention": frozenset(
        {"receipt_number_taken", "refused_after_unknown", "not_confirmed", "clock"}
    ),
    "refused": frozenset(
        {"", "original_not_booked", "nothing_eligible", "credentials", "written_off"}
    ),
    "cancelled": frozenset(
        {
            "",
            "unreachable",
            "credentials",
            "reversed_first",
            "original_not_booked",
            "written_off",
        }
    ),
}

CONFIRM_TIME = timedelta(minutes=15)
LEASE = timedelta(seconds=30)
REQUEST_TIME = timedelta(seconds=38)
CALLS_AT_ONCE = 3
REJECTIONS = 3
REJECTION_WINDOW = timedelta(minutes=15)
FAILURES = 5
PAUSES = [timedelta(seconds=seconds) for seconds in (15, 30, 60, 120)]


@dataclass(slots=True)
class Breaker:
    """Whether PAYBACK may be called, from the ends of the calls made with today's settings."""

    failures: int = 0
    closed_until: datetime | None = None
    rejections: int = 0
    rejected_at: datetime | None = None
    was_rejected: bool = False

    def hear(self, verdict: str, at: datetime) -> None:
        """A call ended."""
        if verdict in {"worker_lost", "unfit"}:
            return
        if verdict in {"not_sent", "unknown"}:
            self.failures += 1
            if self.failures >= FAILURES:
                self.closed_until = at + PAUSES[min(self.failures - FAILURES, len(PAUSES) - 1)]
            return
        self.failures, self.closed_until = 0, None
        if verdict == "misconfigured":
            self.rejections = self._count_recent(at) + 1
            self.rejected_at, self.was_rejected = at, True

    def lets_through(self, at: datetime, on_their_way: int) -> bool:
        """Whether one more call may be made beside those that are on their way."""
        if self.is_pausing(at):
            return False
        if self.failures >= FAILURES:
            return on_their_way == 0
        return on_their_way < CALLS_AT_ONCE and on_their_way + self._count_recent(at) < REJECTIONS

    def is_pausing(self, at: datetime) -> bool:
        """Whether nobody may call for a while, after failures in a row."""
        return self.closed_until is not None and self.closed_until > at

    def leases(self, since: datetime, at: datetime) -> bool:
        """Whether a row taken at `since` is still somebody's."""
        return since + LEASE > at

    def _count_recent(self, at: datetime) -> int:
        is_over = self.rejected_at is None or at - self.rejected_at > REJECTION_WINDOW
        if is_over and self.rejections < REJECTIONS:
            self.rejections = 0
        return self.rejections


@dataclass(slots=True)
class Return:
    """One return of a sale: cents that came back, and how many of them had earned."""

    id: str
    cents: int
    eligible: int


@dataclass(slots=True)
class Sale:
    """A receipt that earns: its cents, how many of them take part, and what came back."""

    receipt_number: str
    card: str
    total: int
    eligible: int
    order: str | None = None
    clock_error: timedelta = timedelta()
    id: str = ""
    returns: list[Return] = field(default_factory=list)
    is_undone_by_till: bool = False

    def rest(self, states: dict[str, str]) -> tuple[int, int]:
        """Cents, and eligible cents, that have not come back; a refused return never did."""
        standing = [one for one in self.returns if _stands(one, states)]
        return (
            self.total - sum(one.cents for one in standing),
            self.eligible - sum(one.eligible for one in standing),
        )

    def share(self, cents: int, states: dict[str, str]) -> int | None:
        """The eligible part of a return, in proportion, down; None: more than is left."""
        total, eligible = self.rest(states)
        return None if cents > total else eligible * cents // total

    def points(self, states: dict[str, str]) -> int:
        """What the member holds of it when everything is decided: one per full euro, down."""
        given = self.eligible // 100
        returned = sum(one.eligible for one in self.returns if states[one.id] == "booked")
        return given * (self.eligible - returned) // self.eligible


@dataclass(slots=True)
class Payment:
    """A redemption, and what the till was told about it."""

    receipt_number: str
    card: str
    points: int
    id: str
    told: str = ""
    told_at: datetime | None = None
    is_confirmed: bool = False
    is_undone_by_till: bool = False


def _stands(one: Return, states: dict[str, str]) -> bool:
    # What earned nothing is refused by ourselves at once: its goods are back all the same. What was
    # written off after a call may be booked, and its state reads "written_off" here.
    return states[one.id] not in {"refused", "cancelled"} or one.eligible == 0


@dataclass(slots=True)
class Key:
    """An idempotency key of the till: what it was used for, and the answer that is stored."""

    key: str
    digest: str
    transaction: str
    answer: dict[str, str] | None
    busy_until: datetime
