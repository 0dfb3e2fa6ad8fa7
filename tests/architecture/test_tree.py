"""What lies in the tree, what it is called and what must not stand in it."""

import pytest

from tests.architecture.tree import (
    ROOT,
    list_code,
    list_files,
    list_findings,
    name_of,
    read_text,
)
from tests.architecture.words import find_forbidden, find_vague_names

TOP_LEVEL = {
    ".ci",
    ".editorconfig",
    ".env.example",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs",
    "interfaces",
    "manage.py",
    "payback_site",
    "pyproject.toml",
    "requirements",
    "templates",
    "tests",
    "transactions",
}


class TestTheTopLevel:
    def test_holds_what_was_agreed_and_nothing_else(self) -> None:
        found = {path.relative_to(ROOT).parts[0] for path in list_files()}

        assert found == TOP_LEVEL


class TestEveryFile:
    def test_is_free_of_what_must_not_stand_in_it(self) -> None:
        assert list_findings(list_files(), lambda path: find_forbidden(read_text(path))) == {}


class TestEveryModule:
    def test_has_a_name_that_says_what_is_inside(self) -> None:
        assert list_findings(list_code(), lambda path: find_vague_names(name_of(path))) == {}


class TestFindForbidden:
    @pytest.mark.parametrize(
        "text",
        [
            "x = 1  # TO" + "DO later",
            "# FIX" + "ME",
            "--index" + "-url https://packages.example/simple",
            "https://py" + "pi.org/project/django/",
            "https://files.python" + "hosted.org/x.whl",
            "open('/ro" + "ot/secret')",
            "cd /ho" + "me/anna/payback",
            "FOLDER=/t" + "mp/payback",
            "-----BEGIN " + "RSA PRIVATE KEY-----",
        ],
    )
    def test_sees(self, text: str) -> None:
        assert len(find_forbidden(f"first line\n{text}\n")) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "methods to do it",
            "uv pip compile --no-emit-index-url",
            "GET /api/v1/interface",
            "https://payback.example/home/page",
            'DEBIAN_POSTGRES = Path("/usr/lib/postgresql")',
        ],
    )
    def test_lets_pass(self, text: str) -> None:
        assert find_forbidden(text) == []

    def test_names_the_line(self) -> None:
        found = find_forbidden("one\ntwo  # FIX" + "ME\n")

        assert found == ["line 2: a note to do something later"]


class TestFindVagueNames:
    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("interfaces/utils.py", ["utils"]),
            ("transactions/common/money.py", ["common"]),
            ("tests/helpers/__init__.py", ["helpers"]),
            ("payback_site/core.py", ["core"]),
            ("interfaces/payback/wording.py", []),
        ],
    )
    def test_looks_at_every_part(self, path: str, found: list[str]) -> None:
        assert find_vague_names(path) == found
