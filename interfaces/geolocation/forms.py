"""The branch's form with its coordinates, as far as people set them by hand."""

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from interfaces.geolocation.answers import round_degrees
from interfaces.geolocation.outline import is_in_austria
from interfaces.geolocation.queries import get_location
from interfaces.models import Branch

BY_HAND = ("latitude", "longitude", "is_locked")


class DegreesField(forms.Field):
    """Degrees with a comma or a point.

    The value that was shown goes along hidden, so that a form opened before a search ended does
    not take the search's result for a change and undo it.
    """

    def __init__(self, *, example: str, label: Any) -> None:
        self.example = example
        super().__init__(
            label=label,
            required=False,
            show_hidden_initial=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "vTextField"}),
        )

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip().replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise self._refuse() from None
        if not number.is_finite() or abs(number) > 180:
            raise self._refuse()
        return round_degrees(float(number))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return number_format(value.normalize(), use_l10n=True, force_grouping=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _refuse(self) -> ValidationError:
        return ValidationError(
            _("Bitte Grad als Zahl eingeben, zum Beispiel %(example)s."),
            params={"example": self.example},
        )


class BranchForm(forms.ModelForm[Branch]):
    """A branch with the place that a person may set for it."""

    latitude = DegreesField(label=_("Geografische Breite"), example="48,2082")
    longitude = DegreesField(label=_("Geografische Länge"), example="16,3738")
    is_locked = forms.BooleanField(
        label=_("Von Hand gesetzt"),
        required=False,
        show_hidden_initial=True,
        help_text=_("Von Hand gesetzte Koordinaten überschreibt keine Suche."),
    )

    class Meta:
        model = Branch
        fields = [
            "chain",
            "code",
            "name",
            "street",
            "postcode",
            "city",
            "payback_short_name",
            "is_active",
        ]
        error_messages: ClassVar[dict[str, Any]] = {
            "postcode": {
                "invalid": _("Bitte vier Ziffern eingeben, zum Beispiel 8010."),
                "max_length": _("Bitte vier Ziffern eingeben, zum Beispiel 8010."),
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = get_location(self.instance)
        self.known_location = {name: getattr(location, name) for name in BY_HAND}
        self.initial = {**self.known_location, **self.initial}

    @property
    def has_new_point(self) -> bool:
        """Whether a person typed other coordinates than were shown."""
        return bool({"latitude", "longitude"} & set(self.changed_data))

    def clean(self) -> dict[str, Any]:
        """A place is whole, in Austria, and locked when a person sets it."""
        cleaned = super().clean() or self.cleaned_data
        if {"latitude", "longitude"} & set(self.errors):
            return cleaned
        latitude, longitude = cleaned["latitude"], cleaned["longitude"]
        if (latitude is None) != (longitude is None):
            missing = "latitude" if latitude is None else "longitude"
            self.add_error(missing, _("Bitte Breite und Länge eingeben, oder keine von beiden."))
        elif latitude is None:
            self._check_no_point(cleaned)
        elif self.has_new_point:
            self._check_new_point(cleaned, latitude, longitude)
        if self.has_new_point or "is_locked" in self.changed_data:
            self._check_nobody_was_faster()
        return cleaned

    def _check_no_point(self, cleaned: dict[str, Any]) -> None:
        if cleaned["is_locked"] and "is_locked" in self.changed_data:
            self.add_error("is_locked", _("Bitte zuerst Breite und Länge eingeben."))

    def _check_new_point(
        self, cleaned: dict[str, Any], latitude: Decimal, longitude: Decimal
    ) -> None:
        if not is_in_austria(latitude=float(latitude), longitude=float(longitude)):
            self.add_error(
                "latitude",
                _(
                    "Diese Stelle liegt nicht in Österreich. Bitte prüfen Sie, ob Breite und "
                    "Länge vertauscht sind."
                ),
            )
        if not cleaned["is_locked"] and "is_locked" in self.changed_data:
            self.add_error(
                "is_locked",
                _(
                    "Eingegebene Koordinaten gelten als von Hand gesetzt. Löschen Sie Breite und "
                    "Länge, damit die Filiale wieder gesucht wird."
                ),
            )

    def _check_nobody_was_faster(self) -> None:
        """Somebody else, or a search, has changed the place since the page was opened.

        Told once: the page that comes back shows the newer place, and saving again replaces it.
        """
        shown = {
            name: self.fields[name].to_python(self.data[self.add_initial_prefix(name)])
            for name in BY_HAND
            if self.add_initial_prefix(name) in self.data
        }
        if all(value == self.known_location[name] for name, value in shown.items()):
            return
        self.add_error("latitude", _("Inzwischen geändert. Ihre Eingabe steht noch hier."))
        data = cast("QueryDict", self.data).copy()
        for name in shown:
            data[self.add_initial_prefix(name)] = self.fields[name].prepare_value(
                self.known_location[name]
            )
        self.data = data
