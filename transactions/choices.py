"""Kinds, states and their legal moves, and the four outcomes a till is told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a till asks for."""

    COLLECT = "collect", _("Sammeln")


class State(TextChoices):
    """Where a delivery stands; exactly one at a time."""

    DUE = "due", _("wartet auf Übertragung")
    CLAIMED = "claimed", _("wird vorbereitet")
    STARTED = "started", _("wird übertragen")
    BOOKED = "booked", _("gebucht")
    REFUSED = "refused", _("abgelehnt")
    UNKNOWN = "unknown", _("in Klärung")
    HELD = "held", _("angehalten")
    ATTENTION = "attention", _("braucht eine Entscheidung")


FINAL_STATES = frozenset({State.BOOKED, State.REFUSED})


class Worklist(TextChoices):
    """What is not finished, by what it takes to finish it; the most urgent first."""

    DECISION = "decision", _("braucht Entscheidung")
    HELD = "held", _("angehalten")
    UNKNOWN = "unknown", _("in Klärung")
    WAITING = "waiting", _("wartet")


WORKLIST_STATES: dict[Worklist, frozenset[State]] = {
    Worklist.DECISION: frozenset({State.ATTENTION}),
    Worklist.HELD: frozenset({State.HELD}),
    Worklist.UNKNOWN: frozenset({State.UNKNOWN}),
    Worklist.WAITING: frozenset({State.DUE, State.CLAIMED, State.STARTED}),
}
OPEN_STATES = frozenset().union(*WORKLIST_STATES.values())

LEGAL_MOVES: dict[State, frozenset[State]] = {
    State.DUE: frozenset({State.CLAIMED, State.HELD}),
    State.CLAIMED: frozenset({State.STARTED, State.DUE, State.UNKNOWN, State.HELD}),
    State.STARTED: frozenset(
        {State.BOOKED, State.REFUSED, State.UNKNOWN, State.DUE, State.HELD, State.ATTENTION}
    ),
    State.UNKNOWN: frozenset({State.CLAIMED, State.HELD}),
    State.HELD: frozenset({State.DUE, State.UNKNOWN}),
    State.ATTENTION: frozenset(),
    State.BOOKED: frozenset(),
    State.REFUSED: frozenset(),
}


class Reason(TextChoices):
    """Why a delivery is held, needs a person, or was refused by a rule of ours."""

    NONE = "", ""
    CREDENTIALS = "credentials", _("PAYBACK lehnt die Zugangsdaten ab.")
    CONFIGURATION = "configuration", _("Die Schnittstelle ist nicht vollständig eingerichtet.")
    PARTNER_CHANGED = "partner_changed", _("Der Kurzname des Partners wurde geändert.")
    RECEIPT_NUMBER_TAKEN = (
        "receipt_number_taken",
        _("PAYBACK kennt diese Belegnummer schon, obwohl sie noch nie gesendet wurde."),
    )
    CLOCK = "clock", _("Der Verkaufszeitpunkt liegt außerhalb des erlaubten Zeitraums.")
    NOTHING_ELIGIBLE = "nothing_eligible", _("Kein Artikel auf diesem Beleg nimmt an PAYBACK teil.")
    COUPON = "coupon", _("PAYBACK lehnt einen Coupon ab.")
    MESSAGE_UNFIT = "message_unfit", _("Die Angaben passen nicht in die Meldung an PAYBACK.")
    REFUSED_AFTER_UNKNOWN = (
        "refused_after_unknown",
        _("PAYBACK lehnt ab, ein früherer Versuch ohne Antwort kann aber gebucht worden sein."),
    )


class Outcome(TextChoices):
    """What the till is told; there are only these four."""

    BOOKED = "booked", _("gebucht")
    QUEUED = "queued", _("wird nachgereicht")
    REFUSED = "refused", _("abgelehnt")
    UNKNOWN = "unknown", _("wird geklärt")


OUTCOME_OF_COLLECT: dict[State, Outcome] = {
    State.DUE: Outcome.QUEUED,
    State.CLAIMED: Outcome.QUEUED,
    State.STARTED: Outcome.QUEUED,
    State.HELD: Outcome.QUEUED,
    State.BOOKED: Outcome.BOOKED,
    State.REFUSED: Outcome.REFUSED,
    State.UNKNOWN: Outcome.UNKNOWN,
    State.ATTENTION: Outcome.UNKNOWN,
}


class Verdict(TextChoices):
    """What one call to PAYBACK ended with."""

    BOOKED = "booked", _("gebucht")
    DUPLICATE = "duplicate", _("schon verarbeitet")
    REFUSED = "refused", _("abgelehnt")
    MISCONFIGURED = "misconfigured", _("Zugang abgelehnt")
    UNFIT = "unfit", _("nicht darstellbar")
    NOT_SENT = "not_sent", _("nicht gesendet")
    UNKNOWN = "unknown", _("keine verwertbare Antwort")
    WORKER_LOST = "worker_lost", _("Sendevorgang abgebrochen")
