"""Names and codes hold only what a person can see."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Control, invisible formatting (such as a change of direction), half of a pair, private and unknown
# characters, line and paragraph separators; and what stands for bytes that could not be read.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})
_UNREADABLE = "\ufffd"


def validate_plain_text(value: str) -> None:
    """Lets letters, digits, signs and blanks pass.

    :raises ValidationError: there is a character that nobody sees or that is none.
    """
    _refuse(value, _UNSEEN)


def validate_no_control_characters(value: str) -> None:
    """For secrets, where every character that can be typed is right.

    :raises ValidationError: there is a control character or half of a pair.
    """
    _refuse(value, _CONTROL)


def _refuse(value: str, categories: frozenset[str]) -> None:
    for place, sign in enumerate(value, start=1):
        if sign == _UNREADABLE or unicodedata.category(sign) in categories:
            raise ValidationError(
                _(
                    "An Stelle %(place)s steht ein unsichtbares oder unlesbares Zeichen "
                    "(%(code)s). Bitte löschen Sie es oder tippen Sie den Text neu."
                ),
                code="unseen",
                params={"place": place, "code": f"U+{ord(sign):04X}"},
            )
