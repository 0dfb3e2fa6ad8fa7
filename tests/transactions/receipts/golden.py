"""The golden receipts: one file for every language and width, with every sample in it.

After a change that is meant, `manage.py shell` writes them anew: `write_all()`.
"""

from pathlib import Path

from transactions.choices import Language, PaperWidth
from transactions.models import ReceiptTemplate
from transactions.receipts.defaults import DEFAULT_TEXTS
from transactions.receipts.printing import print_receipt
from transactions.receipts.samples import Sample, make_place, make_sample

FOLDER = Path(__file__).parent / "golden_receipts"
LANGUAGES = [language.value for language in Language]
WIDTHS = [width.value for width in PaperWidth]
# A line that is too long for either paper, beneath the template that comes with us.
LONG_LINE = {
    Language.GERMAN: "${filialkette/name} dankt Ihnen für Ihren Einkauf in ${filiale/ort}.",
    Language.ENGLISH: "${filialkette/name} thanks you for shopping in ${filiale/ort} today.",
}


def locate(language: str, width: int) -> Path:
    """Where the receipts of a language and width are."""
    return FOLDER / f"{language}-{width}.txt"


def write_all() -> None:
    """Overwrites every file with what is printed today."""
    for language in LANGUAGES:
        for width in WIDTHS:
            locate(language, width).write_text(print_samples(language, width), encoding="utf-8")


def print_samples(language: str, width: int) -> str:
    """All of them, each under its name."""
    return "\n".join(f"== {sample}\n{_print(sample, language, width)}" for sample in Sample)


def _print(sample: Sample, language: str, width: int) -> str:
    spoken = Language(language)
    text = f"{DEFAULT_TEXTS[spoken]}\n{LONG_LINE[spoken]}"
    printed = print_receipt(
        deliveries=make_sample(sample=sample, branch=make_place()),
        template=ReceiptTemplate(language=language, width=width, text=text),
        language=spoken,
    )
    return f"{printed.text}\n"
