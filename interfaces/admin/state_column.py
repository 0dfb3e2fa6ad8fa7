"""Whether a chain, branch or workstation is in use, as a column."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interfaces.admin.badges import Tone, show_badge


class StateColumn(admin.ModelAdmin[Any]):
    """Shows `is_active` as a state instead of a sign alone."""

    @admin.display(description=_("Zustand"), ordering="is_active")
    def state(self, obj: Any) -> SafeString:
        """In use, or switched off by a person."""
        return (
            show_badge(Tone.BOOKED, _("aktiv")) if obj.is_active else show_badge(Tone.OFF, _("aus"))
        )
