"""Points per euro in a form, written as people write numbers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _


class RateField(forms.DecimalField):
    """A rate with a comma or a point, shown without zeros at its end."""

    default_error_messages = {
        "invalid": _("Bitte Punkte je Euro als Zahl eingeben, zum Beispiel 0,5 oder 2."),
        "max_decimal_places": _("Punkte je Euro haben höchstens 3 Nachkommastellen."),
        "max_whole_digits": _("Mehr als 999,999 Punkte je Euro sind nicht möglich."),
        "max_digits": _("Mehr als 999,999 Punkte je Euro sind nicht möglich."),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "vTextField"})
        super().__init__(**options | {"widget": widget})

    def to_python(self, value: Any) -> Any:
        text = value.replace(",", ".") if isinstance(value, str) else value
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return number_format(value.normalize(), use_l10n=True, force_grouping=False)


class RateInput(admin.ModelAdmin[Any]):
    """Takes the points per euro of a place."""

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "points_per_euro":
            return db_field.formfield(form_class=RateField)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
