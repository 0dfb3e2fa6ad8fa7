"""The text of a receipt, by the template that applies or the one that comes with us."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import structlog
from django.utils import translation

from transactions.choices import Language
from transactions.models import Delivery, ReceiptTemplate
from transactions.receipts.defaults import DEFAULT_TEXTS, DEFAULT_WIDTH
from transactions.receipts.facts import gather_facts
from transactions.receipts.language import (
    PrintedLine,
    Template,
    TemplateUnusable,
    parse,
    render,
    write_text,
)

log = structlog.get_logger(__name__)
TEMPLATES_KEPT = 256


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """The lines for the printer, none longer than `width` characters."""

    lines: tuple[PrintedLine, ...]
    width: int

    @property
    def text(self) -> str:
        """The lines, a newline between them."""
        return write_text(self.lines)


def print_receipt(
    *,
    deliveries: Sequence[Delivery],
    template: ReceiptTemplate | None,
    language: Language,
) -> PrintedReceipt:
    """The receipt of `deliveries` (of one receipt, at least one) by `template`, or by our own.

    Never fails for what stands in a template: one that cannot be used any more is left aside.
    """
    width = template.width if template else DEFAULT_WIDTH.value
    with translation.override(language):
        facts = gather_facts(deliveries=deliveries, width=width)
    return PrintedReceipt(render(_choose(template, language), facts, width=width), width)


@lru_cache(maxsize=TEMPLATES_KEPT)
def read_template(text: str) -> Template:
    """`parse` for printing: what full numbers give is decided by the chain's facts.

    :raises TemplateUnusable: it could not be saved today.
    """
    return parse(text, allows_full_numbers=True)


def _choose(template: ReceiptTemplate | None, language: Language) -> Template:
    if template is not None:
        try:
            return read_template(template.text)
        except TemplateUnusable as unusable:
            log.warning("receipt_template_unusable", template=str(template.pk), why=str(unusable))
    return read_template(DEFAULT_TEXTS[language])
