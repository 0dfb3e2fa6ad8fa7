"""The small model: the rules of the design in its own words, sharing no code with the house."""

from dataclasses import dataclass, field
from datetime import datetime

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
        "attention": frozenset({"cancelled"}),
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
        "due": frozenset({"claimed", "held"}),
        "claimed": frozenset({"started", "due", "unknown"}),
        "started": frozenset({"booked", "refused", "unknown", "due", "held", "attention"}),
        "unknown": frozenset({"claimed", "held"}),
        "held": frozenset({"due", "unknown", "refused"}),
    },
    "reversal": {
        "": frozenset({"due", "held", "cancelled"}),
        "due": frozenset({"claimed", "held"}),
        "claimed": frozenset({"started", "due", "unknown"}),
        "started": frozenset({"booked", "unknown", "due", "held", "attention"}),
        "unknown": frozenset({"claimed", "held"}),
        "held": frozenset({"due", "unknown", "cancelled"}),
    },
}


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
    is_confirmed: bool = False
    is_undone_by_till: bool = False


def _stands(one: Return, states: dict[str, str]) -> bool:
    # What earned nothing is refused by ourselves at once: its goods are back all the same.
    return states[one.id] not in {"refused", "cancelled"} or one.eligible == 0


@dataclass(slots=True)
class Key:
    """An idempotency key of the till: what it was used for, and the answer that is stored."""

    key: str
    digest: str
    transaction: str
    answer: dict[str, str] | None
    busy_until: datetime
