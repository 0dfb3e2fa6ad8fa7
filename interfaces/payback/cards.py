"""From what a scanner delivers to a PAYBACK card number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from stdnum import ean, luhn

EAN_PREFIX = "240"

_AIM_PREFIX = re.compile(r"\A\][A-Za-z][0-9A-Za-z]")
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]")
_DIGITS = re.compile(r"[0-9]+")
_MIN_MASKABLE = 13

SENTENCES = {
    "empty": "Es wurde keine Karte gelesen. Bitte scannen Sie die PAYBACK Karte noch einmal.",
    "characters": (
        "Das ist keine PAYBACK Karte. Bitte scannen Sie die Karte "
        "oder geben Sie die Kartennummer ein; sie besteht nur aus Ziffern."
    ),
    "length": (
        "Das ist keine vollständige PAYBACK Kartennummer: Sie hat 16 Ziffern, die Kundennummer 10. "
        "Bitte scannen Sie die Karte noch einmal oder prüfen Sie die Eingabe."
    ),
    "prefix": (
        "Das ist keine PAYBACK Karte, die hier gilt. "
        "Bitte verwenden Sie eine in Österreich ausgegebene PAYBACK Karte."
    ),
    "check_digit": (
        "Die Kartennummer stimmt nicht, eine Ziffer ist falsch. "
        "Bitte scannen Sie die Karte noch einmal oder prüfen Sie die Eingabe."
    ),
}


class NotACard(ValueError):
    """The scan is no card; ``code`` says why, ``sentence`` says it to a cashier in German.

    Codes: ``empty``, ``characters``, ``length``, ``prefix``, ``check_digit``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = SENTENCES[code]


@dataclass(frozen=True, slots=True)
class Card:
    """A checked 16-digit number. ``form``: how it came in (card, ean, customer_number)."""

    number: str = field(repr=False)
    form: str

    @property
    def masked(self) -> str:
        return mask_card(self.number)

    def __repr__(self) -> str:
        return f"Card({self.masked}, form={self.form!r})"


def mask_card(number: str) -> str:
    """Keep the first 6 and last 4 digits; anything shorter than 13 characters is hidden whole."""
    if len(number) < _MIN_MASKABLE:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def read_card(scan: str, *, prefixes: Sequence[str], issuer_prefix: str) -> Card:
    """Read a card number, its EAN-13 short form or the 10-digit customer number.

    An AIM symbology prefix, white space, dots and dashes are ignored. Short forms become
    ``issuer_prefix`` + 9 core digits + Luhn digit.

    :param prefixes: beginnings of 16-digit numbers that are accepted.
    :param issuer_prefix: the six digits put before the core of a short form.
    :raises NotACard: anything else; its texts never repeat what was read.
    """
    digits = _SEPARATORS.sub("", _AIM_PREFIX.sub("", scan.strip(), count=1))
    if not digits:
        raise NotACard("empty")
    if not _DIGITS.fullmatch(digits):
        raise NotACard("characters")
    if len(digits) == 16:
        return _read_full(digits, prefixes)
    if len(digits) == 13:
        return _read_ean(digits, issuer_prefix, form="ean")
    if len(digits) == 10:
        return _read_ean(EAN_PREFIX + digits, issuer_prefix, form="customer_number")
    raise NotACard("length")


def _read_full(digits: str, prefixes: Sequence[str]) -> Card:
    if not digits.startswith(tuple(prefixes)):
        raise NotACard("prefix")
    if not luhn.is_valid(digits):
        raise NotACard("check_digit")
    return Card(number=digits, form="card")


def _read_ean(digits: str, issuer_prefix: str, *, form: str) -> Card:
    if not digits.startswith(EAN_PREFIX):
        raise NotACard("prefix")
    if not ean.is_valid(digits):
        raise NotACard("check_digit")
    payload = issuer_prefix + digits[3:12]
    return Card(number=payload + luhn.calc_check_digit(payload), form=form)
