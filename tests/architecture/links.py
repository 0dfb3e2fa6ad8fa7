"""Finds relative links in Markdown that lead nowhere."""

import re
from pathlib import Path

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|(?:src|srcset|href)=\"([^\"]+)\"")
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)


def find_dead_links(page: Path, root: Path) -> list[str]:
    """Links of `page` to files or headings that are not there, or outside of the project."""
    text = _CODE.sub("", page.read_text(encoding="utf-8"))
    targets = [one or two for one, two in _LINK.findall(text)]
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    return [target for target in local if not _leads_somewhere(target, page, root.resolve())]


def _leads_somewhere(target: str, page: Path, root: Path) -> bool:
    name, _, heading = target.partition("#")
    found = (page.parent / name).resolve() if name else page.resolve()
    if not found.exists() or not found.is_relative_to(root):
        return False
    return not heading or heading in _list_anchors(found)


def _list_anchors(page: Path) -> set[str]:
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
