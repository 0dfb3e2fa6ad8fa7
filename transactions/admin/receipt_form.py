"""The form of a receipt template: nothing is saved that could not be printed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from transactions.models import ReceiptTemplate
from transactions.receipts.language import TemplateUnusable, parse
from transactions.receipts.language.parsing import normalise
from transactions.receipts.wording import write_mistake


class ReceiptTemplateForm(forms.ModelForm[ReceiptTemplate]):
    """Mistakes come with line and place, all of them at once."""

    twice = (
        "start_date",
        _(
            "Mit diesem Geltungsbereich, dieser Sprache und diesem Start gibt es schon eine "
            "Bonvorlage. Bitte wählen Sie einen anderen Start, oder ändern Sie die andere."
        ),
    )

    text = forms.CharField(
        label=_("Vorlage"),
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 16,
                "cols": 48,
                "spellcheck": "false",
                "autocapitalize": "off",
                "wrap": "off",
                "class": "receipt-text",
            }
        ),
        help_text=_("Text mit Platzhaltern wie ${filiale/name}. Höchstens 4 kB."),
    )

    class Meta:
        model = ReceiptTemplate
        fields = ["chain", "branch", "language", "width", "start_date", "text"]

    def clean_text(self) -> str:
        """Line ends as we keep them.

        :raises forms.ValidationError: it has mistakes.
        """
        text = normalise(self.cleaned_data["text"]).rstrip("\n")
        chain: Any = self.cleaned_data.get("chain")
        allows_full_numbers = bool(chain and chain.prints_full_numbers)
        try:
            parse(text, allows_full_numbers=allows_full_numbers)
        except TemplateUnusable as unusable:
            sentences = [write_mistake(mistake) for mistake in unusable.mistakes]
            raise forms.ValidationError(sentences) from unusable
        return text
