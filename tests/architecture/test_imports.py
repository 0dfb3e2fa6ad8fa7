"""Imports point one way; the rules stand in pyproject.toml."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

LINT = Path(sys.executable).with_name("lint-imports")
PACKAGES = ["payback_site", "interfaces", "transactions"]


def check_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their rules, to be broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


class TestTheImports:
    def test_keep_every_contract(self) -> None:
        result = check_imports(ROOT)

        assert result.returncode == 0, result.stdout


class TestTheContracts:
    @pytest.mark.parametrize(
        ("module", "line", "broken"),
        [
            ("interfaces/queries.py", "import transactions.choices", "The two apps face one way"),
            ("transactions/queries.py", "import payback_site.env", "The two apps face one way"),
            (
                "interfaces/payback/cards.py",
                "import django.utils.text",
                "How PAYBACK is spoken to is pure Python",
            ),
            (
                "interfaces/simulator/store.py",
                "import django.utils.text",
                "The pretend PAYBACK is pure Python too",
            ),
            (
                "interfaces/simulator/soap.py",
                "import interfaces.payback.cards",
                "Client and simulator share the contract files, never code",
            ),
            (
                "transactions/models/receipt.py",
                "import transactions.services",
                "Inside transactions every import points downwards",
            ),
        ],
    )
    def test_see_an_import_that_points_the_wrong_way(
        self, copy: Path, module: str, line: str, broken: str
    ) -> None:
        with (copy / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")

        result = check_imports(copy)

        assert result.returncode == 1
        report = [one for one in result.stdout.splitlines() if one.startswith(broken)]
        assert report[0].endswith("BROKEN")
