"""The sentence for the cashier and the lines for the receipt, in the language of the request."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interfaces.payback.faults import SENTENCES, explain_code
from transactions.choices import Kind, Outcome, Reason, State
from transactions.models import Delivery
from transactions.receipts.phrases import LINES, PHRASES, Lines, Phrases


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
        return Explanation(code=delivery.code, message=explain_refusal(delivery.code))
    return None


def write_message(delivery: Delivery) -> str:
    """One or two sentences: what happened, what happens by itself, what the cashier does."""
    phrases = PHRASES[Kind(delivery.transaction.kind)]
    if delivery.state == State.REVERSED:
        return _("Dieser Beleg ist storniert. Die Punkte sind wieder wie vorher.")
    match delivery.outcome:
        case Outcome.BOOKED:
            return _write_booked(delivery, phrases)
        case Outcome.QUEUED:
            return str(phrases.queued)
        case Outcome.REFUSED:
            return str(phrases.refused) % {"why": _write_why(delivery)}
        case Outcome.UNKNOWN if delivery.state == State.ATTENTION:
            return str(phrases.attention)
        case Outcome.UNKNOWN:
            return str(phrases.unknown)


def expect_points(delivery: Delivery) -> int | None:
    """Base points that the account will gain, or lose by a return, by our own rating.

    None where PAYBACK rates, and as soon as it is not plainly queued any more.
    """
    points = delivery.transaction.rated_points
    if points is None or delivery.outcome != Outcome.QUEUED:
        return None
    return points if delivery.transaction.kind == Kind.COLLECT else -points


def write_receipt_lines(delivery: Delivery) -> list[str]:
    """What is printed: no unknown points as 0, no points promised while a person decides."""
    first = f"PAYBACK {delivery.transaction.card_masked}"
    lines = LINES[Kind(delivery.transaction.kind)]
    if delivery.state == State.REVERSED:
        return [first, _("Storniert")]
    if delivery.outcome == Outcome.BOOKED:
        return [first, *_print_booked(delivery, lines)]
    if delivery.outcome == Outcome.REFUSED:
        return [first, str(lines.refused)]
    if delivery.state == State.ATTENTION:
        return [first, str(lines.attention)]
    return [first, str(lines.pending), *_print_expected(delivery)]


def _print_expected(delivery: Delivery) -> list[str]:
    points = expect_points(delivery)
    if points is None or delivery.transaction.kind != Kind.COLLECT:
        return []
    return [_("Voraussichtlich %(points)s") % {"points": write_points(points)}]


def _print_booked(delivery: Delivery, lines: Lines) -> list[str]:
    if delivery.points is None:
        printed = [str(lines.booked_unknown)]
    else:
        printed = [str(lines.booked) % {"points": _count(delivery)}]
    if delivery.balance is not None:
        printed.append(_("Punktestand %(points)s") % {"points": write_points(delivery.balance)})
    return printed


def _write_why(delivery: Delivery) -> str:
    explanation = explain(delivery)
    sentence = explanation.message if explanation else ""
    if delivery.transaction.kind == Kind.REDEEM and delivery.reason:
        return f"{sentence} " + _("Bitte wählen Sie eine andere Zahlungsart.")
    return sentence


def _count(delivery: Delivery) -> str:
    """What a kind that takes points took; what a collect gave may be less than nothing."""
    points = delivery.points or 0
    return write_points(points if delivery.transaction.kind == Kind.COLLECT else abs(points))


def explain_refusal(code: str) -> str:
    """The sentence for a code of PAYBACK.

    The code is put in after translating: catalogues know the sentence without it."""
    return _(SENTENCES[explain_code(code).meaning]).replace("{code}", code)


def _write_booked(delivery: Delivery, phrases: Phrases) -> str:
    if delivery.points is None:
        return str(phrases.booked_unknown)
    message = str(phrases.booked) % {"points": _count(delivery)}
    if delivery.balance is None:
        return message
    balance = number_format(delivery.balance, use_l10n=True, force_grouping=True)
    return f"{message} " + _("Neuer Punktestand: %(balance)s.") % {"balance": balance}
