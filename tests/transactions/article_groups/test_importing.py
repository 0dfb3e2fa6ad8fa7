"""All of a file, or nothing of it."""

from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor
from interfaces.models import Chain, Deed
from tests.factories import ArticleGroupFactory, ChainFactory
from transactions.article_groups import (
    MAX_ROWS,
    Content,
    ImportRefused,
    Line,
    Problem,
    import_groups,
    plan_import,
)
from transactions.models import ArticleGroup

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
EVA = Actor(user_key=7, username="eva", remote_address="192.0.2.7", request_id="kennung")
LINES = [Line(2, "Rayban", "RAYBAN"), Line(3, "Silhouette", "SILH")]


@pytest.fixture
def chain() -> Chain:
    return ChainFactory.create()


def bring_in(chain: Chain, lines: list[Line]) -> int:
    return import_groups(chain=chain, lines=lines, actor=EVA, now=NOW)


def plan(chain: Chain, *lines: Line, problems: list[Problem] | None = None) -> Any:
    return plan_import(chain=chain, content=Content([*lines], problems or []))


def list_groups(chain: Chain) -> list[tuple[str, str]]:
    rows = ArticleGroup.objects.filter(chain=chain).order_by("code")
    return list(rows.values_list("display_value", "code"))


class TestPlanImport:
    def test_tells_new_and_known_ones_and_stores_nothing(self, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)

        found = plan(chain, *LINES)

        assert (found.new, found.known, found.problems) == (LINES[1:], 1, [])
        assert list_groups(chain) == [("Rayban", "RAYBAN")]
        assert Deed.objects.count() == 0

    def test_knows_nothing_of_other_chains(self, chain: Chain) -> None:
        ArticleGroupFactory.create(display_value="Anderswo")

        assert plan(chain, *LINES).new == LINES

    @pytest.mark.parametrize(
        ("line", "column", "sentence"),
        [
            (Line(2, "", "A"), "Anzeigewert", "Dieses Feld darf nicht leer sein."),
            (Line(2, "A", ""), "Kürzel", "Dieses Feld darf nicht leer sein."),
            (Line(2, "x" * 31, "A"), "Anzeigewert", "höchstens 30 Zeichen"),
            (Line(2, "A", "x" * 31), "Kürzel", "höchstens 30 Zeichen"),
            (Line(2, "A", "RAY BAN"), "Kürzel", "kein Leerraum"),
            (Line(2, "A", "GLÄSER"), "Kürzel", "Nur Buchstaben, Ziffern und Zeichen"),
            (Line(2, "Ray-Ban", "RAYBAN"), "Kürzel", "gibt es schon, und zwar als „Rayban“"),
        ],
        ids=["no value", "no code", "long value", "long code", "blank", "umlaut", "known"],
    )
    def test_names_what_is_wrong(
        self, chain: Chain, line: Line, column: str, sentence: str
    ) -> None:
        ArticleGroupFactory.create(chain=chain)

        found = plan(chain, line, LINES[1])

        assert [(row.line, row.column) for row in found.problems] == [(2, column)]
        assert sentence in found.problems[0].sentence

    def test_puts_the_problems_in_the_order_of_the_file(self, chain: Chain) -> None:
        read = Problem(3, "Anzeigewert", "Nicht lesbar.")

        found = plan(chain, Line(2, "", "A"), Line(4, "A", ""), problems=[read])

        assert [row.line for row in found.problems] == [2, 3, 4]

    def test_has_nothing_to_say_about_nothing(self, chain: Chain) -> None:
        found = plan(chain)

        assert (found.new, found.known, found.problems) == ([], 0, [])

    def test_asks_the_database_the_same_for_2_and_1000_lines(
        self, chain: Chain, django_assert_max_num_queries: Any
    ) -> None:
        many = [Line(number, "A", f"A{number}") for number in range(MAX_ROWS)]

        with django_assert_max_num_queries(14):
            assert plan(chain, *many).problems == []


class TestImportGroups:
    def test_adds_what_is_new_and_leaves_the_rest(self, chain: Chain) -> None:
        known = ArticleGroupFactory.create(chain=chain)

        added = bring_in(chain, LINES)

        assert added == 1
        assert list_groups(chain) == [("Rayban", "RAYBAN"), ("Silhouette", "SILH")]
        assert ArticleGroup.objects.get(code="RAYBAN").pk == known.pk

    def test_records_the_deed(self, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)

        bring_in(chain, LINES)

        deed = Deed.objects.get()
        assert (deed.kind, deed.outcome) == (DeedKind.IMPORT, DeedOutcome.DONE)
        assert (deed.username, deed.remote_address, deed.done_at) == ("eva", "192.0.2.7", NOW)
        assert (deed.chain_key, deed.object_label) == (chain.pk, str(chain))
        assert deed.detail == "Artikelgruppen: 1 neu, 1 schon vorhanden"

    @pytest.mark.parametrize(
        "bad",
        [Line(4, "", "A"), Line(4, "A", "x" * 31), Line(4, "Ray-Ban", "KNOWN")],
        ids=["empty", "long", "known"],
    )
    def test_stores_nothing_with_one_bad_line(self, chain: Chain, bad: Line) -> None:
        ArticleGroupFactory.create(chain=chain, code="KNOWN", display_value="Bekannt")

        with pytest.raises(ImportRefused) as refused:
            bring_in(chain, [*LINES, bad])

        assert [row.line for row in refused.value.problems] == [4]
        assert list_groups(chain) == [("Bekannt", "KNOWN")]
        assert Deed.objects.get().outcome == DeedOutcome.NOTHING_STORED

    def test_stores_nothing_that_is_not_on_record(
        self, chain: Chain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_values: Any) -> None:
            raise DatabaseError

        monkeypatch.setattr(Deed.objects, "create", fail)

        with pytest.raises(DatabaseError):
            bring_in(chain, LINES)

        assert list_groups(chain) == []


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_are_told_apart_and_nothing_is_half_stored(self, chain: Chain) -> None:
        """A colleague's group comes between the look at the table and the insert."""
        with connection.execute_wrapper(StealCode(chain)), pytest.raises(ImportRefused) as refused:
            bring_in(chain, LINES)

        assert "inzwischen jemand" in refused.value.problems[0].sentence
        assert list_groups(chain) == [("Schneller", "SILH")]
        assert Deed.objects.get().outcome == DeedOutcome.NOTHING_STORED


class StealCode:
    """Lets somebody else, on a connection of their own, add a group just before ours arrive."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._is_done = False

    def __call__(self, execute: Any, sql: str, *details: Any) -> Any:
        if "INSERT INTO" in sql and not self._is_done:
            self._is_done = True
            colleague = Thread(target=self._add)
            colleague.start()
            colleague.join()
        return execute(sql, *details)

    def _add(self) -> None:
        ArticleGroupFactory.create(chain=self._chain, code="SILH", display_value="Schneller")
        connection.close()
