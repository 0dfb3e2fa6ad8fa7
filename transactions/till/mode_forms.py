"""The forms of the modes that need PAYBACK or an earlier receipt; each knows where it stands."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transactions.till.forms import PIN_LENGTH, EuroField, NumberField, TillForm

FIELDS = "till/_mode_fields.html"
LONGEST_REASON = 200
_PIN_FORM = _("Die PIN besteht aus vier Ziffern.")


class ModeForm(TillForm):
    """A form of its own part of the page, under a key that the server gave it.

    The key stays while no answer comes, so that a repeat finds what was stored; whatever is
    answered brings another.
    """

    name: ClassVar[str]
    legend: ClassVar[str | Promise]
    has_key: ClassVar[bool] = True

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, kept: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id=f"{self.name}_%s", initial=dict(kept or {}))
        if not self.has_key:
            del self.fields["key"]

    @property
    def place(self) -> str:
        """The id of its fields in the page."""
        return f"{self.name}-fields"

    @property
    def next_key(self) -> str:
        """What the next post is recognised by."""
        return str(uuid.uuid4())


class CardForm(ModeForm):
    """Needs a card that was scanned."""

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("card"):
            self.add_error(None, _("Bitte scannen Sie zuerst die Karte."))
        return self.cleaned_data


class RedeemForm(CardForm):
    """Pay with points: the whole sum, or a part of it. The PIN is never written back."""

    name = "redeem"
    legend = _("Mit Punkten bezahlen")

    receipt_number = NumberField(label=_("Belegnummer"))
    total = EuroField(label=_("Summe in Euro"))
    amount = EuroField(label=_("Davon mit Punkten"), required=False, placeholder=_("alles"))
    pin = forms.RegexField(
        f"^[0-9]{{{PIN_LENGTH}}}$",
        label=_("PIN"),
        error_messages={"invalid": _PIN_FORM, "required": _("Bitte die PIN eingeben lassen.")},
        widget=forms.PasswordInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": PIN_LENGTH}
        ),
    )

    def build_body(self) -> dict[str, Any]:
        """The body of `POST redemptions`, without its moment."""
        data = self.cleaned_data
        return {
            "receipt_number": data["receipt_number"],
            "card": data["card"],
            "total": data["total"],
            "amount": data["amount"] or data["total"],
            "pin": data["pin"],
        }

    def keep(self) -> dict[str, Any]:
        """What stays in the form for another try."""
        return {name: self.data.get(name, "") for name in ("receipt_number", "total", "amount")}


class BalanceForm(CardForm):
    """Nothing but the card; asking books nothing, so a repeat needs no key."""

    name = "balance"
    legend = _("Punktestand")
    has_key = False


class CaptureForm(CardForm):
    """Card and coupons of a spectacle order, until it is collected and paid."""

    name = "capture"
    legend = _("Karte zum Auftrag merken")
    has_key = False

    order_number = NumberField(label=_("Auftragsnummer"))

    def build_body(self) -> dict[str, Any]:
        """The body of `PUT orders/…/capture`."""
        return {"card": self.cleaned_data["card"], "coupons": self.coupons}


class RefundForm(ModeForm):
    """Goods of an earlier receipt come back, worth an amount of it."""

    name = "refund"
    legend = _("Rückgabe")

    receipt_number = NumberField(label=_("Belegnummer der Rückgabe"))
    original_receipt_number = NumberField(label=_("Ursprünglicher Beleg"))
    amount = EuroField(label=_("Betrag der Rückgabe in Euro"))

    def build_body(self) -> dict[str, Any]:
        """The body of `POST refunds`, without its moment."""
        names = ("receipt_number", "original_receipt_number", "amount")
        return {name: self.cleaned_data[name] for name in names}


class ReversalForm(ModeForm):
    """The reason for which a receipt never happened."""

    name = "reversal"
    legend = _("Stornieren")

    reason = forms.CharField(
        label=_("Grund"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
