"""Amounts as people type them."""

import re

_GERMAN = re.compile(
    r"(?:[0-9]+|[0-9]{1,3}(?:[. '\u00a0\u202f][0-9]{3})+)(?:,[0-9]{1,2})?", re.ASCII
)
_ENGLISH = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.[0-9]{1,2}", re.ASCII)
_BETWEEN = re.compile(r"[. '\u00a0\u202f]")


class NotAnAmount(ValueError):
    """The text names no amount of EUR, or more than one."""


def read_euros(text: str) -> str:
    """Like "1234.50", from "1.234,50", "1234,5 €" or "1234.50".

    :raises NotAnAmount: anything else; what could be read in two ways is not guessed.
    """
    bare = text.replace("€", "").strip()
    if _GERMAN.fullmatch(bare):
        whole, _comma, cents = bare.partition(",")
        whole = _BETWEEN.sub("", whole)
    elif _ENGLISH.fullmatch(bare):
        whole, _dot, cents = bare.replace(",", "").partition(".")
    else:
        raise NotAnAmount
    return f"{whole}.{cents.ljust(2, '0')}"


def add_euros(*amounts: str) -> str:
    """The sum of texts as `read_euros` gives them."""
    cents = sum(int(amount.replace(".", "")) for amount in amounts)
    return f"{cents // 100}.{cents % 100:02d}"
