"""Pages where things are looked at."""

from django.db.models import Model
from django.http import HttpRequest


class NothingEditable:
    """No adding, no changing, no deleting; looking needs the right to view."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
