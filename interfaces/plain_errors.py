"""Form errors that say what to do; Django's own sentences only name the rule."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NO_DATE = gettext_lazy("Das ist kein gültiges Datum. Bitte geben Sie zum Beispiel 24.11.2026 ein.")
NO_CHOICE = gettext_lazy("Dieser Eintrag steht nicht zur Wahl. Bitte wählen Sie aus der Liste.")

Words = Mapping[str, str | Promise]
_OF_FIELDS: Words = {
    "required": gettext_lazy("Bitte ausfüllen."),
    "unique": gettext_lazy("Schon vergeben. Bitte wählen Sie etwas anderes."),
    "max_length": gettext_lazy(
        "Höchstens %(limit_value)d Zeichen sind möglich, das sind %(show_value)d. Bitte kürzen Sie."
    ),
    "null_characters_not_allowed": gettext_lazy(
        "Hier steht ein unsichtbares Zeichen. Bitte tippen Sie den Text neu."
    ),
}
_OF_CHOICES: Words = {
    "required": gettext_lazy("Bitte auswählen."),
    "invalid_choice": NO_CHOICE,
    "invalid_pk_value": NO_CHOICE,
    "invalid_list": NO_CHOICE,
}


class PlainErrors(forms.BaseForm):
    """Mixed into a form; sentences that its fields bring along themselves are left alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _say_plainly(field)


class PlainRowErrors(PlainErrors, forms.BaseModelForm[Any]):
    """The same for the form of a row: what is wrong with it stands where it can be mended."""

    twice: ClassVar[tuple[str, str | Promise] | None] = None
    """Which field is named, and what is said, when there is such a row already."""

    def _update_errors(self, errors: ValidationError) -> None:
        if not hasattr(errors, "error_dict"):
            errors = ValidationError({NON_FIELD_ERRORS: errors})
        placed: dict[str, list[ValidationError]] = {}
        for name, found in errors.error_dict.items():
            for error in found:
                place, plain = self._place(error) if name == NON_FIELD_ERRORS else (name, error)
                placed.setdefault(place, []).append(plain)
        super()._update_errors(ValidationError(placed))  # type: ignore[misc]

    def _place(self, error: ValidationError) -> tuple[str, ValidationError]:
        names: Any = (error.params or {}).get("unique_check", ())
        if names and names[-1] in self.fields:
            words = {"place": getattr(self.instance, names[0])}
            sentence = _("In %(place)s schon vergeben. Bitte wählen Sie etwas anderes.")
            return names[-1], ValidationError(sentence % words)
        if self.twice and self.twice[0] in self.fields:
            return self.twice[0], ValidationError(str(self.twice[1]))
        return NON_FIELD_ERRORS, error


def _say_plainly(field: forms.Field) -> None:
    words = {**_OF_FIELDS, **(_OF_CHOICES if isinstance(field, forms.ChoiceField) else {})}
    if isinstance(field, forms.DateField):
        words["invalid"] = NO_DATE
    for code, sentence in words.items():
        if field.error_messages.get(code) == _get_default(type(field), code):
            field.error_messages[code] = sentence  # type: ignore[assignment]


def _get_default(kind: type[forms.Field], code: str) -> object:
    """What a field says to which nobody gave a sentence of its own."""
    found = (getattr(one, "default_error_messages", {}).get(code) for one in kind.__mro__)
    return next((one for one in found if one is not None), None)
