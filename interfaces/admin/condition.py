"""What an interface is today, in badges and words."""

from typing import Any

from django.utils import formats
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from interfaces.admin.badges import Tone, show_badge
from interfaces.choices import Condition
from interfaces.models import Interface

TONES = {
    Condition.ACTIVE: Tone.BOOKED,
    Condition.PLANNED: Tone.QUEUED,
    Condition.SUPERSEDED: Tone.PAST,
    Condition.OFF: Tone.OFF,
}


def show_condition(interface: Interface) -> SafeString:
    """Its condition, and what is missing for it to work."""
    condition = Condition(interface.condition)
    text: Any = condition.label
    if condition == Condition.PLANNED:
        text = _("ab %(day)s") % {"day": say_start(interface)}
    badges = [show_badge(TONES[condition], text)]
    if condition in {Condition.ACTIVE, Condition.PLANNED} and not interface.has_password:
        badges.append(show_badge(Tone.ATTENTION, _("Passwort fehlt")))
    return format_html_join(" ", "{}", ((badge,) for badge in badges))


def say_start(interface: Interface) -> str:
    """The day it is released, or that it is so at once."""
    if interface.start_date is None:
        return _("sofort")
    return formats.date_format(interface.start_date, "DATE_FORMAT")
