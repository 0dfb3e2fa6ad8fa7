"""What is said about a row: what happened, what happens by itself, what a person can do."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from interfaces.admin.moments import say_distance
from transactions.choices import Kind, Reason, State
from transactions.models import Delivery
from transactions.receipts.sentences import explain
from transactions.worklists.causes import name_cause
from transactions.worklists.rules import Action

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Cause:
    """What is the same for all rows of a cause; an empty `next` depends on the row."""

    title: Text
    todo: Text
    next: Text = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """The three sentences of a row."""

    happened: str
    next: str
    todo: str


_REPEATABLE = (Action.RETRY, Action.WRITE_OFF)
_HELD = (Action.RELEASE, Action.WRITE_OFF)
_ASKS = gettext_lazy("Nichts. Es wartet auf Ihre Entscheidung.")
_NOTHING = gettext_lazy("Nichts mehr.")
_NOTHING_TO_DO = gettext_lazy("Es ist nichts zu tun.")

CAUSES: dict[str, Cause] = {
    "attention.receipt_number_taken": Cause(
        title=gettext_lazy("Belegnummer bei PAYBACK schon vergeben"),
        next=_ASKS,
        todo=gettext_lazy(
            "Bei PAYBACK nachfragen, was unter dieser Belegnummer gebucht ist, und abschreiben."
        ),
        actions=(Action.WRITE_OFF,),
    ),
    "attention.clock": Cause(
        title=gettext_lazy("Verkaufszeitpunkt unglaubwürdig"),
        next=_ASKS,
        todo=gettext_lazy(
            "Datum und Uhrzeit der Kassa prüfen. Stimmt der Beleg, senden; sonst abschreiben."
        ),
        actions=_REPEATABLE,
    ),
    "attention.coupon": Cause(
        title=gettext_lazy("Coupon abgelehnt"),
        next=_ASKS,
        todo=gettext_lazy(
            "Gilt der Coupon inzwischen, noch einmal senden. Sonst abschreiben und mit neuer "
            "Belegnummer ohne Coupon nachbuchen."
        ),
        actions=_REPEATABLE,
    ),
    "attention.message_unfit": Cause(
        title=gettext_lazy("Angaben passen nicht in die Meldung"),
        next=_ASKS,
        todo=gettext_lazy(
            "Die Technik verständigen. Nach der Behebung noch einmal senden, sonst abschreiben."
        ),
        actions=_REPEATABLE,
    ),
    "attention.refused_after_unknown": Cause(
        title=gettext_lazy("Abgelehnt, vielleicht trotzdem gebucht"),
        next=_ASKS,
        todo=gettext_lazy(
            "Bei PAYBACK nachfragen, ob gebucht ist. Noch einmal senden klärt es; gebucht wird "
            "dabei höchstens einmal."
        ),
        actions=_REPEATABLE,
    ),
    "attention.original_missing": Cause(
        title=gettext_lazy("Ursprüngliche Buchung bei PAYBACK nicht zu finden"),
        next=_ASKS,
        todo=gettext_lazy("Bei PAYBACK nachfragen, dann noch einmal senden oder abschreiben."),
        actions=_REPEATABLE,
    ),
    "attention.not_confirmed": Cause(
        title=gettext_lazy("Mit Punkten bezahlt, Verkauf nicht bestätigt"),
        next=gettext_lazy("Nichts, außer die Kassa bestätigt den Verkauf doch noch."),
        todo=gettext_lazy(
            "Prüfen, ob der Verkauf abgeschlossen ist. Wenn ja, die Einlösung behalten; sonst "
            "stornieren."
        ),
        actions=(Action.KEEP, Action.UNDO),
    ),
    "held.credentials": Cause(
        title=gettext_lazy("Zugangsdaten abgelehnt"),
        next=gettext_lazy("Geht weiter, sobald andere Zugangsdaten eingetragen sind."),
        todo=gettext_lazy("Benutzer und Passwort der Schnittstelle prüfen und neu eintragen."),
        actions=_HELD,
    ),
    "held.configuration": Cause(
        title=gettext_lazy("Schnittstelle unvollständig"),
        next=gettext_lazy("Geht weiter, sobald die Schnittstelle vollständig ist."),
        todo=gettext_lazy("Die Schnittstelle ergänzen; meist fehlt das Passwort."),
        actions=_HELD,
    ),
    "held.partner_changed": Cause(
        title=gettext_lazy("Kurzname des Partners geändert"),
        next=gettext_lazy("Geht weiter, sobald wieder der frühere Kurzname eingetragen ist."),
        todo=gettext_lazy(
            "Den Kurznamen prüfen. Ist der neue richtig, abschreiben und mit neuer Belegnummer "
            "nachbuchen."
        ),
        actions=_HELD,
    ),
    "held.original_pending": Cause(
        title=gettext_lazy("Wartet auf die ursprüngliche Buchung"),
        next=gettext_lazy("Geht weiter, sobald die ursprüngliche Buchung entschieden ist."),
        todo=gettext_lazy("Die ursprüngliche Buchung ansehen, wenn es lange dauert."),
    ),
    "reversal_overdue": Cause(
        title=gettext_lazy("Storno überfällig"),
        todo=gettext_lazy(
            "Bei PAYBACK nachfragen. Das Storno können Sie gleich noch einmal senden."
        ),
        actions=(Action.RETRY,),
    ),
    "unknown.answer": Cause(
        title=gettext_lazy("Keine eindeutige Antwort von PAYBACK"),
        todo=gettext_lazy("Nichts; wenn es eilt, gleich noch einmal senden."),
        actions=(Action.RETRY,),
    ),
    "unknown.reversal": Cause(
        title=gettext_lazy("Storno noch nicht bestätigt"),
        todo=gettext_lazy("Nichts; wenn es eilt, gleich noch einmal senden."),
        actions=(Action.RETRY,),
    ),
    "unknown.redeem": Cause(
        title=gettext_lazy("Einlösung ohne Antwort"),
        next=gettext_lazy("Sie wird storniert, bis PAYBACK es bestätigt."),
        todo=_NOTHING_TO_DO,
    ),
    "due.tried": Cause(
        title=gettext_lazy("PAYBACK war nicht erreichbar"),
        todo=gettext_lazy("Nichts; ist PAYBACK wieder erreichbar, können Sie gleich senden."),
        actions=_REPEATABLE,
    ),
    "due.new": Cause(
        title=gettext_lazy("Noch nicht gesendet"),
        todo=_NOTHING_TO_DO,
        actions=(Action.WRITE_OFF,),
    ),
    "in_flight": Cause(
        title=gettext_lazy("Gerade unterwegs"),
        next=gettext_lazy("Das Ergebnis kommt in den nächsten Sekunden."),
        todo=_NOTHING_TO_DO,
    ),
    "refused.nothing_eligible": Cause(
        title=gettext_lazy("Kein Artikel nimmt teil"), next=_NOTHING, todo=_NOTHING_TO_DO
    ),
    "refused.original_not_booked": Cause(
        title=gettext_lazy("Ursprüngliche Buchung ohne Punkte"),
        next=_NOTHING,
        todo=_NOTHING_TO_DO,
    ),
    "refused.written_off": Cause(
        title=gettext_lazy("Abgeschrieben"), next=_NOTHING, todo=_NOTHING_TO_DO
    ),
}
_REFUSED_TODO = gettext_lazy(
    "Beleg und Karte prüfen. Stehen der Kundin oder dem Kunden Punkte zu, an der Kassa mit neuer "
    "Belegnummer nachbuchen."
)
_CALL_SUPPORT = gettext_lazy("Bitte verständigen Sie Ihre Technik.")
_CODE = "refused.code."


def find_cause(name: str) -> Cause:
    """What is said about a cause; those of refusals come from PAYBACK's code or our rule."""
    if name in CAUSES:
        return CAUSES[name]
    if name.startswith(_CODE):
        code = name.removeprefix(_CODE)
        title = _("Von PAYBACK abgelehnt")
        if code:
            title = f"{title}: {code}"
        return Cause(title=title, next=_NOTHING, todo=_REFUSED_TODO)
    state, _dot, reason = name.partition(".")
    title = str(Reason(reason).label).removesuffix(".")
    if state == State.REFUSED:
        return Cause(title=title, next=_NOTHING, todo=_REFUSED_TODO)
    return Cause(title=title, todo=_CALL_SUPPORT, actions=(Action.WRITE_OFF,))


def tell(delivery: Delivery, *, now: datetime) -> Telling:
    """The three sentences about a row that is not finished or was refused."""
    cause = find_cause(name_cause(delivery))
    return Telling(
        happened=_tell_what_happened(delivery),
        next=str(cause.next) or _tell_next_try(delivery, now),
        todo=str(cause.todo),
    )


def _tell_what_happened(delivery: Delivery) -> str:
    explanation, tries = explain(delivery), delivery.attempt_number
    if explanation is not None:
        return explanation.message
    match State(delivery.state):
        case State.UNKNOWN if delivery.transaction.kind == Kind.REDEEM:
            return _("PAYBACK hat nicht rechtzeitig geantwortet. Bezahlt wurde anders.")
        case State.UNKNOWN:
            return ngettext(
                "PAYBACK hat auf %(count)s Versuch nicht eindeutig geantwortet.",
                "PAYBACK hat auf %(count)s Versuche nicht eindeutig geantwortet.",
                tries,
            ) % {"count": tries}
        case State.DUE if tries:
            return ngettext(
                "PAYBACK war bei %(count)s Versuch nicht erreichbar.",
                "PAYBACK war bei %(count)s Versuchen nicht erreichbar.",
                tries,
            ) % {"count": tries}
        case State.DUE:
            return _("Von der Kassa angenommen.")
        case _:
            return _("Die Meldung an PAYBACK ist unterwegs.")


def _tell_next_try(delivery: Delivery, now: datetime) -> str:
    if delivery.due_at <= now:
        return _("Wird gesendet, sobald ein Platz frei ist.")
    return _("Nächster Versuch %(when)s.") % {"when": say_distance(delivery.due_at, now=now)}
