"""Every cell of the matrix of faults and kinds is a test that there is, or says why it is none."""

import importlib
import itertools
import re
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.faults.matrix import KINDS, MATRIX, Impossible

PARAMETRIZE = "parametrize"
NODE = re.compile(r"(test_\w+)\.py::(Test\w+)::(test_\w+)(?:\[(.+)\])?")
CELLS = [pytest.param(fault, kind, id=f"{fault}: {kind}") for fault in MATRIX for kind in KINDS]


def list_ids(values: Any, ids: Any = None, **_others: Any) -> list[str]:
    """The names pytest gives the values of one `parametrize`."""
    if ids:
        return list(ids)
    return [value if isinstance(value, str) else "-".join(map(str, value)) for value in values]


def list_parameters(module: str, group: str, name: str) -> list[str]:
    """What stands in the brackets behind the test, once for each time it runs; none: it is none."""
    found = getattr(importlib.import_module(f"tests.faults.{module}"), group, None)
    test = getattr(found, name, None)
    if test is None:
        return []
    marks = [*getattr(test, "pytestmark", []), *getattr(found, "pytestmark", [])]
    columns = [
        list_ids(*mark.args[1:], **mark.kwargs) for mark in marks if mark.name == PARAMETRIZE
    ]
    return ["-".join(combined) for combined in itertools.product(*columns)]


def is_collected(node: str) -> bool:
    """Whether pytest finds a test of that name."""
    named = NODE.fullmatch(node)
    assert named is not None, node
    *place, pattern = named.groups(default="")
    return any(fnmatchcase(one, pattern) for one in list_parameters(*place))


class TestMatrix:
    @pytest.mark.parametrize(("fault", "kind"), CELLS)
    def test_has_a_test_in_the_cell_or_says_why_not(self, fault: str, kind: str) -> None:
        cell = MATRIX[fault][kind]

        named = [] if isinstance(cell, Impossible) else cell
        missing = [node for node in named if not is_collected(node)]

        assert missing == []
        assert bool(named) != isinstance(cell, Impossible)

    @pytest.mark.parametrize(
        "node",
        [
            "test_redeem.py::TestGone::test_has_gone",
            "test_redeem.py::TestTill::test_that_has_gone",
            "test_redeem.py::TestOutage::test_of_the_broker_keeps_nobody_from_paying[gone]",
            "test_redeem.py::TestOutage::test_of_the_broker_keeps_nobody_from_paying",
        ],
    )
    def test_does_not_take_a_name_for_a_test(self, node: str) -> None:
        assert not is_collected(node)
