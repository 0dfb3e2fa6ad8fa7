"""The user name at PAYBACK is not shown to those who only use the chain's interface."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from interfaces.models import Interface
from interfaces.reach import can_see_host_user

_FIELDS_TO_WRITE = frozenset({"new_password"})
# The chain would be a link to a page that is not open to them; the heading names it.
_NOT_FOR_MERE_USERS = frozenset({"username", "chain"})


class HostUserHidden(admin.ModelAdmin[Interface]):
    """Leaves fields out of the page of an interface that is not the user's to change."""

    def get_fieldsets(self, request: HttpRequest, obj: Interface | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        hidden = _FIELDS_TO_WRITE
        if not can_see_host_user(request.user, obj):
            hidden |= _NOT_FOR_MERE_USERS
        return [(title, _leave_out(options, hidden)) for title, options in fieldsets]


def _leave_out(options: Any, hidden: frozenset[str]) -> Any:
    return {**options, "fields": [name for name in options["fields"] if name not in hidden]}
