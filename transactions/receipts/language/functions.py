"""The functions that may end a path."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from transactions.receipts.language.limits import RESULT_BYTES, VALUE_CHARACTERS, VALUES_PER_LIST
from transactions.receipts.language.pieces import Argument, Literal, Route

SEPARATOR = ", "
Value = Any
Evaluate = Callable[[Value, tuple[Argument, ...]], str]


@dataclass(frozen=True, slots=True)
class Function:
    """How it is written, what it does, and what it may be given.

    `names` and `texts` are the least and most arguments that are names and texts; with
    `mixes_arguments` their order is free and `names` counts both. `needs_list`: only ends a path
    to a list. `needs_group`: only ends a path to what has names of its own. `compares`: with texts,
    only ends a path to texts.
    """

    usage: str
    german: str
    english: str
    evaluate: Evaluate
    names: tuple[int, int] = (0, 0)
    texts: tuple[int, int] = (0, 0)
    mixes_arguments: bool = False
    needs_list: bool = False
    needs_group: bool = False
    compares: bool = False


def look_up(value: Value, names: tuple[str, ...]) -> Value:
    """What the names lead to; empty text where something is missing."""
    for name in names:
        value = value.get(name, "") if isinstance(value, Mapping) else ""
    return value


def list_texts(value: Value) -> Iterator[str]:
    """The texts of a text or of a list of texts that are not empty."""
    texts = (value,) if isinstance(value, str) else value
    if isinstance(texts, tuple):
        for text in islice(texts, VALUES_PER_LIST):
            if isinstance(text, str) and text:
                yield text[:VALUE_CHARACTERS].replace("\n", " ")


def has_something(value: Value) -> bool:
    """Whether there is a text, or an element in a list."""
    if isinstance(value, tuple):
        return any(has_something(one) for one in value[:VALUES_PER_LIST])
    return bool(value)


def _list_elements(value: Value) -> Iterator[Value]:
    yield from islice(value, VALUES_PER_LIST) if isinstance(value, tuple) else (value,)


def _join(value: Value, arguments: tuple[Argument, ...]) -> str:
    """Not more than a receipt holds, however long the list."""
    routes = [argument for argument in arguments if isinstance(argument, Route)]
    separators = [argument.text for argument in arguments if isinstance(argument, Literal)]
    separator = separators[0] if separators else SEPARATOR
    names = routes[0].names if routes else ()
    parts: list[str] = []
    length = 0
    for element in _list_elements(value):
        for text in list_texts(look_up(element, names)):
            parts.append(text)
            length += len(text) + len(separator)
            if length > RESULT_BYTES:
                return separator.join(parts)[:RESULT_BYTES]
    return separator.join(parts)


def _take_first(value: Value, arguments: tuple[Argument, ...]) -> str:
    for argument in arguments:
        if isinstance(argument, Literal):
            if argument.text:
                return argument.text
            continue
        for element in _list_elements(value):
            found = next(list_texts(look_up(element, argument.names)), "")
            if found:
                return found
    return ""


def _choose(value: Value, arguments: tuple[Argument, ...]) -> str:
    texts = [argument.text for argument in arguments if isinstance(argument, Literal)]
    if has_something(value):
        return texts[0]
    return texts[1] if len(texts) > 1 else ""


def keeps_line(value: Value, arguments: tuple[Argument, ...]) -> bool:
    """What `passt` decides: is it one of the texts, or without texts, is there anything?"""
    texts = {argument.text for argument in arguments if isinstance(argument, Literal)}
    if not texts:
        return has_something(value)
    found = set(list_texts(value)) or {""}
    return not texts.isdisjoint(found)


def _print_nothing(_value: Value, _arguments: tuple[Argument, ...]) -> str:
    return ""


KEEPING = "passt"
FUNCTIONS: dict[str, Function] = {
    "textliste": Function(
        usage="textliste(name, ' / ')",
        german=(
            "reiht alle Werte einer Liste aneinander, dazwischen den Text; "
            r"'\n' beginnt jedes Mal eine neue Zeile. Eine leere Liste ergibt leeren Text."
        ),
        english=(
            "joins all values of a list, with the text between them; "
            r"'\n' begins a new line each time. An empty list gives empty text."
        ),
        evaluate=_join,
        names=(1, 1),
        texts=(0, 1),
        needs_list=True,
    ),
    "ersterwert": Function(
        usage="ersterwert(a, b)",
        german="der erste dieser Werte, der nicht leer ist; Texte sind auch erlaubt.",
        english="the first of these values that is not empty; texts are allowed too.",
        evaluate=_take_first,
        names=(1, 8),
        mixes_arguments=True,
        needs_group=True,
    ),
    "auswahl": Function(
        usage="auswahl('x', 'y')",
        german="der erste Text, wenn der Wert nicht leer ist, sonst der zweite.",
        english="the first text when the value is not empty, the second one otherwise.",
        evaluate=_choose,
        texts=(1, 2),
    ),
    KEEPING: Function(
        usage="passt('x')",
        german=(
            "druckt nichts, sondern behält die Zeile nur, wenn der Wert einer dieser Texte ist; "
            "ohne Text: wenn er nicht leer ist."
        ),
        english=(
            "prints nothing but keeps the line only when the value is one of these texts; "
            "without a text: when it is not empty."
        ),
        evaluate=_print_nothing,
        texts=(0, 8),
        compares=True,
    ),
}
