"""Reading a JSON body strictly: what is ambiguous is refused, not guessed."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

MOST_LEVELS = 20
LONGEST_NAME = 60


class MalformedBody(Exception):
    """The body is no unambiguous JSON; the text says what is wrong with it."""


class StrictParser(Parser):
    """UTF-8 JSON without duplicate keys, without NaN or Infinity, at most 20 levels deep."""

    def parse_body(self, request: HttpRequest) -> Any:
        return parse_json(request.body)


def parse_json(body: bytes) -> Any:
    """The value `body` stands for.

    :raises MalformedBody: wrong encoding, no JSON, a key given twice, a number that is none, or
        nested too deeply.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedBody(_("Der Inhalt ist nicht in UTF-8 geschrieben.")) from error
    _refuse_deep_nesting(text)
    try:
        return json.loads(
            text, object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise MalformedBody(_("Der Inhalt ist kein JSON.")) from error


def canonical_value(value: Any) -> bytes:
    """Equal bytes for equal content, whatever the order of keys and the blanks were."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def show_name(name: str) -> str:
    """A field's name as it may be repeated in an answer: cut, without unprintable characters."""
    shown = name[:LONGEST_NAME]
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in shown
    )


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, value in pairs:
        if name in content:
            raise MalformedBody(
                _("Das Feld %(name)s kommt zweimal vor.") % {"name": show_name(name)}
            )
        content[name] = value
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedBody(_("%(name)s ist in JSON keine Zahl.") % {"name": name})


def _refuse_deep_nesting(text: str) -> None:
    level = 0
    inside_text = escaped = False
    for character in text:
        if inside_text:
            escaped, inside_text = (
                character == "\\" and not escaped,
                escaped or character != '"',
            )
        elif character == '"':
            inside_text = True
        elif character in "[{":
            level += 1
            if level > MOST_LEVELS:
                raise MalformedBody(
                    _("Der Inhalt ist mehr als %(levels)s Ebenen tief verschachtelt.")
                    % {"levels": MOST_LEVELS}
                )
        elif character in "]}":
            level -= 1
