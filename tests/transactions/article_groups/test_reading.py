"""Files of article groups as people and Excel make them."""

from codecs import BOM_UTF8

import pytest

from transactions.article_groups import MAX_ROWS, Line, read_file

HEADER = "Anzeigewert;Kürzel\r\n"
RAYBAN = Line(2, "Rayban", "RAYBAN")
ENCODING = "Hier stehen Zeichen, die nicht lesbar sind."
COLUMNS = "Anzeigewert · Kürzel"


def read(text: str, encoding: str = "utf-8") -> list[Line]:
    """The lines of a file without a problem."""
    content = read_file(text.encode(encoding))
    assert content.problems == []
    return content.lines


def find_problems(content: bytes) -> list[tuple[int, str, str]]:
    """Where and what, the first sentence of it."""
    found = read_file(content).problems
    return [(row.line, row.column, row.sentence.split(". ")[0].rstrip(".")) for row in found]


class TestGoodFile:
    @pytest.mark.parametrize(
        "text",
        [
            f"{HEADER}Rayban;RAYBAN\r\n",
            f"{HEADER}Rayban;RAYBAN",
            "Anzeigewert,Kürzel\nRayban,RAYBAN\n",
            "Anzeigewert\tKürzel\rRayban\tRAYBAN\r",
            "Kürzel;Anzeigewert\r\nRAYBAN;Rayban\r\n",
            '"Anzeigewert";"Kürzel"\r\n"Rayban";"RAYBAN"\r\n',
            " ANZEIGEWERT ; kürzel \r\n Rayban ;\u00a0RAYBAN\r\n",
            "Anzeigewert;Ku\u0308rzel\r\nRayban;RAYBAN\r\n",
            "Anzeigewert;Kürzel;;\r\nRayban;RAYBAN;;\r\n",
            f"{HEADER}Rayban;RAYBAN\r\n;\r\n\r\n",
        ],
        ids=[
            "semicolon",
            "no end of line",
            "comma",
            "tabulator",
            "other order",
            "quoted",
            "blanks",
            "decomposed",
            "empty columns",
            "empty lines",
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_is_read_however_it_was_written(self, text: str, encoding: str) -> None:
        assert read(text, encoding) == [RAYBAN]

    def test_keeps_the_other_delimiters_inside_a_cell(self) -> None:
        assert read(f'{HEADER}"Ray; ""Ban"", GmbH";A\r\n') == [Line(2, 'Ray; "Ban", GmbH', "A")]

    def test_counts_the_lines_as_an_editor_does(self) -> None:
        lines = read(f"\r\n{HEADER}\r\nA;A\r\n\r\nB;B\r\n")

        assert [line.number for line in lines] == [4, 6]

    def test_gives_back_what_was_defused(self) -> None:
        assert read(f"{HEADER}'=1+1;'-A\r\n") == [Line(2, "=1+1", "-A")]

    def test_leaves_an_empty_cell_to_whoever_stores_it(self) -> None:
        assert read(f"{HEADER}Rayban\r\n;A\r\n") == [Line(2, "Rayban", ""), Line(3, "", "A")]

    def test_may_have_as_many_rows_as_are_allowed(self) -> None:
        rows = "".join(f"A;A{number}\n" for number in range(MAX_ROWS))

        assert len(read(HEADER + rows)) == MAX_ROWS


class TestBadHeader:
    @pytest.mark.parametrize(
        ("header", "column", "sentence"),
        [
            ("Anzeigewert;Kürzel;Farbe", "Spalte 3", f"diese Spalte|{COLUMNS}"),
            ("Anzeigewert;;Kürzel", "Spalte 2", f"keinen Namen|{COLUMNS}"),
            ("Anzeigewert;Kürzel;anzeigewert", "Spalte 3", "kommt zweimal vor"),
            ("Anzeigewert", "Kürzel", f"Diese Spalte fehlt|{COLUMNS}"),
            ("Rayban;RAYBAN", "Spalte 1", f"nicht bekannt|{COLUMNS}"),
            ("<b>x</b>;Kürzel;Anzeigewert", "Spalte 1", f"nicht bekannt|{COLUMNS}"),
        ],
        ids=["unknown", "nameless", "twice", "missing", "none at all", "hostile"],
    )
    def test_is_named_by_its_column(self, header: str, column: str, sentence: str) -> None:
        content = read_file(f"{header}\r\nRayban;RAYBAN\r\n".encode())

        first = content.problems[0]
        words = [word for word in sentence.split("|") if word.lower() in first.sentence.lower()]
        assert (first.line, first.column) == (1, column)
        assert words == sentence.split("|")
        assert content.lines == []

    @pytest.mark.parametrize("content", [b"", b"\r\n\r\n", BOM_UTF8, b" ; ;\r\n"], ids=ascii)
    def test_may_be_missing(self, content: bytes) -> None:
        assert find_problems(content) == [
            (1, "Anzeigewert", "Diese Spalte fehlt"),
            (1, "Kürzel", "Diese Spalte fehlt"),
        ]


class TestBadRow:
    @pytest.mark.parametrize(
        ("row", "column", "sentence"),
        [
            ("Ray\x00ban;A", "Anzeigewert", "An Stelle 4 steht ein unsichtbares"),
            ("Ray\x1bban;A", "Anzeigewert", "An Stelle 4 steht ein unsichtbares"),
            ('"Ray\nban";A', "Anzeigewert", "An Stelle 4 steht ein unsichtbares"),
            ("Ray\u202eban;A", "Anzeigewert", "An Stelle 4 steht ein unsichtbares"),
            ("Rayban;A\ufffd", "Kürzel", "An Stelle 2 steht ein unsichtbares"),
            ("Rayban;A;mehr", "Spalte 3", "Hier steht mehr, als es Spalten gibt"),
            ("Rayban;B", "Kürzel", "Dieses Kürzel steht schon in Zeile 2"),
        ],
        ids=["NUL", "escape", "line break", "bidi", "replacement", "surplus", "twice"],
    )
    def test_is_named_and_the_others_are_read(self, row: str, column: str, sentence: str) -> None:
        content = read_file(f"{HEADER}Eins;B\r\n{row}\r\nZwei;C\r\n".encode())

        assert [(row.line, row.column) for row in content.problems] == [(3, column)]
        assert content.problems[0].sentence.startswith(sentence)
        assert [line.code for line in content.lines] == ["B", "C"]

    def test_is_named_by_the_line_it_begins_in(self) -> None:
        found = find_problems(f'{HEADER}"A\n\nB";A\r\nZwei;B;mehr\r\n'.encode())

        assert [row[:2] for row in found] == [(2, "Anzeigewert"), (5, "Spalte 3")]

    @pytest.mark.parametrize("row", ['"Rayban;A', '"Ray"ban;A'], ids=["open", "inside"])
    def test_ends_the_file_when_its_quotation_marks_are_wrong(self, row: str) -> None:
        found = find_problems(f"{HEADER}Eins;B\r\n{row}\r\n".encode())

        assert found == [(3, "", "Die Anführungszeichen gehen hier nicht auf")]

    def test_ends_the_file_when_it_is_one_too_many(self) -> None:
        rows = "".join(f"A;A{number}\n" for number in range(MAX_ROWS + 1))

        found = find_problems(f"{HEADER}{rows}".encode())

        assert found == [(MAX_ROWS + 2, "", "Die Datei hat zu viele Zeilen")]


class TestWrongEncoding:
    @pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16"])
    def test_is_told_at_the_first_place_it_shows(self, encoding: str) -> None:
        found = find_problems(f"{HEADER}Rayban;RAYBAN\r\n".encode(encoding))

        assert ENCODING.rstrip(".") in {sentence for _line, _column, sentence in found}
        assert {line for line, _column, _sentence in found} == {1}

    def test_is_told_at_the_cell(self) -> None:
        content = HEADER.encode() + "Eins;A\r\nGläser;B\r\n".encode("cp1252")

        assert find_problems(content) == [(3, "Anzeigewert", ENCODING.rstrip("."))]

    def test_says_what_to_do(self) -> None:
        problem = read_file("Anzeigewert;Kürzel\r\n".encode("cp1252")).problems[0]

        assert "„CSV UTF-8 (durch Trennzeichen getrennt)“" in problem.sentence
