"""The page for people: accounts, coupons, troubles with a form, bookings and calls."""

from collections.abc import Iterable, Mapping
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qsl

from interfaces.simulator import wording
from interfaces.simulator.answers import CSS, HTML, Answer, Request, answer_text
from interfaces.simulator.calls import Calls, mask_card
from interfaces.simulator.control import Control
from interfaces.simulator.inspection import list_coupons, list_ledger, list_members
from interfaces.simulator.orders import WrongField
from interfaces.simulator.store import Store
from interfaces.simulator.troubles import Troubles

FILES = Path(__file__).resolve().parent / "files"
POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
SHOWN_ROWS = 50
NUMBERS = {"calls": int, "seconds": float, "probability": float, "seed": int}


class Page:
    """Renders the page and takes its forms; cards are masked, secrets are not on it."""

    def __init__(self, *, store: Store, troubles: Troubles, calls: Calls, control: Control) -> None:
        """Show these parts; forms go through `control`."""
        self._store = store
        self._troubles = troubles
        self._calls = calls
        self._control = control
        self._template = Template((FILES / "page.html").read_text(encoding="utf-8"))
        self._styles = (FILES / "page.css").read_bytes()

    def answer(self, request: Request) -> Answer:
        """Return the page, its style sheet, or where a form leads."""
        match (request.method, request.path):
            case ("GET", "/"):
                return self._render()
            case ("GET", "/page.css"):
                return Answer(body=self._styles, content_type=CSS)
            case ("POST", "/troubles"):
                return self._order_trouble(request)
            case ("POST", "/troubles/clear"):
                self._troubles.clear()
                return _go_back()
            case ("POST", "/reset"):
                self._control.reset()
                return _go_back()
            case _:
                return answer_text(HTTPStatus.NOT_FOUND, "Diese Seite gibt es nicht.")

    def _order_trouble(self, request: Request) -> Answer:
        try:
            self._control.order_trouble(_read_form(request.body))
        except WrongField as error:
            label = wording.FIELDS.get(error.field, error.field)
            return self._render(
                f"Das Feld „{label}“ fehlt, ist ungültig oder passt nicht zu dieser Störung."
                " Es wurde nichts eingeschaltet."
            )
        return _go_back()

    def _render(self, problem: str = "") -> Answer:
        troubles = self._troubles.list_orders()
        parts = {
            "problem": f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "",
            "members": _render_rows(map(_show_member, list_members(self._store))),
            "coupons": _render_rows(map(_show_coupon, list_coupons(self._store))),
            "troubles": _render_rows(map(_show_trouble, troubles), "Zurzeit keine Störung."),
            "ledger": _render_rows(
                map(_show_entry, list_ledger(self._store)[-SHOWN_ROWS:][::-1]),
                "Noch nichts gebucht.",
            ),
            "calls": _render_rows(
                map(_show_call, self._calls.list_calls()[-SHOWN_ROWS:][::-1]),
                "Noch kein Aufruf.",
            ),
            "trouble_options": _render_options(wording.TROUBLES),
            "operation_options": _render_options(wording.OPERATIONS),
            "side_options": _render_options(wording.SIDES),
            "ending_options": _render_options(wording.ENDINGS),
        }
        return Answer(
            status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
            body=self._template.substitute(parts).encode(),
            content_type=HTML,
            headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"},
        )


def _read_form(body: bytes) -> dict[str, Any]:
    given: dict[str, Any] = dict(parse_qsl(body.decode("ascii", "replace")))
    for name in NUMBERS.keys() & given.keys():
        given[name] = given[name].replace(",", ".")
    if given.pop("until_cleared", ""):
        given["calls"] = None
    return given


def _go_back() -> Answer:
    return Answer(status=HTTPStatus.SEE_OTHER, content_type=HTML, headers={"Location": "/"})


def _show_member(member: dict[str, Any]) -> list[str]:
    return [
        mask_card(member["card"]),
        wording.STATUSES[member["status"]],
        wording.format_points(member["balance"]),
        "ja" if member["has_pin"] else "nein",
    ]


def _show_coupon(coupon: dict[str, Any]) -> list[str]:
    value = wording.format_points(coupon["value"]) if coupon["value"] else ""
    return [coupon["code"], wording.COUPON_KINDS[coupon["kind"]], value]


def _show_trouble(trouble: dict[str, Any]) -> list[str]:
    left = trouble["calls_left"]
    return [
        wording.TROUBLES[trouble["trouble"]],
        wording.OPERATIONS.get(trouble["operation"] or "", "alle"),
        mask_card(trouble["card"]) if trouble["card"] else "alle",
        "bis zum Aufheben" if left is None else str(left),
        str(trouble["calls_hit"]),
    ]


def _show_entry(entry: dict[str, Any]) -> list[str]:
    return [
        wording.format_moment(entry["booked_at"]),
        wording.OPERATIONS[entry["operation"]],
        entry["receipt_number"],
        entry["branch"],
        mask_card(entry["card"]),
        wording.format_amount(entry["legal_amount"]),
        wording.format_points(entry["points"]),
        ", ".join(entry["coupons"]),
    ]


def _show_call(call: dict[str, Any]) -> list[str]:
    return [
        wording.format_moment(call["at"]),
        wording.OPERATIONS.get(call["operation"], ""),
        call["receipt_number"],
        call["masked_card"],
        wording.VERDICTS[call["verdict"]],
        call["detail"],
        wording.TROUBLES.get(call["trouble"], ""),
        call["request_digest"][:12],
    ]


def _render_rows(rows: Iterable[list[str]], empty: str = "") -> str:
    rendered = [
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in rows
    ]
    return "\n".join(rendered) or f'<tr><td colspan="8" class="empty">{escape(empty)}</td></tr>'


def _render_options(words: Mapping[str, str]) -> str:
    return "".join(
        f'<option value="{escape(code)}">{escape(word)}</option>' for code, word in words.items()
    )
