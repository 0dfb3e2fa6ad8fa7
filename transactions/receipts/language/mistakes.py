"""What can be wrong with a template."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """Kinds of mistakes; the sentences are the business of who shows them."""

    TOO_LONG = "too_long"
    CHARACTER = "character"
    UNCLOSED = "unclosed"
    SYNTAX = "syntax"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_FUNCTION = "unknown_function"
    INCOMPLETE = "incomplete"
    NEEDS_FUNCTION = "needs_function"
    NOT_FURTHER = "not_further"
    NOT_HERE = "not_here"
    ARGUMENT_COUNT = "argument_count"
    ARGUMENT_NAME = "argument_name"
    FULL_NUMBER = "full_number"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake where it stands, counted from 1; `name` is the word it is about.

    `hint` is a name that may have been meant, or how the function is written; empty when there is
    none.
    """

    line: int
    column: int
    wrong: Wrong
    name: str = ""
    hint: str = ""


class TemplateUnusable(Exception):
    """The template has mistakes; it must not be saved."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(f"{len(mistakes)} mistakes, first: {mistakes[0]}")
        self.mistakes = mistakes
