"""Kinds, states and their legal moves, and the four outcomes a till is told."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a till asks for."""

    COLLECT = "collect", _("Sammeln")
    REDEEM = "redeem", _("Einlösen")
    REFUND = "refund", _("Rückgabe")
    REVERSAL = "reversal", _("Storno")


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
    REVERSED = "reversed", _("storniert")
    CANCELLED = "cancelled", _("nie gesendet")


FINAL_STATES = frozenset({State.BOOKED, State.REFUSED, State.REVERSED, State.CANCELLED})


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
    State.DUE: frozenset({State.CLAIMED, State.HELD, State.CANCELLED}),
    State.CLAIMED: frozenset(
        {State.STARTED, State.DUE, State.UNKNOWN, State.HELD, State.CANCELLED}
    ),
    State.STARTED: frozenset(
        {
            State.BOOKED,
            State.REFUSED,
            State.UNKNOWN,
            State.DUE,
            State.HELD,
            State.ATTENTION,
            State.CANCELLED,
        }
    ),
    State.UNKNOWN: frozenset({State.CLAIMED, State.HELD, State.REVERSED}),
    State.HELD: frozenset({State.DUE, State.UNKNOWN, State.REFUSED, State.CANCELLED}),
    State.ATTENTION: frozenset(
        {
            State.DUE,
            State.UNKNOWN,
            State.BOOKED,
            State.REFUSED,
            State.REVERSED,
            State.CANCELLED,
        }
    ),
    State.BOOKED: frozenset({State.REVERSED, State.ATTENTION}),
    State.REFUSED: frozenset(),
    State.REVERSED: frozenset(),
    State.CANCELLED: frozenset(),
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
    ORIGINAL_PENDING = "original_pending", _("Der ursprüngliche Beleg ist noch nicht entschieden.")
    ORIGINAL_NOT_BOOKED = (
        "original_not_booked",
        _("Für den ursprünglichen Beleg sind keine Punkte gebucht."),
    )
    ORIGINAL_MISSING = (
        "original_missing",
        _("PAYBACK hat den ursprünglichen Beleg gebucht und kennt ihn jetzt nicht mehr."),
    )
    UNREACHABLE = "unreachable", _("PAYBACK ist gerade nicht erreichbar.")
    NOT_CONFIRMED = "not_confirmed", _("Die Kassa hat den Verkauf nicht rechtzeitig bestätigt.")
    REVERSAL_OVERDUE = (
        "reversal_overdue",
        _("PAYBACK hat das Storno nach mehreren Versuchen noch nicht bestätigt."),
    )
    REVERSED_BEFORE_SENDING = (
        "reversed_first",
        _("Der Beleg wurde storniert, bevor er übertragen wurde."),
    )
    WRITTEN_OFF = "written_off", _("Die Buchung wurde nach Prüfung abgeschrieben.")


class Outcome(TextChoices):
    """What the till is told; there are only these four."""

    BOOKED = "booked", _("gebucht")
    QUEUED = "queued", _("wird nachgereicht")
    REFUSED = "refused", _("abgelehnt")
    UNKNOWN = "unknown", _("wird geklärt")


_OUTCOMES: dict[State, Outcome] = {
    State.DUE: Outcome.QUEUED,
    State.CLAIMED: Outcome.QUEUED,
    State.STARTED: Outcome.QUEUED,
    State.HELD: Outcome.QUEUED,
    State.BOOKED: Outcome.BOOKED,
    State.REFUSED: Outcome.REFUSED,
    State.UNKNOWN: Outcome.UNKNOWN,
    State.ATTENTION: Outcome.UNKNOWN,
    State.REVERSED: Outcome.REFUSED,
    State.CANCELLED: Outcome.REFUSED,
}
_UNDECIDED_REDEMPTION = dict.fromkeys(
    (State.DUE, State.CLAIMED, State.STARTED, State.HELD), Outcome.UNKNOWN
)

# A redemption is never queued: its goods are paid otherwise. A reversal that found nothing to
# undo has done its work.
OUTCOMES: dict[Kind, dict[State, Outcome]] = {
    Kind.COLLECT: _OUTCOMES,
    Kind.REDEEM: _OUTCOMES | _UNDECIDED_REDEMPTION,
    Kind.REFUND: _OUTCOMES,
    Kind.REVERSAL: _OUTCOMES | {State.CANCELLED: Outcome.BOOKED},
}


class GiveBack(TextChoices):
    """What a customer gets back first when goods of a sale return that points paid in part."""

    MONEY = "money", _("zuerst Geld")
    POINTS = "points", _("zuerst Punkte")


class Unconfirmed(TextChoices):
    """What becomes of a redemption whose sale the till did not confirm in time."""

    UNDO = "undo", _("von selbst stornieren")
    ASK = "ask", _("zur Entscheidung vorlegen")


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


class Language(TextChoices):
    """What receipts are written in."""

    GERMAN = "de", _("Deutsch")
    ENGLISH = "en", _("Englisch")


class PaperWidth(IntegerChoices):
    """How many characters a line of the receipt printer holds."""

    NARROW = 42, _("42 Zeichen")
    WIDE = 48, _("48 Zeichen")
