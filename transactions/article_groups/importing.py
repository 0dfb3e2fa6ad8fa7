"""Lines of a file become article groups: all of them, or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from import_export.results import Result
from tablib import Dataset

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, record_deed
from interfaces.models import Chain
from transactions.article_groups.reading import COLUMNS, Content, Line, Problem
from transactions.article_groups.resource import ArticleGroupResource


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. With a problem it would do nothing."""

    new: list[Line]
    known: int
    problems: list[Problem]


class ImportRefused(Exception):
    """Nothing was stored; `problems` says why, by line and column."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def plan_import(*, chain: Chain, content: Content) -> ImportPlan:
    """What importing `content` into `chain` would add, and everything that is wrong with it.

    The rows are stored and taken back again, so that the database has been asked too.
    """
    result = _store(chain, content.lines, dry_run=True)
    problems = [*content.problems, *_list_problems(result, content.lines)]
    return ImportPlan(
        new=[line for line, row in zip(content.lines, result.rows, strict=True) if row.is_new()],
        known=sum(row.is_skip() for row in result.rows),
        problems=sorted(problems, key=lambda problem: problem.line),
    )


def import_groups(*, chain: Chain, lines: Sequence[Line], actor: Actor, now: datetime) -> int:
    """Adds the groups of `lines` that `chain` does not have, and records the deed either way.

    Returns how many were added. A code with another display value than the stored one, and
    whatever else is wrong, refuses them all.

    :raises ImportRefused: nothing was stored.
    """
    with transaction.atomic():
        result = _store(chain, lines, dry_run=False)
        problems = list(_list_problems(result, lines))
        added = 0 if problems else result.totals["new"]
        known = result.totals["skip"]
        record_deed(
            kind=DeedKind.IMPORT,
            outcome=DeedOutcome.NOTHING_STORED if problems else DeedOutcome.DONE,
            actor=actor,
            about=chain,
            at=now,
            detail=_("Artikelgruppen: %(new)s neu, %(known)s schon vorhanden")
            % {"new": added, "known": known},
        )
    if problems:
        raise ImportRefused(problems)
    return int(added)


def _store(chain: Chain, lines: Sequence[Line], *, dry_run: bool) -> Any:
    dataset = Dataset(headers=[COLUMNS["display_value"], COLUMNS["code"]])
    for line in lines:
        dataset.append([line.display_value, line.code])
    result: Result = ArticleGroupResource(chain).import_data(
        dataset, dry_run=dry_run, rollback_on_validation_errors=True
    )
    return result


def _list_problems(result: Any, lines: Sequence[Line]) -> Iterator[Problem]:
    for row in result.invalid_rows:
        for name, sentences in row.field_specific_errors.items():
            yield Problem(lines[row.number - 1].number, COLUMNS[name], " ".join(sentences))
    for failure in [*result.base_errors, *(one for row in result.rows for one in row.errors)]:
        if not isinstance(failure.error, IntegrityError):
            raise failure.error
        sentence = _("Diese Artikelgruppen hat inzwischen jemand angelegt.")
        yield Problem(lines[0].number, "", sentence)
