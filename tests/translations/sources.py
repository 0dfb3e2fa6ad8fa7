"""Every text of ours that people read, found in the sources."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from interfaces.payback import cards, faults

ROOT = Path(__file__).resolve().parents[2]
APPS = ("interfaces", "transactions", "payback_site")
FUNCTIONS = frozenset({"gettext", "gettext_lazy", "ngettext", "ngettext_lazy"})
_LITERAL = r"""u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*\""""
_CALL = re.compile(rf"\b(?:n?gettext|_)\(({_LITERAL})(?:\s*,\s*({_LITERAL}))?")


@dataclass(frozen=True, slots=True)
class Text:
    """A German text as it stands in the source; `plural` is empty when it has none."""

    text: str
    plural: str = ""


def list_texts(app: str) -> set[Text]:
    """Everything the catalogue of `app` has to know."""
    found = {text for path in list_modules(app) for text in read_module(path.read_text())}
    found |= {text for path in list_templates(app) for text in read_template(path.read_text())}
    return found | (list_spoken() if app == "interfaces" else set())


def list_spoken() -> set[Text]:
    """The sentences of the framework-free part, translated where they are shown."""
    return {Text(text) for text in (*faults.SENTENCES.values(), *cards.SENTENCES.values())}


def list_modules(app: str) -> Iterator[Path]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def list_templates(app: str) -> Iterator[Path]:
    """Templates belong to the app that stands in their path, or else to the project."""
    folders = [ROOT / "templates", *(ROOT / name / "templates" for name in APPS)]
    for path in sorted(path for folder in folders for path in folder.rglob("*.html")):
        owners = [name for name in path.relative_to(ROOT).parts if name in APPS]
        if (owners or ["payback_site"])[0] == app:
            yield path


def read_module(source: str) -> Iterator[Text]:
    """The texts of one Python module, whatever names it gave the functions of gettext."""
    tree = ast.parse(source)
    names = {
        row.asname or row.name: row.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for row in node.names
        if row.name in FUNCTIONS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            wanted = 2 if names[node.func.id].startswith("n") else 1
            literals = [
                row.value
                for row in node.args[:wanted]
                if isinstance(row, ast.Constant) and isinstance(row.value, str)
            ]
            if len(literals) == wanted:
                yield Text(*literals)


def read_template(source: str) -> Iterator[Text]:
    """The texts of one template."""
    for call in _CALL.finditer(templatize(source, origin="template")):
        yield Text(*(ast.literal_eval(literal) for literal in call.groups() if literal))
