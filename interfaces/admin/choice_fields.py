"""Selects over rows that a user may see, in groups."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

EMPTY_CHOICE = ("", _("Bitte wählen"))


class RowField(forms.ModelChoiceField[Any]):
    """As Django's, but text that is no key at all is answered like an unknown key."""

    def to_python(self, value: Any) -> Model | None:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from None


class RowsField(forms.ModelMultipleChoiceField[Any]):
    """As Django's, but text that is no key at all is answered like an unknown key."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as error:
            if error.code != "invalid":
                raise
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from None


class RowSearch(AutocompleteSelect):
    """As Django's, but text that is no key at all is not looked for when the form comes back."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, _list_keys(self.choices, value), attr)


class RowsSearch(AutocompleteSelectMultiple):
    """The same for several rows; the field to search in has a name."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["interfaces/search_labels.js"])

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, _list_keys(self.choices, value), attr)


def group_rows(
    rows: Iterable[Any], *, group: Callable[[Any], str], label: Callable[[Any], str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices under headings; rows of one group must follow each other."""
    return [
        (heading, [(str(row.pk), label(row)) for row in members])
        for heading, members in groupby(rows, key=group)
    ]


def _list_keys(choices: Any, values: Iterable[str]) -> list[str]:
    key = choices.queryset.model._meta.pk
    return [value for value in values if not value or _is_key(key, value)]


def _is_key(key: Any, value: str) -> bool:
    try:
        key.to_python(value)
    except ValidationError:
        return False
    return True
