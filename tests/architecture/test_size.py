"""No module, function or parameter list grows beyond the budget in CONTRIBUTING.md."""

from pathlib import Path

import pytest

from tests.architecture.budget import PRODUCT, TASKS, TESTS, Budget, choose_budget, find_excess
from tests.architecture.tree import list_code, list_findings, name_of, read_text


def find_excess_of(path: Path) -> list[str]:
    return find_excess(read_text(path), choose_budget(name_of(path)))


def write_function(*, lines: int, head: str = "def act():") -> str:
    return "\n".join([head, *(f"    step({number})" for number in range(lines))])


class TestEveryPythonFile:
    def test_keeps_its_budget(self) -> None:
        assert list_findings(list_code(), find_excess_of) == {}

    def test_is_found(self) -> None:
        found = {name_of(path) for path in list_code()}

        assert {"manage.py", "transactions/queries.py", "tests/architecture/tree.py"} <= found


class TestChooseBudget:
    @pytest.mark.parametrize(
        ("name", "budget"),
        [
            ("transactions/queries.py", PRODUCT),
            ("transactions/tasks.py", TASKS),
            ("tests/transactions/test_tasks.py", TESTS),
        ],
    )
    def test_knows_the_kinds_of_modules(self, name: str, budget: Budget) -> None:
        assert choose_budget(name) == budget


class TestFindExcess:
    @pytest.mark.parametrize(("lines", "found"), [(350, []), (351, ["module has 351 lines"])])
    def test_counts_the_lines_of_a_module(self, lines: int, found: list[str]) -> None:
        assert find_excess("x = 1\n" * lines, PRODUCT) == found

    @pytest.mark.parametrize(("lines", "found"), [(50, []), (51, ["act has 51 lines"])])
    def test_counts_the_lines_of_a_body(self, lines: int, found: list[str]) -> None:
        assert find_excess(write_function(lines=lines), PRODUCT) == found

    def test_counts_the_body_of_a_method(self) -> None:
        method = write_function(lines=51).replace("\n", "\n    ")

        assert find_excess(f"class Act:\n    {method}", PRODUCT) == ["act has 51 lines"]

    def test_does_not_count_the_docstring(self) -> None:
        text = "\n    line" * 40
        source = write_function(lines=50, head=f'def act():\n    """Text.{text}"""')

        assert find_excess(source, PRODUCT) == []

    def test_allows_a_task_fifteen_lines(self) -> None:
        assert find_excess(write_function(lines=16), TASKS) == ["act has 16 lines"]

    @pytest.mark.parametrize(
        ("head", "found"),
        [
            ("def act(a, b, c, d, *, e, f, g): ...", []),
            ("def act(a, b, c, d, *, e, f, g, h): ...", ["act takes 8 parameters"]),
            ("def act(a, b, c, d, e, f, *g, **h): ...", ["act takes 8 parameters"]),
            ("def act(self, a, b, c, d, e, f, g): ...", []),
            ("async def act(a, b, c, d, e, f, g, h): ...", ["act takes 8 parameters"]),
        ],
    )
    def test_counts_parameters_but_not_self(self, head: str, found: list[str]) -> None:
        assert find_excess(head, PRODUCT) == found
