"""Every relative link in the documentation leads somewhere."""

from pathlib import Path

import pytest

from tests.architecture.links import find_dead_links
from tests.architecture.tree import ROOT, list_files, list_findings


class TestEveryPage:
    def test_links_to_what_is_there(self) -> None:
        pages = list_files(".md")

        assert list_findings(pages, lambda page: find_dead_links(page, ROOT)) == {}
        assert len(pages) > 10


class TestFindDeadLinks:
    @pytest.fixture
    def page(self, tmp_path: Path) -> Path:
        """A page beside another one."""
        (tmp_path / "other.md").write_text("# Over *there*, now\n")
        return tmp_path / "page.md"

    @pytest.mark.parametrize(
        "target",
        ["missing.md", "other.md#elsewhere", "#no-heading", "../outside.md", "docs/other.md"],
    )
    def test_sees(self, page: Path, target: str) -> None:
        (page.parent.parent / "outside.md").touch()
        page.write_text(f"# Here\nSee [there]({target}).\n")

        assert find_dead_links(page, page.parent) == [target]

    def test_sees_a_missing_picture(self, page: Path) -> None:
        page.write_text('<img src="flow.svg" alt="">\n![flow](flow2.svg "The flow")\n')

        assert find_dead_links(page, page.parent) == ["flow.svg", "flow2.svg"]

    @pytest.mark.parametrize(
        "target",
        ["other.md", "./other.md", "other.md#over-there-now", "#here", "https://payback.example/"],
    )
    def test_lets_pass(self, page: Path, target: str) -> None:
        page.write_text(f"# Here\nSee [there]({target}).\n")

        assert find_dead_links(page, page.parent) == []

    def test_reads_no_links_in_code(self, page: Path) -> None:
        page.write_text("```\n[there](missing.md)\n```\nand `[here](missing.md)`\n")

        assert find_dead_links(page, page.parent) == []
