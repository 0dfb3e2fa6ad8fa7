"""Requests and answers made fit to be kept: readable, without secrets and full card numbers."""

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from xml.sax.saxutils import escape

from lxml import etree

from interfaces.payback.cards import mask_card
from interfaces.payback.envelope import Unreadable, parse_document

HIDDEN = "***"
KEPT_CHARACTERS = 16_000

_SECRET_ELEMENTS = frozenset({"Principal", "Credential", "Secret"})
_OWN_NUMBERS = frozenset({"ReceiptNumber", "ReferenceReceiptNumber", "RedemptionNumber"})
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,}(?![0-9])")
_SEPARATORS = re.compile(r"[ -]")
_CODE = re.compile(r"[A-Z]{3}[_-][0-9]{5}")
_PIN_DIGITS = 4
_ANY_PIN = re.compile(rf"[0-9]{{{_PIN_DIGITS},}}")


class Masker:
    """Hides the secrets of one call wherever they turn up, and every long digit run.

    A PIN is so short that it turns up by chance: a receipt number with four digits blotted out
    would tell it. So in what comes back from a call with a PIN every run of four digits and more is
    hidden, whatever it is; in what we send the PIN stands in one element only.
    """

    def __init__(self, *, secrets: Iterable[str], card: str, pin: str | None = None) -> None:
        self._has_pin = pin is not None
        if pin and not (pin.isascii() and pin.isdigit() and len(pin) >= _PIN_DIGITS):
            secrets = [*secrets, pin]
        spellings = {word for secret in secrets if secret for word in _spellings(secret)}
        self._secrets = sorted(spellings, key=len, reverse=True)
        self._card = card

    def mask_text(self, text: str) -> str:
        """Free text: secrets become ``***``, runs of 13 digits and more lose their middle."""
        return _LONG_NUMBER.sub(_mask_run, self._hide_known(text))

    def mask_echo(self, text: str) -> str:
        """Free text out of an answer: as above, and nothing that could be the PIN."""
        masked = self.mask_text(text)
        if not self._has_pin or _CODE.fullmatch(masked.strip()):
            return masked
        return _ANY_PIN.sub(HIDDEN, masked)

    def mask_request(self, request: etree._Element, header: str) -> str:
        """A request, indented, below the lines of its HTTP header that are worth keeping."""
        return f"{header}\n\n{self._mask_tree(deepcopy(request), self.mask_text, _OWN_NUMBERS)}"

    def mask_answer(self, content: bytes) -> str:
        """An answer, indented where it is XML, else as text; long ones are cut."""
        kept = frozenset() if self._has_pin else _OWN_NUMBERS
        try:
            text = self._mask_tree(parse_document(content), self.mask_echo, kept)
        except Unreadable:
            text = self.mask_echo(_decode(content))
        if len(text) <= KEPT_CHARACTERS:
            return text
        return text[:KEPT_CHARACTERS] + "\n[…]"

    def _mask_tree(
        self, root: etree._Element, mask: Callable[[str], str], kept: frozenset[str]
    ) -> str:
        for element in root.iter(etree.Element):
            name = etree.QName(element).localname
            for attribute, value in element.attrib.items():
                element.set(attribute, mask(str(value)))
            if element.tail:
                element.tail = mask(element.tail)
            if not element.text:
                continue
            if name in _SECRET_ELEMENTS:
                element.text = HIDDEN
            elif name in kept:
                element.text = self._hide_known(element.text)
            else:
                element.text = mask(element.text)
        etree.indent(root)
        return etree.tostring(root, encoding="unicode")

    def _hide_known(self, text: str) -> str:
        if self._card:
            text = text.replace(self._card, mask_card(self._card))
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


def _spellings(secret: str) -> set[str]:
    quoted = escape(secret, {'"': "&quot;"})
    return {secret, escape(secret), quoted, quoted.replace("'", "&apos;")}


def _mask_run(match: re.Match[str]) -> str:
    return mask_card(_SEPARATORS.sub("", match.group()))


def _decode(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text.replace("\0", "")
