"""What is said about each kind of transaction; `%(points)s` stands for "1.320 Punkte"."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transactions.choices import Kind

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences for the cashier. `refused` holds `%(why)s`."""

    booked: Text
    booked_unknown: Text
    queued: Text
    refused: Text
    unknown: Text
    attention: Text


@dataclass(frozen=True, slots=True)
class Lines:
    """What is printed, without the line that names the card."""

    booked: Text
    booked_unknown: Text
    pending: Text
    refused: Text
    attention: Text


PHRASES: dict[Kind, Phrases] = {
    Kind.COLLECT: Phrases(
        booked=_("%(points)s gutgeschrieben."),
        booked_unknown=_(
            "Die Punkte sind gutgeschrieben. PAYBACK hat ihre Anzahl nicht mitgeteilt."
        ),
        queued=_("Der Einkauf ist gespeichert. Die Punkte werden von selbst gutgeschrieben."),
        refused=_("Es werden keine Punkte gutgeschrieben. %(why)s"),
        unknown=_("PAYBACK antwortet gerade nicht. Die Punkte werden von selbst nachgereicht."),
        attention=_(
            "Der Einkauf ist gespeichert. Die Filialleitung prüft die Gutschrift; "
            "an der Kassa ist nichts zu tun."
        ),
    ),
    Kind.REDEEM: Phrases(
        booked=_("%(points)s eingelöst."),
        booked_unknown=_("Die Punkte sind eingelöst."),
        queued="",
        refused=_("Bezahlen mit Punkten ist nicht möglich. %(why)s"),
        unknown=_(
            "PAYBACK hat nicht rechtzeitig geantwortet. Bitte wählen Sie eine andere Zahlungsart; "
            "die Einlösung wird von selbst storniert."
        ),
        attention=_(
            "Die Punkte sind eingelöst, der Verkauf ist aber nicht bestätigt. "
            "Die Filialleitung entscheidet, ob die Einlösung bleibt."
        ),
    ),
    Kind.REFUND: Phrases(
        booked=_("%(points)s zurückgebucht."),
        booked_unknown=_(
            "Die Punkte sind zurückgebucht. PAYBACK hat ihre Anzahl nicht mitgeteilt."
        ),
        queued=_("Die Rückgabe ist gespeichert. Die Punkte werden von selbst zurückgebucht."),
        refused=_("Es werden keine Punkte zurückgebucht. %(why)s"),
        unknown=_("PAYBACK antwortet gerade nicht. Die Punkte werden von selbst zurückgebucht."),
        attention=_(
            "Die Rückgabe ist gespeichert. Die Filialleitung prüft sie; "
            "an der Kassa ist nichts zu tun."
        ),
    ),
    Kind.REVERSAL: Phrases(
        booked=_("Storniert: %(points)s zurückgebucht."),
        booked_unknown=_("Das Storno ist erledigt."),
        queued=_("Das Storno ist gespeichert und wird von selbst übertragen."),
        refused=_("Das Storno ist nicht möglich. %(why)s"),
        unknown=_("PAYBACK antwortet gerade nicht. Das Storno wird von selbst wiederholt."),
        attention=_(
            "Das Storno ist gespeichert. Die Filialleitung prüft es; "
            "an der Kassa ist nichts zu tun."
        ),
    ),
}

LINES: dict[Kind, Lines] = {
    Kind.COLLECT: Lines(
        booked=_("%(points)s gesammelt"),
        booked_unknown=_("Punkte gutgeschrieben"),
        pending=_("Punkte werden gutgeschrieben"),
        refused=_("Keine Punkte für diesen Einkauf"),
        attention=_("Punkte werden geprüft"),
    ),
    Kind.REDEEM: Lines(
        booked=_("%(points)s eingelöst"),
        booked_unknown=_("Punkte eingelöst"),
        pending=_("Keine Punkte eingelöst"),
        refused=_("Keine Punkte eingelöst"),
        attention=_("Punkte werden geprüft"),
    ),
    Kind.REFUND: Lines(
        booked=_("%(points)s zurückgebucht"),
        booked_unknown=_("Punkte zurückgebucht"),
        pending=_("Punkte werden zurückgebucht"),
        refused=_("Keine Punkte zurückgebucht"),
        attention=_("Punkte werden geprüft"),
    ),
    Kind.REVERSAL: Lines(
        booked=_("Storno: %(points)s zurückgebucht"),
        booked_unknown=_("Storno erledigt"),
        pending=_("Storno wird übertragen"),
        refused=_("Storno nicht möglich"),
        attention=_("Storno wird geprüft"),
    ),
}
