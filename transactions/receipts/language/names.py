"""Every name a template may use, with what it stands for, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Name:
    """A text, or with `is_many` a list of texts. An alias says what it `stands_for`.

    `is_full_number`: gives out a whole card number, for chains that allow it.
    """

    german: str
    english: str
    is_many: bool = False
    is_full_number: bool = False
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What has names of its own; with `is_many` any number of such."""

    german: str
    english: str
    names: Mapping[str, "Name | Group"] = field(default_factory=dict)
    is_many: bool = False


MEMBERSHIP_NUMBER = Name(
    "Mitgliedsnummer; verdeckt, wenn die Filialkette nicht die volle druckt",
    "membership number; masked unless the chain prints it in full",
)
_MASKED = Name("Mitgliedsnummer, immer verdeckt", "membership number, always masked")
_FULL = Name(
    "volle Mitgliedsnummer; nur wenn die Filialkette sie druckt",
    "membership number in full; only where the chain prints it",
    is_full_number=True,
)


def _alias(name: Name, stands_for: str) -> Name:
    return replace(name, stands_for=stands_for)


_POINTS = Name(
    "gesammelte Punkte dieser Karte; leer, solange die Anzahl nicht bekannt ist",
    "points this card collected; empty while their number is not known",
)
_PROGRAMME = Name("Bonusprogramm", "bonus programme")

MEMBERSHIP = Group(
    "die Karten des Belegs mit ihren Coupons",
    "the cards of the receipt with their coupons",
    {
        "memberhipnumber": MEMBERSHIP_NUMBER,
        "membershipnumber": _alias(MEMBERSHIP_NUMBER, "memberhipnumber"),
        "membershipnumbermasked": _MASKED,
        "membershipnumberfull": _FULL,
        "points": _POINTS,
        "punkte": _alias(_POINTS, "points"),
        "coupons": Name("Coupons dieser Karte", "coupons of this card", is_many=True),
        "programme": _PROGRAMME,
        "programm": _alias(_PROGRAMME, "programme"),
    },
    is_many=True,
)

_BOOKING: dict[str, Name | Group] = {
    "art": Name(
        "sammeln, einloesen, rueckgabe oder storno; in jeder Sprache gleich",
        "kind of transaction, the same word in every language",
    ),
    "artname": Name("Art, wie man sie liest", "kind, as people read it"),
    "ergebnis": Name(
        "gebucht, wartet, abgelehnt, unklar oder storniert; in jeder Sprache gleich",
        "outcome (booked, queued, refused, unknown, reversed), the same word in every language",
    ),
    "ergebnisname": Name("Ergebnis, wie man es liest", "outcome, as people read it"),
    "satz": Name("der Satz für die Kassa", "the sentence for the cashier"),
    "zeilen": Name(
        "die Zeilen für den Beleg, ohne Mitgliedsnummer",
        "the lines for the receipt, without the membership number",
        is_many=True,
    ),
    "punkte": Name(
        "Punkte; leer, solange die Anzahl nicht bekannt ist",
        "points; empty while their number is not known",
    ),
    "erwartetepunkte": Name(
        "erwartete Punkte; nur wenn Sie selbst bewerten und die Buchung wartet",
        "expected points; only where you rate them and the transaction is queued",
    ),
    "punktestand": Name("neuer Punktestand", "new balance"),
    "betrag": Name("Betrag in EUR", "amount in EUR"),
    "memberhipnumber": MEMBERSHIP_NUMBER,
    "membershipnumber": _alias(MEMBERSHIP_NUMBER, "memberhipnumber"),
    "membershipnumbermasked": _MASKED,
    "membershipnumberfull": _FULL,
    "coupons": Name("Coupons", "coupons", is_many=True),
}

ROOT = Group(
    "alles, was ein Bon kennt",
    "all that a receipt knows",
    {
        "rechnung": Group(
            "der Beleg",
            "the receipt",
            {
                "nummer": Name("Belegnummer", "receipt number"),
                "datum": Name("Tag des Verkaufs", "day of the sale"),
                "uhrzeit": Name("Uhrzeit des Verkaufs in Wien", "time of the sale in Vienna"),
                "summe": Name("Summe in EUR", "total in EUR"),
                "zeilen": Name(
                    "die Zeilen aller Buchungen, jede Karte einmal genannt",
                    "the lines of all transactions, each card named once",
                    is_many=True,
                ),
                "coupons": Name("alle Coupons", "all coupons", is_many=True),
                "customercreditpoints": MEMBERSHIP,
                "buchungen": Group(
                    "alle Buchungen des Belegs, in ihrer Reihenfolge",
                    "all transactions of the receipt, in their order",
                    _BOOKING,
                    is_many=True,
                ),
            },
        ),
        "sammlung": Group("das Sammeln, leer ohne", "the collect, empty if none", _BOOKING),
        "einloesung": Group("das Einlösen, leer ohne", "the redemption, empty if none", _BOOKING),
        "rueckgabe": Group(
            "die letzte Rückgabe, leer ohne", "the last refund, empty if none", _BOOKING
        ),
        "storno": Group(
            "das letzte Storno, leer ohne", "the last reversal, empty if none", _BOOKING
        ),
        "filiale": Group(
            "die Filiale",
            "the branch",
            {
                "kuerzel": Name("Filialkürzel", "branch code"),
                "name": Name("Name", "name"),
                "strasse": Name("Straße", "street"),
                "plz": Name("Postleitzahl", "postcode"),
                "ort": Name("Ort", "town"),
            },
        ),
        "filialkette": Group("die Filialkette", "the chain", {"name": Name("Name", "name")}),
        "arbeitsplatz": Group(
            "der Arbeitsplatz", "the workstation", {"rechner": Name("Rechner", "computer name")}
        ),
        "druck": Group(
            "das Papier",
            "the paper",
            {
                "breite": Name("Zeichen in einer Zeile", "characters in a line"),
                "trennlinie": Name("ein Strich über die ganze Breite", "a rule across the paper"),
            },
        ),
    },
)


def find(group: Group, path: tuple[str, ...]) -> Name | Group | None:
    """What `path` leads to from `group`; None where there is no such name.

    A path does not lead through a list: which of its elements would be meant?
    """
    found: Name | Group = group
    for place, name in enumerate(path):
        if not isinstance(found, Group) or (place and found.is_many):
            return None
        step = found.names.get(name)
        if step is None:
            return None
        found = step
    return found
