"""A file of article groups as people make it, read line by line."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interfaces.plain_text import validate_plain_text
from transactions.article_groups.cells import restore

# Column by field. The names stay German in every language: the file outlives the session.
COLUMNS: Mapping[str, str] = MappingProxyType({"display_value": "Anzeigewert", "code": "Kürzel"})
MAX_ROWS = 1000
_DELIMITERS = (";", ",", "\t")
_BLANKS = " \u00a0"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person has to mend; `column` is empty where the whole line is meant."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """One article group and where in the file it stands."""

    number: int
    display_value: str
    code: str


@dataclass(frozen=True, slots=True)
class Content:
    """The lines that can be read, and what is wrong with the others."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Unreadable(Exception):
    """Nothing after this can be read."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def read_file(content: bytes) -> Content:
    """Reads UTF-8 with or without byte order mark, parted by semicolon, comma or tabulator.

    The first line names the columns, in any order. Empty lines count for the numbers only. Whether
    the groups themselves may be stored is another question.
    """
    found = Content()
    # Bytes that are no UTF-8 stay recognisable, so that their cell can be named.
    text = content.decode("utf-8-sig", errors="surrogateescape")
    try:
        _read_lines(text, found)
    except _Unreadable as end:
        found.problems.extend(end.problems)
    return found


def _read_lines(text: str, found: Content) -> None:
    records = _read_records(text, _choose_delimiter(text))
    number, header = next(records, (1, []))
    order = _read_header(number, header)
    first_lines: dict[str, int] = {}
    count = 0
    for number, cells in records:
        count += 1
        if count > MAX_ROWS:
            sentence = _("Die Datei hat zu viele Zeilen. Erlaubt sind %(count)s Artikelgruppen.")
            raise _Unreadable(Problem(number, "", sentence % {"count": MAX_ROWS}))
        problems = list(_check_cells(number, cells, order))
        if problems:
            found.problems.extend(problems)
            continue
        line = _build_line(number, cells, order)
        first = first_lines.setdefault(line.code, number)
        if line.code and first != number:
            sentence = _("Dieses Kürzel steht schon in Zeile %(line)s.") % {"line": first}
            found.problems.append(Problem(number, COLUMNS["code"], sentence))
        else:
            found.lines.append(line)


def _choose_delimiter(text: str) -> str:
    """The one that stands in the first line most often."""
    first = text.lstrip("\r\n").partition("\n")[0].partition("\r")[0]
    return max(_DELIMITERS, key=first.count)


def _read_records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the number of the line each begins in; empty ones are left out."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = [cell.strip(_BLANKS) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            sentence = _("Die Anführungszeichen gehen hier nicht auf. Bitte prüfen Sie die Zeile.")
            raise _Unreadable(Problem(number, "", sentence)) from None
        if any(cells):
            yield number, cells


def _read_header(number: int, cells: list[str]) -> list[str]:
    """The field of each column, in the order of the file."""
    by_name = {name.casefold(): name_of for name_of, name in COLUMNS.items()}
    names = [unicodedata.normalize("NFC", restore(cell)).casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    problems = [
        Problem(number, _number_column(place), _explain_column(name, cells[place]))
        for place, name in enumerate(names)
        if name not in by_name or name in names[:place]
    ]
    missing = [name for name in COLUMNS.values() if name.casefold() not in names]
    if missing and not problems:
        sentence = _("Diese Spalte fehlt. Die erste Zeile nennt die Spalten: %(columns)s.")
        problems = [Problem(number, name, sentence % _name_columns()) for name in missing]
    if problems:
        raise _Unreadable(*problems)
    return [by_name[name] for name in names]


def _explain_column(name: str, cell: str) -> str:
    if _is_undecoded(cell):
        return _explain_encoding()
    if name in {known.casefold() for known in COLUMNS.values()}:
        return _("Diese Spalte kommt zweimal vor.")
    if not name:
        return _("Diese Spalte hat keinen Namen. Erlaubt sind %(columns)s.") % _name_columns()
    return _("Diese Spalte ist nicht bekannt. Erlaubt sind %(columns)s.") % _name_columns()


def _check_cells(number: int, cells: list[str], order: list[str]) -> Iterator[Problem]:
    for place, cell in enumerate(cells):
        is_surplus = place >= len(order)
        column = _number_column(place) if is_surplus else COLUMNS[order[place]]
        if is_surplus and cell:
            yield Problem(number, column, _("Hier steht mehr, als es Spalten gibt."))
        elif _is_undecoded(cell):
            yield Problem(number, column, _explain_encoding())
        else:
            yield from _check_characters(number, column, restore(cell))


def _check_characters(number: int, column: str, text: str) -> Iterator[Problem]:
    try:
        validate_plain_text(text)
    except ValidationError as error:
        yield Problem(number, column, error.messages[0])


def _build_line(number: int, cells: list[str], order: list[str]) -> Line:
    values = dict.fromkeys(COLUMNS, "") | {
        name: restore(cell) for name, cell in zip(order, cells, strict=False)
    }
    return Line(number, **values)


def _is_undecoded(cell: str) -> bool:
    return any("\udc80" <= sign <= "\udcff" for sign in cell)


def _explain_encoding() -> str:
    return _(
        "Hier stehen Zeichen, die nicht lesbar sind. Bitte speichern Sie die Datei als "
        "„CSV UTF-8 (durch Trennzeichen getrennt)“."
    )


def _name_columns() -> dict[str, str]:
    return {"columns": " · ".join(COLUMNS.values())}


def _number_column(place: int) -> str:
    return _("Spalte %(number)s") % {"number": place + 1}
