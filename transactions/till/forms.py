"""What a cashier fills in, read into the requests that tills post."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transactions.till.money import NotAnAmount, read_euros

LONGEST_NUMBER = 36
LONGEST_SCAN = 255
PIN_LENGTH = 4
_AMOUNT = {"inputmode": "decimal", "autocomplete": "off"}
_PLAIN = {"autocomplete": "off"}
_NO_KEY = _("Der Vorgang hat keinen Schlüssel. Bitte laden Sie die Seite neu.")


class EuroField(forms.CharField):
    """An amount as people write it; cleaned to "1234.50", empty where nothing was typed."""

    def __init__(self, *, placeholder: str | Promise = "0,00", **options: Any) -> None:
        widget = forms.TextInput({**_AMOUNT, "placeholder": placeholder})
        super().__init__(max_length=20, widget=widget, **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            return read_euros(text)
        except NotAnAmount:
            raise forms.ValidationError(
                _("Bitte einen Betrag in Euro eingeben, zum Beispiel 249,90.")
            ) from None


class NumberField(forms.CharField):
    """The number of a receipt or an order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_NUMBER, widget=forms.TextInput(_PLAIN), **options)


class TillForm(forms.Form):
    """Fields that show their mistakes themselves, and name them to a screen reader."""

    required_css_class = "required"
    use_required_attribute = False
    hidden: tuple[str, ...] = ("key", "sold_at", "card", "coupons")

    key = forms.UUIDField(error_messages={"required": _NO_KEY, "invalid": _NO_KEY})
    sold_at = forms.CharField(max_length=40, required=False)
    card = forms.CharField(max_length=80, required=False)

    @property
    def visible(self) -> list[forms.BoundField]:
        """What a person fills in."""
        return [self[name] for name in self.fields if name not in self.hidden]

    @property
    def general_mistakes(self) -> list[str]:
        """What is wrong with no field that a person sees."""
        unseen = (self[name].errors for name in self.hidden if name in self.fields)
        return [str(text) for texts in (self.non_field_errors(), *unseen) for text in texts]

    @property
    def coupons(self) -> list[str]:
        """Scanned with the card, in that order."""
        if not hasattr(self.data, "getlist"):
            return []
        return [text for text in self.data.getlist("coupons") if text]


class EnrolmentForm(forms.Form):
    """The one-time code."""

    code = forms.CharField(
        label=_("Einrichtungscode"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class SignInForm(forms.Form):
    """As for the back office."""

    username = forms.CharField(
        label=_("Benutzername"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Passwort"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
