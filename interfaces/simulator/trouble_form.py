"""The form for troubles: what it offers, what it keeps after a mistake, and what it is read as."""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from interfaces.simulator import wording
from interfaces.simulator.calls import mask_card
from interfaces.simulator.inspection import list_members
from interfaces.simulator.language import Language
from interfaces.simulator.store import Store

NUMBERS = ("calls", "seconds", "probability", "seed")
WRITTEN = (*NUMBERS, "code")


class TroubleForm:
    """Offers the members' cards by a name that holds no card number."""

    def __init__(self, store: Store) -> None:
        """Offer the cards in `store`; their names are good until the process ends."""
        self._store = store
        self._key = secrets.token_bytes(32)

    def render(self, given: Mapping[str, str], language: Language) -> dict[str, str]:
        """Return the parts of the template, filled in with what was given before."""
        cards = [
            (self._name_card(member["card"]), _describe_member(member, language))
            for member in list_members(self._store)
        ]
        choices: dict[str, Iterable[tuple[str, str]]] = {
            "trouble": _say(wording.TROUBLES, language),
            "operation": _say(wording.OPERATIONS, language),
            "when": _say(wording.SIDES, language),
            "how": _say(wording.ENDINGS, language),
            "card": cards,
        }
        options = {
            f"{name}_options": _render_options(offered, given.get(name, ""))
            for name, offered in choices.items()
        }
        written = {f"{name}_value": escape(given.get(name, "")) for name in WRITTEN}
        checked = "checked" if given.get("until_cleared") else ""
        return {**options, **written, "until_cleared": checked}

    def read(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the order that the filled-in form stands for; empty fields are left out."""
        order: dict[str, Any] = {name: value for name, value in given.items() if value}
        for name in order.keys() & set(NUMBERS):
            order[name] = order[name].replace(",", ".")
        if "card" in order:
            order["card"] = self._find_card(order["card"])
        if order.pop("until_cleared", ""):
            order["calls"] = None
        return order

    def _find_card(self, name: str) -> str:
        cards = (member["card"] for member in list_members(self._store))
        return next((card for card in cards if self._name_card(card) == name), name)

    def _name_card(self, card: str) -> str:
        return hmac.digest(self._key, card.encode(), "sha256").hex()[:16]


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of a form as a browser sends it."""
    return dict(parse_qsl(body.decode("ascii", "replace")))


def _say(words: Mapping[str, str], language: Language) -> list[tuple[str, str]]:
    return [(code, language.say(word)) for code, word in words.items()]


def _describe_member(member: dict[str, Any], language: Language) -> str:
    status = language.say(wording.STATUSES[member["status"]])
    points = f"{language.format_points(member['balance'])} {language.say('Punkte')}"
    return f"{mask_card(member['card'])} ({status}, {points})"


def _render_options(offered: Iterable[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>'
        f"{escape(word)}</option>"
        for code, word in offered
    )
