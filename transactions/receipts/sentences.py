"""The sentence for the cashier and the lines for the receipt, in the language of the request."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interfaces.payback.faults import SENTENCES, explain_code
from transactions.choices import Outcome, Reason, State
from transactions.models import Delivery


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an outcome is no plain yes: a stable code and a sentence."""

    code: str
    message: str


def write_points(points: int) -> str:
    """Like "1.320 Punkte"."""
    return ngettext("%(points)s Punkt", "%(points)s Punkte", points) % {
        "points": number_format(points, use_l10n=True, force_grouping=True)
    }


def explain(delivery: Delivery) -> Explanation | None:
    """Why it is refused, held or needs a person; None while all is well."""
    if delivery.reason:
        reason = Reason(delivery.reason)
        return Explanation(code=reason.value, message=str(reason.label))
    if delivery.state == State.REFUSED:
        return Explanation(code=delivery.code, message=_explain_fault(delivery.code))
    return None


def write_message(delivery: Delivery) -> str:
    """One or two sentences: what happened, what happens by itself, what the cashier does."""
    explanation = explain(delivery)
    match delivery.outcome:
        case Outcome.BOOKED:
            return _write_booked(delivery)
        case Outcome.QUEUED:
            return _("Der Einkauf ist gespeichert. Die Punkte werden von selbst gutgeschrieben.")
        case Outcome.REFUSED:
            sentence = explanation.message if explanation else ""
            return _("Es werden keine Punkte gutgeschrieben. %(why)s") % {"why": sentence}
        case Outcome.UNKNOWN:
            return _write_unknown(delivery)


def write_receipt_lines(delivery: Delivery) -> list[str]:
    """What is printed: no unknown points as 0, no points promised while a person decides."""
    lines = [f"PAYBACK {delivery.transaction.card_masked}"]
    match delivery.outcome:
        case Outcome.BOOKED if delivery.points is not None:
            lines.append(_("%(points)s gesammelt") % {"points": write_points(delivery.points)})
        case Outcome.BOOKED:
            lines.append(_("Punkte gutgeschrieben"))
        case Outcome.REFUSED:
            lines.append(_("Keine Punkte für diesen Einkauf"))
        case Outcome.UNKNOWN if delivery.state == State.ATTENTION:
            lines.append(_("Punkte werden geprüft"))
        case Outcome.QUEUED | Outcome.UNKNOWN:
            lines.append(_("Punkte werden gutgeschrieben"))
    if delivery.outcome == Outcome.BOOKED and delivery.balance is not None:
        lines.append(_("Punktestand %(points)s") % {"points": write_points(delivery.balance)})
    return lines


def _explain_fault(code: str) -> str:
    """The code is put in after translating: catalogues know the sentence without it."""
    return _(SENTENCES[explain_code(code).meaning]).replace("{code}", code)


def _write_booked(delivery: Delivery) -> str:
    if delivery.points is None:
        return _("Die Punkte sind gutgeschrieben. PAYBACK hat ihre Anzahl nicht mitgeteilt.")
    message = _("%(points)s gutgeschrieben.") % {"points": write_points(delivery.points)}
    if delivery.balance is None:
        return message
    balance = number_format(delivery.balance, use_l10n=True, force_grouping=True)
    return f"{message} " + _("Neuer Punktestand: %(balance)s.") % {"balance": balance}


def _write_unknown(delivery: Delivery) -> str:
    if delivery.state == State.ATTENTION:
        return _(
            "Der Einkauf ist gespeichert. Die Filialleitung prüft die Gutschrift; "
            "an der Kasse ist nichts zu tun."
        )
    return _("PAYBACK antwortet gerade nicht. Die Punkte werden von selbst nachgereicht.")
