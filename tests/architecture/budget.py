"""Measures Python source against the size budget."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Budget:
    """The most lines and parameters of one kind of module."""

    module: int = 350
    function: int = 50
    parameters: int = 7


PRODUCT = Budget()
TESTS = Budget(module=500)
TASKS = Budget(function=15)


def choose_budget(name: str) -> Budget:
    """The budget of the module at this path."""
    if name.startswith("tests/"):
        return TESTS
    return TASKS if name.endswith("/tasks.py") else PRODUCT


def find_excess(source: str, budget: Budget) -> list[str]:
    """What is longer or takes more than the budget allows, in words."""
    tree = ast.parse(source)
    lines = len(source.splitlines())
    found = [f"module has {lines} lines"] if lines > budget.module else []
    for function in _functions(tree):
        length, parameters = _count_lines(function), _count_parameters(function)
        if length > budget.function:
            found.append(f"{function.name} has {length} lines")
        if parameters > budget.parameters:
            found.append(f"{function.name} takes {parameters} parameters")
    return found


def _functions(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def _count_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    start = body[0].lineno
    return (body[-1].end_lineno or start) - start + 1


def _count_parameters(function: Function) -> int:
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    stars = [one for one in (given.vararg, given.kwarg) if one is not None]
    own = 1 if names[:1] in (["self"], ["cls"]) else 0
    return len(names) + len(stars) - own
