"""The language of receipt templates: pure Python, closed names, strings only.

`parse` checks a template and says what is wrong with it; `render` prints a receipt and never fails.
"""

from transactions.receipts.language.limits import RESULT_BYTES, TEMPLATE_BYTES, WIDTHS
from transactions.receipts.language.mistakes import Mistake, TemplateUnusable
from transactions.receipts.language.parsing import Template, parse
from transactions.receipts.language.printing import PrintedLine, write_text
from transactions.receipts.language.rendering import Facts, render

__all__ = [
    "RESULT_BYTES",
    "TEMPLATE_BYTES",
    "WIDTHS",
    "Facts",
    "Mistake",
    "PrintedLine",
    "Template",
    "TemplateUnusable",
    "parse",
    "render",
    "write_text",
]
