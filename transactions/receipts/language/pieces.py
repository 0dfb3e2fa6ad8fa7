"""What a template is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotation marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Route:
    """Names that lead from one thing to another."""

    names: tuple[str, ...]


Argument = Literal | Route


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What stands between `${` and `}`; line and column of its `$`, counted from 1."""

    path: tuple[str, ...]
    function: str | None
    arguments: tuple[Argument, ...]
    line: int
    column: int
