"""What a person may decide about a delivery, and where it goes then."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from transactions.choices import FINAL_STATES, Kind, Reason, State


class Action(TextChoices):
    """What people decide."""

    RELEASE = "release", _("Freigeben")
    RETRY = "retry", _("Noch einmal senden")
    KEEP = "keep", _("Einlösung behalten")
    UNDO = "undo", _("Einlösung stornieren")
    WRITE_OFF = "write_off", _("Abschreiben")


class Obstacle(TextChoices):
    """Why a decision does not fit a delivery; nothing happens to it then."""

    CHANGED = "changed", _("Hat sich seit der Vorschau geändert. Bitte sehen Sie sie neu an.")
    FINISHED = "finished", _("Ist schon abgeschlossen.")
    IN_FLIGHT = "in_flight", _("Wird gerade übertragen. Bitte warten Sie das Ergebnis ab.")
    BY_ITSELF = "by_itself", _("Geht von selbst weiter.")
    NOT_HELD = "not_held", _("Ist nicht angehalten.")
    HELD = "held", _("Ist angehalten; dafür gibt es „Freigeben“.")
    NO_ROUTE = (
        "no_route",
        _("Die Schnittstelle führt noch nicht zu PAYBACK. Bitte ergänzen Sie zuerst die Angaben."),
    )
    STOPPED = (
        "stopped",
        _(
            "PAYBACK hat diese Zugangsdaten mehrmals abgelehnt und könnte den Zugang sperren. "
            "Bitte tragen Sie zuerst andere Zugangsdaten ein."
        ),
    )
    NUMBER_TAKEN = (
        "number_taken",
        _(
            "PAYBACK kennt die Belegnummer aus einer anderen Buchung. Noch einmal gesendet, "
            "würde sie zu Unrecht als gebucht gelten."
        ),
    )
    NEVER_REPEATED = "never_repeated", _("Eine Einlösung wird nie wiederholt.")
    ORIGINAL_OPEN = (
        "original_open",
        _("Zuerst muss die ursprüngliche Buchung entschieden sein."),
    )
    ORIGINAL_NOT_BOOKED = (
        "original_not_booked",
        _("Für die ursprüngliche Buchung sind keine Punkte gebucht."),
    )
    MAY_BE_BOOKED = (
        "may_be_booked",
        _("PAYBACK kann sie schon gebucht haben. Das wird zuerst von selbst geklärt."),
    )
    FOLLOWED = (
        "followed",
        _(
            "Ein Storno oder eine Rückgabe wartet auf diese Buchung, und PAYBACK kann sie gebucht "
            "haben. Bitte senden Sie sie noch einmal."
        ),
    )
    KEEP_OR_UNDO = (
        "keep_or_undo",
        _("Hier ist zu entscheiden, ob die Einlösung bleibt oder storniert wird."),
    )
    UNDOING = "undoing", _("Wird schon storniert.")
    UNREADABLE = (
        "unreadable",
        _("Die Mitgliedsnummer ist nicht lesbar. Bitte verständigen Sie Ihre Technik."),
    )
    NOT_HERE = "not_here", _("Ist keine unbestätigte Einlösung.")


class Original(StrEnum):
    """Where the original of a refund or reversal stands, as seen from that one."""

    OPEN = "open"
    BOOKED = "booked"
    UNKNOWN = "unknown"
    WITHOUT_POINTS = "without_points"


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision depends on.

    `is_reached` is whether today's settings lead to PAYBACK, `is_stopped` whether PAYBACK rejected
    just these credentials too often. `is_waited_for` is whether refunds or reversals wait for this
    row, `is_being_undone` whether it has a reversal.
    """

    state: State
    kind: Kind
    reason: Reason = Reason.NONE
    attempt_number: int = 0
    possible_arrivals: int = 0
    is_due: bool = False
    original: Original | None = None
    is_reached: bool = True
    is_stopped: bool = False
    is_waited_for: bool = False
    is_being_undone: bool = False

    @property
    def uncertain_arrivals(self) -> int:
        """Calls that PAYBACK may have booked: without the last one where that was refused."""
        return max(self.possible_arrivals - (self.reason in REFUSED_FOR_CERTAIN), 0)


IN_FLIGHT = frozenset({State.CLAIMED, State.STARTED})
REPEATABLE = frozenset(
    {
        Reason.CLOCK,
        Reason.MESSAGE_UNFIT,
        Reason.COUPON,
        Reason.REFUSED_AFTER_UNKNOWN,
        Reason.ORIGINAL_MISSING,
    }
)
# The last call counts among the possible arrivals although PAYBACK refused it. Left in the count,
# the next "already processed" would be taken for the answer to a repeat of ours.
REFUSED_FOR_CERTAIN = frozenset(
    {
        Reason.COUPON,
        Reason.REFUSED_AFTER_UNKNOWN,
        Reason.ORIGINAL_MISSING,
        Reason.RECEIPT_NUMBER_TAKEN,
    }
)
Fate = State | Obstacle


def decide(action: Action, situation: Situation) -> Fate:
    """The state that `action` leads to, or why it does not fit."""
    if situation.state in FINAL_STATES:
        return Obstacle.FINISHED
    if situation.state in IN_FLIGHT:
        return Obstacle.IN_FLIGHT
    match action:
        case Action.RELEASE:
            return _release(situation)
        case Action.RETRY:
            return _retry(situation)
        case Action.WRITE_OFF:
            return _write_off(situation)
        case Action.KEEP | Action.UNDO:
            return _keep_or_undo(action, situation)


def _release(situation: Situation) -> Fate:
    if situation.state != State.HELD:
        return Obstacle.NOT_HELD
    if situation.reason == Reason.ORIGINAL_PENDING:
        return Obstacle.ORIGINAL_OPEN
    if not situation.is_reached:
        return Obstacle.NO_ROUTE
    if situation.is_stopped:
        return Obstacle.STOPPED
    return State.UNKNOWN if situation.possible_arrivals else State.DUE


def _retry(situation: Situation) -> Fate:
    if situation.kind == Kind.REDEEM:
        return Obstacle.NEVER_REPEATED
    match situation.state:
        case State.HELD:
            return Obstacle.HELD
        case State.ATTENTION:
            return _send_again(situation)
        case waiting:
            is_first = situation.attempt_number == 0
            return Obstacle.BY_ITSELF if is_first or situation.is_due else waiting


def _send_again(situation: Situation) -> Fate:
    if situation.reason not in REPEATABLE:
        return Obstacle.NUMBER_TAKEN
    match situation.original:
        case Original.OPEN:
            return Obstacle.ORIGINAL_OPEN
        case Original.WITHOUT_POINTS:
            return Obstacle.ORIGINAL_NOT_BOOKED
        case _:
            return State.UNKNOWN if situation.uncertain_arrivals else State.DUE


def _write_off(situation: Situation) -> Fate:
    if situation.kind == Kind.REDEEM:
        is_asked = situation.reason == Reason.NOT_CONFIRMED
        return Obstacle.KEEP_OR_UNDO if is_asked else Obstacle.BY_ITSELF
    obstacle = _find_objection(situation)
    if obstacle is not None:
        return obstacle
    # The till is told that a cancelled reversal is done.
    is_never_sent = not situation.possible_arrivals and situation.kind != Kind.REVERSAL
    return State.CANCELLED if is_never_sent else State.REFUSED


def _find_objection(situation: Situation) -> Obstacle | None:
    is_reversal = situation.kind == Kind.REVERSAL
    is_on_its_way = situation.state == State.UNKNOWN or situation.possible_arrivals > 0
    if situation.state == State.DUE and is_reversal:
        return Obstacle.BY_ITSELF
    if situation.state != State.ATTENTION and is_on_its_way:
        return Obstacle.MAY_BE_BOOKED
    if situation.reason == Reason.ORIGINAL_PENDING:
        return Obstacle.ORIGINAL_OPEN
    # Nothing but its reversal decides a redemption whose answer nobody saw.
    if is_reversal and situation.original == Original.UNKNOWN:
        return Obstacle.ORIGINAL_OPEN
    if situation.uncertain_arrivals and situation.is_waited_for:
        return Obstacle.FOLLOWED
    return None


def _keep_or_undo(action: Action, situation: Situation) -> Fate:
    if situation.state != State.ATTENTION or situation.reason != Reason.NOT_CONFIRMED:
        return Obstacle.NOT_HERE
    if action == Action.KEEP and situation.is_being_undone:
        return Obstacle.UNDOING
    return State.BOOKED
