"""What reaches the printer: visible characters only, in lines that fit the paper."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from transactions.receipts.language.limits import MARKS_PER_CHARACTER

# Control characters, line and paragraph separators end a word; what has no shape of its own
# (changes of direction above all), half of a pair, private and unknown characters vanish.
_BLANK = frozenset({"Cc", "Zl", "Zp", "Zs"})
_GONE = frozenset({"Cf", "Cs", "Co", "Cn"})
_MARK = frozenset({"Mn", "Me"})


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of the paper; `is_continued`: it goes on from the line above."""

    text: str
    is_continued: bool = False


def clean(text: str) -> str:
    """`text` in one line and without a character that a printer could take for a command."""
    return "".join(_clean(text))


def is_printable(sign: str) -> bool:
    """Whether `clean` leaves the character as it is."""
    return unicodedata.category(sign) not in _GONE | _BLANK or sign == " "


def measure(text: str) -> int:
    """Columns of the paper that `text` takes."""
    return sum(_measure(sign) for sign in text)


def wrap(text: str, width: int) -> Iterator[PrintedLine]:
    """The line as the printer would break it: between words, long words where the paper ends."""
    rest, is_continued = text.rstrip(), False
    while (end := _find_end(rest, width)) < len(rest):
        yield PrintedLine(rest[:end].rstrip(), is_continued)
        rest, is_continued = rest[end:].lstrip(), True
    yield PrintedLine(rest, is_continued)


def write_text(lines: tuple[PrintedLine, ...]) -> str:
    """The lines in one text, a newline between them."""
    return "\n".join(line.text for line in lines)


def _clean(text: str) -> Iterator[str]:
    marks = 0
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        marks = marks + 1 if category in _MARK else 0
        if category in _BLANK:
            yield " "
        elif category not in _GONE and marks <= MARKS_PER_CHARACTER:
            yield sign


def _measure(sign: str) -> int:
    if unicodedata.category(sign) in _MARK:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def _find_end(text: str, width: int) -> int:
    """Where the first line ends: before the word that does not fit, at least one character on."""
    columns, last_blank, has_word = 0, 0, False
    for place, sign in enumerate(text):
        columns += _measure(sign)
        if sign != " ":
            has_word = True
        elif has_word:
            last_blank = place
        if columns > width:
            return last_blank or max(place, 1)
    return len(text)
