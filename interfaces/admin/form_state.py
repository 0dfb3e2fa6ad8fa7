"""What a form was opened with, carried through the page so that saving can compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import display_for_field
from django.core import signing
from django.db.models import Field, Model, QuerySet
from django.utils.translation import gettext as _

SALT = "interfaces.admin.form_state"
EMPTY = "–"


class StateUnreadable(Exception):
    """The text is no state that we signed."""


@dataclass(frozen=True, slots=True)
class FormState:
    """Fields as text by name, and the newest entry in the row's log of changes at that time."""

    values: Mapping[str, str | None]
    log_entry: int

    def sign(self) -> str:
        """As it stands in the page; only we can have written it."""
        return signing.dumps([dict(self.values), self.log_entry], salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """The state behind a signed text.

        :raises StateUnreadable: it was altered, or signed with another key.
        """
        try:
            values, log_entry = signing.loads(text, salt=SALT)
        except (signing.BadSignature, ValueError) as error:
            raise StateUnreadable from error
        return cls(values=values, log_entry=log_entry)


def take_state(row: Model, *, names: list[str], marks: Mapping[str, str]) -> FormState:
    """The fields `names` of `row` as they are now; `marks` maps a secret to the attribute that
    changes with it and may be seen.
    """
    secrets = {name: str(getattr(row, attribute)) for name, attribute in marks.items()}
    newest = list_log_entries(row).values_list("pk", flat=True).first()
    return FormState(values=write_values(row, names) | secrets, log_entry=newest or 0)


def write_values(row: Model, names: list[str]) -> dict[str, str | None]:
    """The fields of `row` as text that `to_python` of the field understands."""
    return {name: _write_value(row, get_field(row, name)) for name in names}


def show_text(row: Model, name: str, text: str | None) -> str:
    """A value of `write_values` as a person reads it."""
    field = get_field(row, name)
    value = None if text is None else field.to_python(text)
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if field.related_model is not None and not isinstance(field.related_model, str):
        return str(field.related_model._base_manager.filter(pk=value).first() or EMPTY)
    return str(display_for_field(value, field, EMPTY))


def list_log_entries(row: Model) -> QuerySet[LogEntry]:
    """Who changed the row in the back office, the newest first."""
    return LogEntry.objects.filter(
        content_type=get_content_type_for_model(row), object_id=str(row.pk)
    ).order_by("-pk")


def get_field(row: Model, name: str) -> "Field[Any, Any]":
    """A column of the row's model."""
    field = row._meta.get_field(name)
    if not isinstance(field, Field):
        raise TypeError(f"{name} is no column")
    return field


def _write_value(row: Model, field: "Field[Any, Any]") -> str | None:
    value = field.value_from_object(row)
    return None if value is None else field.value_to_string(row)
