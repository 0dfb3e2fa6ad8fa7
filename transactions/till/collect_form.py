"""The form for collecting, and the request it stands for."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interfaces.models import Workstation
from transactions.models import ArticleGroup
from transactions.till.forms import EuroField, NumberField, TillForm
from transactions.till.money import add_euros

ROWS = (1, 2, 3, 4)
ELSEWHERE = _(
    "Dieser Verkauf wurde an einer anderen Kasse erfasst und hier nicht gebucht. Bitte geben Sie"
    " ihn an der Kasse ein, an der er erfasst wurde."
)
FIELD_OF = {"card": "card", "order_number": "order_number", "total": "total", "payments": "total"}


class CollectForm(TillForm):
    """Receipt number, sum, and what of it takes part.

    Without an amount beside the group the whole sum takes part; without a sum the amounts are it.
    It names the workstation it was filled in at: a browser keeps sales while it is offline, and may
    be enrolled for another one before it sends them.
    """

    hidden = (*TillForm.hidden, "workstation")

    workstation = forms.CharField(max_length=36, required=False)
    receipt_number = NumberField(label=_("Belegnummer"))
    total = EuroField(label=_("Summe in Euro"), required=False)
    group_1 = forms.ChoiceField(label=_("Artikelgruppe"))
    amount_1 = EuroField(label=_("Davon in Euro"), required=False)
    order_number = NumberField(label=_("Auftrag statt Karte"), required=False)
    group_2 = forms.ChoiceField(label=_("2. Artikelgruppe"), required=False)
    amount_2 = EuroField(label=_("Betrag in Euro"), required=False)
    group_3 = forms.ChoiceField(label=_("3. Artikelgruppe"), required=False)
    amount_3 = EuroField(label=_("Betrag in Euro"), required=False)
    group_4 = forms.ChoiceField(label=_("4. Artikelgruppe"), required=False)
    amount_4 = EuroField(label=_("Betrag in Euro"), required=False)
    insurer_share = EuroField(label=_("Kassenanteil in Euro"), required=False)
    late = forms.BooleanField(label=_("Karte erst nach dem Zahlen gezeigt"), required=False)

    main = ("receipt_number", "total", "group_1", "amount_1", "order_number")

    def __init__(self, data: Mapping[str, Any] | None = None, *, at: Workstation) -> None:
        super().__init__(data)
        self._at = at
        groups = list(
            ArticleGroup.objects.filter(chain=at.branch.chain).values_list("code", "display_value")
        )
        first = groups if len(groups) == 1 else [("", _("Bitte wählen")), *groups]
        for row in ROWS:
            field: Any = self.fields[f"group_{row}"]
            field.choices = first if row == 1 else [("", "–"), *groups]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What every sale needs."""
        return [self[name] for name in self.main]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        """What few sales need."""
        return [field for field in self.visible if field.name not in self.main]

    @property
    def is_opened(self) -> bool:
        """Whether something stands in the further fields."""
        return any(field.errors or field.data for field in self.further_fields)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("workstation") != str(self._at.pk):
            self.add_error(None, ELSEWHERE)
        self._clean_member(data)
        self._clean_amounts(data)
        return data

    def build_body(self) -> dict[str, Any]:
        """The body of `POST collects`, as far as a valid form says it."""
        data = self.cleaned_data
        member = {"order_number": data["order_number"]} if data["order_number"] else {}
        return {
            "receipt_number": data["receipt_number"],
            **(member or {"card": data["card"]}),
            "total": data["total"] or add_euros(*(amount for _group, amount in self._rows())),
            "lines": self._build_lines(),
            "coupons": self.coupons,
            "late": data["late"],
        }

    def _clean_member(self, data: Mapping[str, Any]) -> None:
        if not data.get("card") and not data.get("order_number"):
            self.add_error(
                None,
                _("Bitte scannen Sie zuerst die Karte, oder geben Sie die Auftragsnummer ein."),
            )
        if data.get("card") and data.get("order_number"):
            self.add_error("order_number", _("Bitte entweder die Karte oder den Auftrag angeben."))

    def _clean_amounts(self, data: Mapping[str, Any]) -> None:
        if not data.get("total") and not data.get("amount_1") and "total" not in self.errors:
            self.add_error("total", _("Bitte geben Sie die Summe ein."))
        for row in ROWS[1:]:
            group, amount = data.get(f"group_{row}"), data.get(f"amount_{row}")
            if group and not amount and f"amount_{row}" not in self.errors:
                self.add_error(f"amount_{row}", _("Bitte geben Sie den Betrag ein."))
            if amount and not group:
                self.add_error(f"group_{row}", _("Bitte wählen Sie die Artikelgruppe."))

    def _build_lines(self) -> list[dict[str, str]]:
        lines = [{"group": group, "amount": amount} for group, amount in self._rows()]
        if self.cleaned_data["insurer_share"]:
            lines[0]["insurer_share"] = self.cleaned_data["insurer_share"]
        return lines

    def _rows(self) -> Iterable[tuple[str, str]]:
        data = self.cleaned_data
        yield data["group_1"], data["amount_1"] or data["total"]
        for row in ROWS[1:]:
            if data[f"group_{row}"]:
                yield data[f"group_{row}"], data[f"amount_{row}"]
