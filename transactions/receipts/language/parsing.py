"""From a template's text to its lines, or to what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken

from transactions.receipts.language.checking import check_placeholder
from transactions.receipts.language.limits import MOST_MISTAKES, TEMPLATE_BYTES
from transactions.receipts.language.mistakes import Mistake, TemplateUnusable, Wrong
from transactions.receipts.language.pieces import Literal, Placeholder, Route
from transactions.receipts.language.printing import is_printable

GRAMMAR = Path(__file__).with_name("grammar.lark")
OPENING = "${"
Line = tuple["str | Placeholder", ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was checked: lines of texts and placeholders."""

    lines: tuple[Line, ...]


def normalise(text: str) -> str:
    """Line ends as we keep them, whatever a browser sends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str, *, allows_full_numbers: bool = False) -> Template:
    """The template, ready to print.

    :raises TemplateUnusable: with every mistake that was found, the first ten at most.
    """
    normal = normalise(text)
    _raise_for(_check_size(normal) or _check_characters(normal))
    pieces = _read(normal)
    placeholders = (piece for piece in pieces if isinstance(piece, Placeholder))
    _raise_for(
        mistake
        for placeholder in placeholders
        for mistake in check_placeholder(placeholder, allows_full_numbers=allows_full_numbers)
    )
    return Template(tuple(_split(pieces)))


class _Builder(Transformer[Token, list[Any]]):
    """Builds the pieces while lark reads: there is no second walk over a tree.

    Names stay tokens, which are texts that know where they stand.
    """

    def start(self, children: list[Any]) -> list[Any]:
        return [str(child) if isinstance(child, Token) else child for child in children]

    def placeholder(self, children: list[Any]) -> Placeholder:
        opening, target, _closing = children
        path, function, arguments = target if isinstance(target, tuple) else (target, None, ())
        return Placeholder(
            path=tuple(path),
            function=function,
            arguments=arguments,
            line=opening.line,
            column=opening.column,
        )

    def applied(self, children: list[Any]) -> tuple[Any, ...]:
        path, (function, arguments) = children
        return path, function, arguments

    def alone(self, children: list[Any]) -> tuple[Any, ...]:
        ((function, arguments),) = children
        return (), function, arguments

    def call(self, children: list[Any]) -> tuple[str, tuple[Any, ...]]:
        name, *arguments = children
        return name, arguments[0] if arguments else ()

    def arguments(self, children: list[Any]) -> tuple[Any, ...]:
        return tuple(Route(tuple(one)) if isinstance(one, list) else one for one in children)

    def path(self, children: list[Any]) -> list[str]:
        """One list that grows: a long path is not copied at every step."""
        *before, name = children
        names: list[str] = before[0] if before else []
        names.append(name)
        return names

    def string(self, children: list[Any]) -> Literal:
        return Literal(_unescape(str(children[0])[1:-1]))


@lru_cache(maxsize=1)
def _get_reader() -> Lark:
    return Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", transformer=_Builder())


def _read(text: str) -> list[Any]:
    try:
        # With a transformer lark returns what that one made of the start rule.
        pieces: Any = _get_reader().parse(text)
    except UnexpectedInput as error:
        raise TemplateUnusable((_explain(error, text),)) from None
    return list(pieces)


def _explain(error: UnexpectedInput, text: str) -> Mistake:
    """An end of line or text within a placeholder means that its brace is missing."""
    is_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    place: int = len(text) if is_end else error.pos_in_stream  # type: ignore[assignment]
    if place >= len(text) or text[place] == "\n":
        return _at(text, text.rfind(OPENING, 0, place), Wrong.UNCLOSED)
    return _at(text, place, Wrong.SYNTAX, text[place])


def _at(text: str, place: int, wrong: Wrong, name: str = "") -> Mistake:
    before = text[:place]
    return Mistake(before.count("\n") + 1, place - before.rfind("\n"), wrong, name)


def _check_size(text: str) -> list[Mistake]:
    """Where the first character stands that is too much."""
    data = text.encode(errors="replace")
    if len(data) <= TEMPLATE_BYTES:
        return []
    kept = data[:TEMPLATE_BYTES].decode(errors="ignore")
    return [_at(text, len(kept), Wrong.TOO_LONG)]


def _check_characters(text: str) -> Iterator[Mistake]:
    for place, sign in enumerate(text):
        if sign != "\n" and not is_printable(sign):
            yield _at(text, place, Wrong.CHARACTER, f"U+{ord(sign):04X}")


def _raise_for(mistakes: Any) -> None:
    found = tuple(islice(mistakes, MOST_MISTAKES))
    if found:
        raise TemplateUnusable(found)


def _split(pieces: list[Any]) -> Iterator[Line]:
    line: list[Any] = []
    for piece in pieces:
        if isinstance(piece, Placeholder):
            line.append(piece)
            continue
        first, *others = piece.split("\n")
        line.append(first)
        for text in others:
            yield tuple(line)
            line = [text]
    yield tuple(line)


def _unescape(text: str) -> str:
    r"""`\'`, `\\` and `\n`; the grammar lets no other backslash pass."""
    parts = text.split("\\\\")
    return "\\".join(part.replace("\\'", "'").replace("\\n", "\n") for part in parts)
