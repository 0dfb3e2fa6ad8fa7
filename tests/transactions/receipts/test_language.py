"""What the language of receipt templates prints, and what it refuses."""

import time
from contextlib import suppress
from typing import Any

import pytest

from tests.transactions.receipts.hostile import HARMLESS, IDS, REFUSED, VALUES
from transactions.receipts.language import (
    RESULT_BYTES,
    TEMPLATE_BYTES,
    TemplateUnusable,
    parse,
    render,
    write_text,
)
from transactions.receipts.language.mistakes import Mistake, Wrong
from transactions.receipts.language.printing import is_printable

MEMBERS = "${rechnung/customercreditpoints/textliste(memberhipnumber, ' / ')}"
FACTS: dict[str, Any] = {
    "rechnung": {
        "nummer": "BON-1",
        "zeilen": ("PAYBACK 904019******7692", "249 Punkte gesammelt"),
        "customercreditpoints": (
            {"memberhipnumber": "904019******7692", "coupons": ("11", "12"), "points": "249"},
            {"memberhipnumber": "904019******7775", "coupons": (), "points": ""},
        ),
    },
    "sammlung": {"ergebnis": "gebucht"},
    "filiale": {"name": "Graz", "ort": ""},
}


def write(template: str, facts: dict[str, Any] = FACTS, *, width: int = 42) -> str:
    return write_text(render(parse(template), facts, width=width))


def find_mistakes(template: str) -> tuple[Mistake, ...]:
    with pytest.raises(TemplateUnusable) as caught:
        parse(template)
    return caught.value.mistakes


class TestTextliste:
    def test_joins_the_membership_numbers_exactly_so_spelled(self) -> None:
        assert write(MEMBERS) == "904019******7692 / 904019******7775"

    def test_knows_the_alias(self) -> None:
        facts = {"rechnung": {"customercreditpoints": ({"membershipnumber": "1"},)}}

        assert write(MEMBERS.replace("memberhip", "membership"), facts) == "1"

    @pytest.mark.parametrize("empty", [(), "", None], ids=["no card", "text", "nothing"])
    def test_of_nothing_is_empty_text(self, empty: Any) -> None:
        facts = {"rechnung": {"customercreditpoints": empty}}

        assert write(f"Karten: [{MEMBERS}]", facts) == "Karten: []"

    @pytest.mark.parametrize(
        ("template", "text"),
        [
            ("${rechnung/customercreditpoints/textliste(coupons, '+')}", "11+12"),
            ("${rechnung/customercreditpoints/textliste(points)}", "249"),
            (
                "${rechnung/zeilen/textliste('; ')}",
                "PAYBACK 904019******7692; 249 Punkte\ngesammelt",
            ),
            (
                r"${rechnung/zeilen/textliste('\n')}",
                "PAYBACK 904019******7692\n249 Punkte gesammelt",
            ),
            (r"${rechnung/customercreditpoints/textliste(coupons, '\'\\')}", r"11'\12"),
        ],
        ids=["list in a list", "empty left out", "texts", "lines", "escaped"],
    )
    def test_flattens_lists_and_leaves_out_what_is_empty(self, template: str, text: str) -> None:
        assert write(template) == text


class TestErsterwert:
    @pytest.mark.parametrize(
        ("template", "text"),
        [
            ("${filiale/ersterwert(ort, name)}", "Graz"),
            ("${filiale/ersterwert(ort, 'ohne')}", "ohne"),
            ("${filiale/ersterwert(ort)}", ""),
            ("${ersterwert(filiale/ort, filiale/name)}", "Graz"),
            ("${rechnung/customercreditpoints/ersterwert(points, 'x')}", "249"),
        ],
        ids=["second", "text", "none", "from the root", "of a list"],
    )
    def test_takes_the_first_that_is_not_empty(self, template: str, text: str) -> None:
        assert write(template) == text


class TestAuswahl:
    @pytest.mark.parametrize(
        ("template", "text"),
        [
            ("${filiale/name/auswahl('ja', 'nein')}", "ja"),
            ("${filiale/ort/auswahl('ja', 'nein')}", "nein"),
            ("[${filiale/ort/auswahl('ja')}]", "[]"),
            ("${rechnung/customercreditpoints/auswahl('mit', 'ohne')}", "mit"),
        ],
        ids=["value", "empty", "one text", "list"],
    )
    def test_chooses_by_whether_there_is_something(self, template: str, text: str) -> None:
        assert write(template) == text


class TestPasst:
    @pytest.mark.parametrize(
        ("placeholder", "is_kept"),
        [
            ("${sammlung/ergebnis/passt('gebucht')}", True),
            ("${sammlung/ergebnis/passt('wartet', 'gebucht')}", True),
            ("${sammlung/ergebnis/passt('wartet')}", False),
            ("${storno/ergebnis/passt('gebucht')}", False),
            ("${storno/ergebnis/passt('')}", True),
            ("${filiale/name/passt()}", True),
            ("${filiale/ort/passt()}", False),
            ("${rechnung/customercreditpoints/passt()}", True),
            ("${filiale/name/passt()}${filiale/ort/passt()}", False),
        ],
        ids=["one", "of two", "other", "missing", "empty", "some", "none", "list", "both"],
    )
    def test_keeps_or_drops_its_whole_line(self, placeholder: str, *, is_kept: bool) -> None:
        text = write(f"davor\n{placeholder}Zeile\ndanach")

        assert text.split("\n") == ["davor", *(["Zeile"] if is_kept else []), "danach"]


class TestPrinting:
    def test_breaks_lines_between_words_and_long_words_at_the_edge(self) -> None:
        lines = render(parse("Eins zwei drei " + "x" * 50), FACTS, width=42)

        assert [line.text for line in lines] == ["Eins zwei drei", "x" * 42, "x" * 8]
        assert [line.is_continued for line in lines] == [False, True, True]

    def test_keeps_indents(self) -> None:
        assert write("    Graz   Wien") == "    Graz   Wien"

    def test_counts_wide_characters_twice(self) -> None:
        assert write("字" * 22).split("\n") == ["字" * 21, "字"]

    def test_does_not_count_combining_marks(self) -> None:
        assert write("e\u0323" * 42 + "x").count("\n") == 1

    def test_cuts_at_the_last_line_that_fits(self) -> None:
        facts = {"rechnung": {"zeilen": ("ä" * 400,) * 100}}
        text = write(r"${rechnung/zeilen/textliste('\n')}", facts)

        assert RESULT_BYTES - 100 < len(text.encode()) <= RESULT_BYTES
        assert {len(line) for line in text.split("\n")} <= {42, 400 % 42}


class TestHostileTemplates:
    def test_are_at_least_two_hundred(self) -> None:
        assert len(set(REFUSED + HARMLESS)) >= 200

    @pytest.mark.parametrize("template", REFUSED, ids=IDS["refused"])
    def test_are_refused_with_line_and_column(self, template: str) -> None:
        mistakes = find_mistakes(template)

        assert 0 < len(mistakes) <= 10
        assert all(one.line >= 1 and one.column >= 1 for one in mistakes)

    @pytest.mark.parametrize("template", HARMLESS, ids=IDS["harmless"])
    def test_that_are_no_templates_are_printed_as_they_stand(self, template: str) -> None:
        assert write(template) == template

    def test_cost_less_than_a_moment(self) -> None:
        """Bound by construction; the slowest of them needs 20 ms, other processes aside."""
        slowest = max(
            min(_time(template) for _turn in range(5)) for template in (*REFUSED, *HARMLESS)
        )

        assert slowest < 0.05


class TestValues:
    @pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
    @pytest.mark.parametrize(
        "template",
        [
            "${rechnung/nummer}",
            "${rechnung/ersterwert(nummer)}",
            "${rechnung/zeilen/textliste('')}",
            "${rechnung/buchungen/textliste(satz)}",
        ],
        ids=["bare", "ersterwert", "texts", "list"],
    )
    def test_are_never_read_again_and_print_nothing_unseen(self, value: str, template: str) -> None:
        facts = {
            "rechnung": {
                "nummer": value,
                "zeilen": (value,),
                "buchungen": ({"satz": value},),
            },
            "filiale": {"name": "GEHEIM"},
        }

        lines = render(parse(template), facts, width=42)

        assert all(is_printable(sign) for line in lines for sign in line.text)
        assert "GEHEIM" not in write_text(lines)
        assert len(lines) <= 10

    def test_stay_in_their_line(self) -> None:
        facts = {"rechnung": {"nummer": "1\n${filiale/name}\r\n2"}}

        assert write("Bon ${rechnung/nummer}", facts) == "Bon 1 ${filiale/name}  2"


class TestMistakes:
    @pytest.mark.parametrize(
        ("template", "mistake"),
        [
            ("a\n b ${rechnung/numer}", Mistake(2, 15, Wrong.UNKNOWN_NAME, "numer", "nummer")),
            ("a\n${rechnung/nummer", Mistake(2, 1, Wrong.UNCLOSED)),
            ("${rechnung/nummer\n}", Mistake(1, 1, Wrong.UNCLOSED)),
            ("${filiale name}", Mistake(1, 11, Wrong.SYNTAX, "n")),
            ("x\u202ey", Mistake(1, 2, Wrong.CHARACTER, "U+202E")),
            ("x\n" + "y" * TEMPLATE_BYTES, Mistake(2, TEMPLATE_BYTES - 1, Wrong.TOO_LONG)),
            (
                "${filiale/name/auswal('a')}",
                Mistake(1, 16, Wrong.UNKNOWN_FUNCTION, "auswal", "auswahl"),
            ),
            (
                "${filiale/name/auswahl()}",
                Mistake(1, 16, Wrong.ARGUMENT_COUNT, "auswahl", "auswahl('x', 'y')"),
            ),
            (
                "${rechnung/buchungen/textliste(karte/x)}",
                Mistake(1, 32, Wrong.UNKNOWN_NAME, "karte", "art"),
            ),
            (
                "${sammlung/membershipnumberfull}",
                Mistake(1, 12, Wrong.FULL_NUMBER, "membershipnumberfull"),
            ),
        ],
        ids=lambda value: value.wrong.value if isinstance(value, Mistake) else "template",
    )
    def test_say_where_and_what(self, template: str, mistake: Mistake) -> None:
        assert find_mistakes(template) == (mistake,)

    def test_are_told_all_at_once(self) -> None:
        found = find_mistakes("${filiale/a}\n${filiale/name}\n${filiale/b}")

        assert [(one.line, one.name) for one in found] == [(1, "a"), (3, "b")]

    def test_count_lines_of_every_system_alike(self) -> None:
        found = find_mistakes("a\r\nb\r${filiale/x}")

        assert (found[0].line, found[0].column) == (3, 11)

    def test_leave_full_numbers_to_the_chain(self) -> None:
        template = parse("${sammlung/membershipnumberfull}", allows_full_numbers=True)

        assert (
            write_text(render(template, {"sammlung": {"membershipnumberfull": "9"}}, width=42))
            == "9"
        )


def _time(template: str) -> float:
    start = time.process_time()
    with suppress(TemplateUnusable):
        write(template)
    return time.process_time() - start
