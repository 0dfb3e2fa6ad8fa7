"""Whether a placeholder makes sense: known names, a function that fits, the right arguments."""

from collections.abc import Iterator
from difflib import get_close_matches

from lark import Token

from transactions.receipts.language.functions import FUNCTIONS, Function
from transactions.receipts.language.mistakes import Mistake, Wrong
from transactions.receipts.language.names import ROOT, Group, Name, find
from transactions.receipts.language.pieces import Literal, Placeholder, Route

LONGEST_GUESS = 40


def check_placeholder(placeholder: Placeholder, *, allows_full_numbers: bool) -> Iterator[Mistake]:
    """Every mistake in it, at the word that is wrong."""
    for wrong, name, hint in _check(placeholder, allows_full_numbers=allows_full_numbers):
        column = name.column if isinstance(name, Token) else None
        yield Mistake(placeholder.line, column or placeholder.column, wrong, name, hint)


Found = tuple[Wrong, str, str]


def _check(placeholder: Placeholder, *, allows_full_numbers: bool) -> Iterator[Found]:
    target = find(ROOT, placeholder.path)
    if target is None:
        yield _explain_path(ROOT, placeholder.path)
        return
    if not allows_full_numbers and _is_full(target):
        yield Wrong.FULL_NUMBER, placeholder.path[-1], ""
    if placeholder.function is None:
        yield from _check_bare(placeholder.path[-1], target)
        return
    function = FUNCTIONS.get(placeholder.function)
    if function is None:
        known = _guess(placeholder.function, FUNCTIONS)
        yield Wrong.UNKNOWN_FUNCTION, placeholder.function, known
    elif not _fits(function, placeholder, target):
        yield Wrong.NOT_HERE, placeholder.function, function.usage
    elif not _counts_right(function, placeholder, target):
        yield Wrong.ARGUMENT_COUNT, placeholder.function, function.usage
    else:
        yield from _check_routes(placeholder, target, allows_full_numbers=allows_full_numbers)


def _check_bare(name: str, target: Name | Group) -> Iterator[Found]:
    """A path without a function must end at one text."""
    if isinstance(target, Group) and not target.is_many:
        yield Wrong.INCOMPLETE, name, next(iter(target.names))
    elif target.is_many:
        is_texts = isinstance(target, Name)
        yield (
            Wrong.NEEDS_FUNCTION,
            name,
            "textliste(' / ')" if is_texts else "textliste(name, ' / ')",
        )


def _fits(function: Function, placeholder: Placeholder, target: Name | Group) -> bool:
    if function.compares and placeholder.arguments and isinstance(target, Group):
        return False
    if function.needs_list:
        return target.is_many
    if function.needs_group:
        return isinstance(target, Group)
    return isinstance(target, Name) or target.is_many


def _counts_right(function: Function, placeholder: Placeholder, target: Name | Group) -> bool:
    routes = sum(isinstance(one, Route) for one in placeholder.arguments)
    texts = len(placeholder.arguments) - routes
    if function.mixes_arguments:
        return function.names[0] <= routes + texts <= function.names[1]
    if function.needs_list and isinstance(target, Name):
        return routes == 0 and texts <= function.texts[1]
    has_names_first = all(isinstance(one, Route) for one in placeholder.arguments[:routes])
    return (
        has_names_first
        and function.names[0] <= routes <= function.names[1]
        and function.texts[0] <= texts <= function.texts[1]
    )


def _check_routes(
    placeholder: Placeholder, target: Name | Group, *, allows_full_numbers: bool
) -> Iterator[Found]:
    """Arguments that are names lead from the target to a text."""
    for argument in placeholder.arguments:
        if isinstance(argument, Literal) or not isinstance(target, Group):
            continue
        found = find(target, argument.names)
        if found is None:
            yield _explain_path(target, argument.names)
        elif isinstance(found, Group):
            yield Wrong.ARGUMENT_NAME, _join(argument.names), next(iter(found.names))
        elif not allows_full_numbers and found.is_full_number:
            yield Wrong.FULL_NUMBER, argument.names[-1], ""


def _join(names: tuple[str, ...]) -> str:
    """The names as they were written, standing where the first one stands."""
    path, first = "/".join(names), names[0]
    return Token.new_borrow_pos("NAME", path, first) if isinstance(first, Token) else path


def _is_full(target: Name | Group) -> bool:
    return isinstance(target, Name) and target.is_full_number


def _explain_path(group: Group, path: tuple[str, ...]) -> Found:
    """Which of the names is not known, or why the path cannot go on there."""
    found: Name | Group = group
    for place, name in enumerate(path):
        if isinstance(found, Name) or (place and found.is_many):
            return Wrong.NOT_FURTHER, path[place - 1], ""
        step = found.names.get(name)
        if step is None:
            return Wrong.UNKNOWN_NAME, name, _guess(name, found.names)
        found = step
    return Wrong.UNKNOWN_NAME, path[-1], ""


def _guess(name: str, known: object) -> str:
    """A known name that looks like it."""
    if len(name) > LONGEST_GUESS:
        return ""
    return next(iter(get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)), "")  # type: ignore[call-overload]
