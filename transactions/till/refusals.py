"""Why something was not accepted, in the words of the cashier; nothing was stored then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transactions.services import (
    AlreadyReversed,
    CaptureUsed,
    ConfirmationTooLate,
    KeyBusy,
    KeyReused,
    LineNotOnOriginal,
    NotReversible,
    OriginalNotFound,
    ReceiptReused,
    RefundTooLarge,
    WorkstationNotReady,
)

Sentence = str | Promise
ASK_MANAGER = _("Bitte verständigen Sie die Filialleitung.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """`field` is where it is said, empty for all of it. `is_lasting`: trying again never helps."""

    sentence: Sentence
    field: str = ""
    is_lasting: bool = True


_REFUSALS: dict[type[Exception], Callable[[Any], Refusal]] = {
    WorkstationNotReady: lambda error: Refusal(
        f"{error.reason.label} {ASK_MANAGER}",
        is_lasting=False,
    ),
    ReceiptReused: lambda _error: Refusal(
        _("Diese Belegnummer wurde schon mit anderem Inhalt gemeldet."), "receipt_number"
    ),
    OriginalNotFound: lambda _error: Refusal(
        _("Diesen Beleg gibt es in Ihrer Filiale nicht. Bitte prüfen Sie die Nummer."),
        "original_receipt_number",
    ),
    AlreadyReversed: lambda _error: Refusal(
        _("Dieser Beleg ist storniert; dazu gibt es keine Rückgabe."), "original_receipt_number"
    ),
    NotReversible: lambda _error: Refusal(
        _("Storniert werden nur Sammeln und Einlösen. Diese Buchung bleibt.")
    ),
    RefundTooLarge: lambda _error: Refusal(
        _("Es kommt mehr zurück, als verkauft wurde. Bitte prüfen Sie frühere Rückgaben."),
        "amount",
    ),
    LineNotOnOriginal: lambda _error: Refusal(
        _("Diese Ware steht nicht auf dem ursprünglichen Beleg."), "amount"
    ),
    ConfirmationTooLate: lambda _error: Refusal(
        _("Die Einlösung wird storniert. Bitte kassieren Sie den Betrag anders.")
    ),
    CaptureUsed: lambda _error: Refusal(
        _("Für diesen Auftrag wurden schon Punkte gesammelt."), "order_number"
    ),
    KeyReused: lambda _error: Refusal(
        _("Dieser Vorgang wurde schon mit anderem Inhalt gesendet. Bitte beginnen Sie ihn neu.")
    ),
    KeyBusy: lambda _error: Refusal(
        _("Dieser Vorgang wird gerade bearbeitet. Bitte sehen Sie in die Liste von heute."),
        is_lasting=False,
    ),
}
REFUSING = tuple(_REFUSALS)


def explain_refusal(error: Exception) -> Refusal:
    """What is said about one of `REFUSING`."""
    return _REFUSALS[type(error)](error)
