"""Why an interface applies to a workstation or does not, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from interfaces.choices import Scope, Standing
from interfaces.models import Interface
from interfaces.queries import Candidate, Decision


@dataclass(frozen=True, slots=True)
class Explained:
    """One candidate with the reason for its standing; `applies` marks the one that is used."""

    interface: Interface
    standing: Standing
    applies: bool
    reason: str


def explain_candidates(decision: Decision) -> list[Explained]:
    """Every candidate of `decision` with a sentence, the most specific and latest first."""
    chosen = next((row for row in decision.candidates if row.standing == Standing.WINS), None)
    return [
        Explained(
            interface=row.interface,
            standing=row.standing,
            applies=row.interface == decision.winner,
            reason=" ".join(_tell_reason(row, decision=decision, chosen=chosen)),
        )
        for row in reversed(decision.candidates)
    ]


def _tell_reason(row: Candidate, *, decision: Decision, chosen: Candidate | None) -> Iterator[str]:
    match row.standing:
        case Standing.WINS:
            yield from _tell_obstacle(decision)
        case Standing.OFF:
            yield _("Sie ist ausgeschaltet und zählt deshalb nicht.")
        case Standing.NOT_STARTED:
            yield _("Ihr Start am %(day)s ist noch nicht erreicht.") % {
                "day": _tell_day(row.interface.start_date)
            }
        case _ if chosen is not None:
            yield _tell_better(row, chosen=chosen.interface)


def _tell_obstacle(decision: Decision) -> Iterator[str]:
    if decision.winner is None:
        yield _("Sie würde gelten.")
    else:
        yield _("Sie ist die genaueste, die eingeschaltet und deren Start erreicht ist.")
    if decision.obstacle is not None:
        yield str(decision.obstacle.label)


def _tell_better(row: Candidate, *, chosen: Interface) -> str:
    if row.standing == Standing.SUPERSEDED:
        return _(
            "Am %(day)s abgelöst: Unter gleich genauen Schnittstellen gilt die mit dem spätesten "
            "Start."
        ) % {"day": _tell_day(chosen.start_date)}
    if chosen.scope == Scope.WORKSTATION:
        return _("Die eigene Schnittstelle des Arbeitsplatzes ist genauer und geht vor.")
    return _("Die eigene Schnittstelle der Filiale ist genauer und geht vor.")


def _tell_day(day: date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else "–"
