"""A page of docs/ walked through: its shell lines in order, its answers beside the real ones."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```", re.DOTALL | re.MULTILINE)
ANYTHING = "…"
WALKING_SECONDS = 120
END_OF_STEP = "\x1e"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Shell lines of the page, and the answer it shows for the last of them, if it shows one."""

    lines: str
    shown: str


def read_steps(page: str) -> list[Step]:
    """The blocks of a page's text, each of shell lines with the JSON that follows it."""
    steps: list[Step] = []
    for kind, block in BLOCK.findall(page):
        if kind == "sh":
            steps.append(Step(lines=block, shown=""))
        else:
            steps[-1] = Step(lines=steps[-1].lines, shown=block)
    return steps


def walk(steps: list[Step], *, folder: Path, var: Path) -> list[str]:
    """Run the steps in one shell, `var/` leading to the demo's folder; what each one printed."""
    lines = f"\nprintf '{END_OF_STEP}'\n".join(step.lines for step in steps)
    done = subprocess.run(
        ["sh", "-eu", "-c", lines.replace("var/", f"{var}/")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=WALKING_SECONDS,
    )
    return done.stdout.split(END_OF_STEP)


def read_last_answer(printed: str) -> Any:
    """The last of the JSON values a step printed one after the other."""
    decoder, position, value = json.JSONDecoder(), 0, None
    while position < len(printed.rstrip()):
        value, position = decoder.raw_decode(printed, position)
        position += len(printed[position:]) - len(printed[position:].lstrip())
    return value


def read_shown(shown: str) -> Any:
    """The JSON of a page, a bare `…` in it as a text."""
    quoted = re.sub(rf"(?<=[\s\[:]){ANYTHING}(?=[\s,\]}}])", f'"{ANYTHING}"', shown)
    return json.loads(quoted)


def fits(shown: Any, told: Any) -> bool:
    """Whether an answer is the shown one, whatever it has where the page has `…`."""
    if shown == ANYTHING or shown == [ANYTHING]:
        return told is not None
    if isinstance(shown, dict) and isinstance(told, dict):
        return shown.keys() == told.keys() and all(fits(shown[name], told[name]) for name in shown)
    if isinstance(shown, list) and isinstance(told, list):
        return len(shown) == len(told) and all(map(fits, shown, told))
    if isinstance(shown, str) and isinstance(told, str):
        pattern = ".*".join(map(re.escape, shown.split(ANYTHING)))
        return re.fullmatch(pattern, told, re.DOTALL) is not None
    return bool(shown == told)
