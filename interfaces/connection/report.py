"""A test as the page shows it, in the language of whoever looks."""

from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from interfaces.choices import ProbeObstacle, ProbeState
from interfaces.connection.sentences import ALL_WELL, SENTENCES, STAGE_LABELS, STATE_WORDS
from interfaces.models import ConnectionTest, Interface
from interfaces.payback.stages import Stage

_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage. `state`: passed, failed, skipped, running, open or untried; `word` says it."""

    stage: str
    label: str
    state: str
    word: str
    duration: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole test. `headline` is empty while it goes on; `summary` says when and by whom."""

    state: str
    is_ended: bool
    headline: str
    summary: str
    lines: tuple[StageLine, ...]


def build_report(test: ConnectionTest) -> Report:
    """What is to be seen of `test` now; no secret, no host and no user is part of it."""
    known = {row["stage"]: row for row in test.stages}
    lines = tuple(_build_line(stage, known.get(stage), test) for stage in Stage)
    return Report(
        state=test.state,
        is_ended=test.is_ended,
        headline=_write_headline(test, lines),
        summary=_write_summary(test),
        lines=lines,
    )


def list_stages() -> list[tuple[str, str]]:
    """Names and labels of all stages, in their order."""
    return [(stage.value, str(STAGE_LABELS[stage])) for stage in Stage]


def find_last_test(*, interface: Interface) -> ConnectionTest | None:
    """The latest test of the interface that has ended."""
    rows = interface.connection_tests.select_related("requested_by")
    return rows.filter(ended_at__isnull=False).first()


def _build_line(stage: Stage, row: dict[str, Any] | None, test: ConnectionTest) -> StageLine:
    label = str(STAGE_LABELS[stage])
    if row is None:
        state = _state_of_missing(stage, test)
        return StageLine(stage.value, label, state, str(STATE_WORDS[state]))
    return StageLine(
        stage=stage.value,
        label=label,
        state=row["state"],
        word=str(STATE_WORDS[row["state"]]),
        duration="" if row["state"] == "skipped" else _write_duration(row["duration_ms"]),
        sentence=_write_sentence(row["reason"], row["code"]),
    )


def _state_of_missing(stage: Stage, test: ConnectionTest) -> str:
    if test.is_ended:
        return "untried"
    is_next = list(Stage).index(stage) == len(test.stages)
    return "running" if is_next and test.state == ProbeState.RUNNING else "open"


def _write_headline(test: ConnectionTest, lines: tuple[StageLine, ...]) -> str:
    if test.state == ProbeState.PASSED:
        return str(ALL_WELL)
    if test.reason in ProbeObstacle.values:
        return str(ProbeObstacle(test.reason).label)
    return next((line.sentence for line in lines if line.sentence), "")


def _write_sentence(reason: str, code: str) -> str:
    return str(SENTENCES[reason]) % {"code": code} if reason else ""


def _write_duration(milliseconds: int) -> str:
    if milliseconds < 1:
        return _("unter 1 ms")
    if milliseconds < _SECOND_MS:
        return _("%(number)s ms") % {"number": milliseconds}
    seconds = formats.number_format(milliseconds / _SECOND_MS, decimal_pos=1)
    return _("%(number)s s") % {"number": seconds}


def _write_summary(test: ConnectionTest) -> str:
    moment = timezone.localtime(test.ended_at or test.requested_at)
    return _("%(state)s am %(moment)s, getestet von %(who)s") % {
        "state": test.get_state_display(),
        "moment": formats.date_format(moment, "DATETIME_FORMAT"),
        "who": test.requested_by or _("unbekannt"),
    }
