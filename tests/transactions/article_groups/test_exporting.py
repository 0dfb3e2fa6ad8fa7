"""What leaves comes back as it was."""

from datetime import UTC, datetime

import pytest

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import NOBODY
from interfaces.models import Chain, Deed
from tests.factories import ArticleGroupFactory, ChainFactory
from transactions.article_groups import export_groups, plan_import, read_file
from transactions.models import ArticleGroup

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HEADER = '\ufeff"Anzeigewert";"Kürzel"\r\n'
NASTY = ["=1+1", "+43", "-1", "@SUM(A1)", "'=1", "'x", 'Ray; "Ban"', "a,=1+1", "Gläser 😀"]


@pytest.fixture
def chain() -> Chain:
    return ChainFactory.create()


def export(chain: Chain) -> bytes:
    groups = ArticleGroup.objects.order_by("display_value")
    return export_groups(chain=chain, groups=groups, actor=NOBODY, now=NOW)


def make_nasty_groups(chain: Chain) -> None:
    for number, text in enumerate(NASTY):
        ArticleGroupFactory.create(chain=chain, display_value=text, code=f"={number}")


class TestExportGroups:
    def test_is_what_austrian_excel_opens(self, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)

        assert export(chain).decode() == f'{HEADER}"Rayban";"RAYBAN"\r\n'

    def test_has_a_header_when_there_is_nothing_else(self, chain: Chain) -> None:
        assert export(chain).decode() == HEADER

    def test_leaves_other_chains_out(self, chain: Chain) -> None:
        ArticleGroupFactory.create(display_value="Anderswo")

        assert export(chain).decode() == HEADER

    @pytest.mark.parametrize("start", ["=", "+", "-", "@"])
    def test_lets_no_cell_begin_as_a_formula(self, chain: Chain, start: str) -> None:
        ArticleGroupFactory.create(chain=chain, display_value=f"{start}1", code=f"{start}2")

        assert export(chain).decode() == f'{HEADER}"\'{start}1";"\'{start}2"\r\n'

    def test_comes_back_as_it_was(self, chain: Chain) -> None:
        make_nasty_groups(chain)
        other = ChainFactory.create()

        content = read_file(export(chain))

        found = plan_import(chain=other, content=content)
        assert content.problems == found.problems == []
        assert sorted(line.display_value for line in found.new) == sorted(NASTY)
        assert plan_import(chain=chain, content=content).known == len(NASTY)

    def test_is_on_record(self, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)

        export(chain)

        deed = Deed.objects.get()
        assert (deed.kind, deed.outcome) == (DeedKind.EXPORT, DeedOutcome.DONE)
        assert (deed.chain_key, deed.detail) == (chain.pk, "1 Artikelgruppe")
