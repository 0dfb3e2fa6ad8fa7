"""Moments as people say them: "vor 3 Minuten", with the exact time for whoever points at it."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
LONGEST_SPOKEN_DAYS = 14


def show_moment(moment: datetime, *, now: datetime) -> SafeString:
    """The distance of `moment` to `now`, both aware; pointing at it shows the time in Vienna."""
    exact = formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        exact,
        say_distance(moment, now=now),
    )


def say_distance(moment: datetime, *, now: datetime) -> str:
    """In minutes, hours or days; the day itself when it is more than two weeks away."""
    seconds = int((now - moment).total_seconds())
    if abs(seconds) < MINUTE:
        return _("gerade eben") if seconds >= 0 else _("gleich")
    if abs(seconds) >= LONGEST_SPOKEN_DAYS * DAY:
        return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
    return _say_past(seconds) if seconds > 0 else _say_future(-seconds)


def _say_past(seconds: int) -> str:
    if seconds < HOUR:
        count = seconds // MINUTE
        return ngettext("vor %(count)s Minute", "vor %(count)s Minuten", count) % {"count": count}
    if seconds < DAY:
        count = seconds // HOUR
        return ngettext("vor %(count)s Stunde", "vor %(count)s Stunden", count) % {"count": count}
    count = seconds // DAY
    return ngettext("vor %(count)s Tag", "vor %(count)s Tagen", count) % {"count": count}


def _say_future(seconds: int) -> str:
    if seconds < HOUR:
        count = seconds // MINUTE
        return ngettext("in %(count)s Minute", "in %(count)s Minuten", count) % {"count": count}
    if seconds < DAY:
        count = seconds // HOUR
        return ngettext("in %(count)s Stunde", "in %(count)s Stunden", count) % {"count": count}
    count = seconds // DAY
    return ngettext("in %(count)s Tag", "in %(count)s Tagen", count) % {"count": count}
