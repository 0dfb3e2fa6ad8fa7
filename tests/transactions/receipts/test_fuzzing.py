"""Whatever is written into a template or stands in a receipt, printing holds its promises."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from transactions.receipts.language import (
    RESULT_BYTES,
    TemplateUnusable,
    parse,
    render,
    write_text,
)
from transactions.receipts.language.functions import FUNCTIONS
from transactions.receipts.language.names import ROOT, Group
from transactions.receipts.language.printing import is_printable, measure

MARKER = "${filiale/kuerzel}"
SECRET = "NIEMALS"
fuzzing = settings(max_examples=150, deadline=None)


def list_words(group: Group) -> set[str]:
    """Every name there is."""
    groups = [found for found in group.names.values() if isinstance(found, Group)]
    return set(group.names).union(*map(list_words, groups))


WORDS = sorted(list_words(ROOT) | set(FUNCTIONS) | {"rechnun", "x"})
strings = st.text(max_size=6).map(lambda text: f"'{text}'")
paths = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("/".join)
arguments = st.lists(st.one_of(strings, paths), max_size=3).map(", ".join)
calls = st.tuples(paths, st.sampled_from(sorted(FUNCTIONS)), arguments).map(
    lambda parts: "${{{}/{}({})}}".format(*parts)
)
pieces = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["${", "}", "(", ")", "'", "/", ",", "\n", "\\", "$", " "]),
    paths.map(lambda path: f"${{{path}}}"),
    calls,
)
templates = st.lists(pieces, max_size=12).map("".join)
# Also what is no text: a template is never read for what stands in the data.
values = st.one_of(st.text(max_size=60), st.just(MARKER), st.none(), st.integers())
texts = st.lists(values, max_size=4).map(tuple)


def build_facts(group: Group) -> st.SearchStrategy[Any]:
    """Data of the right shape, and of every wrong one."""
    names = {
        name: build_facts(found) if isinstance(found, Group) else st.one_of(values, texts)
        for name, found in group.names.items()
    }
    row = st.fixed_dictionaries({}, optional=names)
    return st.lists(row, max_size=3).map(tuple) if group.is_many else row


class TestAnyTemplate:
    @fuzzing
    @given(template=st.one_of(templates, st.text(max_size=200)))
    def test_is_parsed_or_refused_with_its_place(self, template: str) -> None:
        try:
            parse(template)
        except TemplateUnusable as unusable:
            lines = template.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            places = [(one.line, one.column) for one in unusable.mistakes]
            assert all(column <= len(lines[line - 1]) + 1 for line, column in places)


GOOD = [
    "${rechnung/customercreditpoints/textliste(memberhipnumber, ' / ')}",
    r"${rechnung/zeilen/textliste('\n')}",
    "${rechnung/buchungen/textliste(satz)} ${filiale/name}",
    "${sammlung/ergebnis/passt('gebucht')}${sammlung/punkte}",
    "${ersterwert(filiale/ort, rechnung/nummer, 'x')}${rechnung/coupons/auswahl('a', 'b')}",
    "${druck/trennlinie}${rechnung/customercreditpoints/textliste(coupons, '')}",
]


class TestAnyData:
    @fuzzing
    @given(
        template=st.lists(st.sampled_from(GOOD), min_size=1, max_size=8).map("\n".join),
        facts=build_facts(ROOT),
        width=st.sampled_from([42, 48]),
    )
    def test_is_printed_within_the_limits(
        self, template: str, facts: dict[str, Any], width: int
    ) -> None:
        facts["filiale"] = {**facts.get("filiale", {}), "kuerzel": SECRET}

        lines = render(parse(template), facts, width=width)

        text = write_text(lines)
        assert len(text.encode(errors="replace")) <= RESULT_BYTES
        assert all(measure(line.text) <= width for line in lines)
        assert all(is_printable(sign) for sign in text.replace("\n", ""))
        assert SECRET not in text
