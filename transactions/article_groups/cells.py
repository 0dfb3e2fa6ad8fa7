"""Cells that a spreadsheet must take for text."""

_MARK = "'"
# What makes a formula of a cell; the wide forms count, for some programs fold them.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defuse(text: str) -> str:
    """`text`, with a mark before it where a spreadsheet would calculate; `restore` undoes it."""
    return _MARK + text if _needs_mark(text) else text


def restore(text: str) -> str:
    """What `defuse` was given."""
    is_marked = text.startswith(_MARK) and _needs_mark(text)
    return text.removeprefix(_MARK) if is_marked else text


def _needs_mark(text: str) -> bool:
    """Marks that are part of the text count too, so that none is lost on the way back."""
    return text.lstrip(_MARK).startswith(_FORMULA_STARTS)
