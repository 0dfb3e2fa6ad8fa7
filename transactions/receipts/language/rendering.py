"""From a template and a receipt's data to the lines on the paper."""

from collections.abc import Iterator, Mapping
from typing import Any

from transactions.receipts.language.functions import (
    FUNCTIONS,
    KEEPING,
    keeps_line,
    list_texts,
    look_up,
)
from transactions.receipts.language.limits import RESULT_BYTES
from transactions.receipts.language.parsing import Line, Template
from transactions.receipts.language.pieces import Placeholder
from transactions.receipts.language.printing import PrintedLine, clean, wrap

# Texts, lists (tuples) and mappings by the names of `names.ROOT`.
Facts = Mapping[str, Any]


def render(template: Template, facts: Facts, *, width: int) -> tuple[PrintedLine, ...]:
    """The receipt, `width` characters a line, 8 kB at most; what is beyond is left out.

    Never fails: what is missing in `facts` is empty. Values are printed, never read as templates.
    """
    printed: list[PrintedLine] = []
    size = 0
    for line in _list_lines(template, facts, width):
        size += len(line.text.encode(errors="replace")) + 1
        if size > RESULT_BYTES + 1:
            break
        printed.append(line)
    return tuple(printed)


def _list_lines(template: Template, facts: Facts, width: int) -> Iterator[PrintedLine]:
    """What was written before cleaning counts, so that unprintable values cost no more either."""
    written = 0
    for line in template.lines:
        if not _is_kept(line, facts):
            continue
        text = _write(line, facts)
        for part in text.split("\n"):
            yield from wrap(clean(part), width)
        written += len(text) + 1
        if written > RESULT_BYTES:
            return


def _is_kept(line: Line, facts: Facts) -> bool:
    return all(
        keeps_line(look_up(facts, piece.path), piece.arguments)
        for piece in line
        if isinstance(piece, Placeholder) and piece.function == KEEPING
    )


def _write(line: Line, facts: Facts) -> str:
    """Not much more than a whole receipt holds, however much the placeholders give."""
    parts: list[str] = []
    length = 0
    for piece in line:
        text = piece if isinstance(piece, str) else _evaluate(piece, facts)
        parts.append(text)
        length += len(text)
        if length > RESULT_BYTES:
            break
    return "".join(parts)[:RESULT_BYTES]


def _evaluate(placeholder: Placeholder, facts: Facts) -> str:
    value = look_up(facts, placeholder.path)
    if placeholder.function is None:
        return next(list_texts(value), "")
    return FUNCTIONS[placeholder.function].evaluate(value, placeholder.arguments)
