"""States as people see them: colour, sign and word, never one alone."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Tone(StrEnum):
    """The colour and sign of a state; the value is its style class."""

    BOOKED = "booked"
    QUEUED = "queued"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    HELD = "held"
    ATTENTION = "attention"
    PAST = "past"
    OFF = "off"


SIGNS = {
    Tone.BOOKED: "✓",
    Tone.QUEUED: "…",
    Tone.REFUSED: "✕",
    Tone.UNKNOWN: "?",
    Tone.HELD: "‖",
    Tone.ATTENTION: "!",
    Tone.PAST: "→",
    Tone.OFF: "○",
}


def show_badge(tone: Tone, text: str | Promise) -> SafeString:
    """The word in its colour behind its sign; the sign is not read out."""
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>',
        tone.value,
        SIGNS[tone],
        text,
    )
