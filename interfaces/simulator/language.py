"""The page's two languages: German texts first, their English ones, figures as written in each."""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from interfaces.simulator.english import ENGLISH

VIENNA = ZoneInfo("Europe/Vienna")
MARKED_TEXT = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
SWAP_SIGNS = str.maketrans(",.", ".,")


class Language(StrEnum):
    """A language the page is shown in."""

    GERMAN = "de"
    ENGLISH = "en"

    @property
    def other(self) -> "Language":
        """The language a reader may switch to."""
        return Language.GERMAN if self is Language.ENGLISH else Language.ENGLISH

    @property
    def address(self) -> str:
        """Where the page stands in this language."""
        return "/?lang=en" if self is Language.ENGLISH else "/"

    def say(self, german: str) -> str:
        """Return a German text of the page in this language."""
        return ENGLISH[german] if self is Language.ENGLISH and german else german

    def say_marked(self, template: str) -> str:
        """Return a template with every text between double brackets in this language."""
        return MARKED_TEXT.sub(lambda found: self.say(found[1]), template)

    def format_points(self, points: int) -> str:
        """Return 1320 as 1.320 or 1,320."""
        return self._sign(f"{points:,}")

    def format_amount(self, amount: str | None) -> str:
        """Return a decimal string in EUR as 1.234,50 € or 1,234.50 €, nothing for None."""
        return "" if amount is None else f"{self._sign(f'{Decimal(amount):,.2f}')} €"

    def format_moment(self, moment: str) -> str:
        """Return an ISO moment as 23.11.2026, 10:15:00 or 23/11/2026, 10:15:00 in Vienna."""
        separator = "/" if self is Language.ENGLISH else "."
        style = separator.join(("%d", "%m", "%Y")) + ", %H:%M:%S"
        return datetime.fromisoformat(moment).astimezone(VIENNA).strftime(style)

    def _sign(self, english: str) -> str:
        return english if self is Language.ENGLISH else english.translate(SWAP_SIGNS)


def read_language(query: dict[str, str]) -> Language:
    """Return the language an address asks for; German without a word, or one nobody knows."""
    return Language.ENGLISH if query.get("lang") == Language.ENGLISH else Language.GERMAN
