"""The page for people: accounts, coupons, troubles with a form, bookings and calls."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from interfaces.simulator import wording
from interfaces.simulator.answers import CSS, HTML, JAVASCRIPT, Answer, Request, answer_text
from interfaces.simulator.calls import Calls
from interfaces.simulator.control import Control
from interfaces.simulator.inspection import list_coupons, list_ledger, list_members
from interfaces.simulator.language import Language, read_language
from interfaces.simulator.orders import WrongField
from interfaces.simulator.rows import (
    show_call,
    show_coupon,
    show_entry,
    show_member,
    show_trouble,
)
from interfaces.simulator.store import Store
from interfaces.simulator.trouble_form import TroubleForm, read_fields
from interfaces.simulator.troubles import Troubles

FILES = Path(__file__).resolve().parent / "files"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A stricter policy for referrers would make browsers send "Origin: null" with our own forms.
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
SHOWN_ROWS = 50
WRONG_FIELD = (
    "Das Feld „{field}“ fehlt, ist ungültig oder passt nicht zu dieser Störung. Es wurde nichts"
    " eingeschaltet."
)
FOREIGN_FORM = (
    "Das Formular kam nicht von dieser Seite. Bitte öffnen Sie die Seite neu und versuchen Sie es"
    " noch einmal."
)


class Page:
    """Renders the page and takes its forms; cards are masked, secrets are not on it."""

    def __init__(self, *, store: Store, troubles: Troubles, calls: Calls, control: Control) -> None:
        """Show these parts; forms go through `control`."""
        self._store = store
        self._troubles = troubles
        self._calls = calls
        self._control = control
        self._form = TroubleForm(store)
        self._template = (FILES / "page.html").read_text(encoding="utf-8")
        self._files = {
            f"/{name}": Answer(body=(FILES / name).read_bytes(), content_type=kind)
            for name, kind in (("page.css", CSS), ("page.js", JAVASCRIPT))
        }
        self._forms: dict[str, Callable[[Request], Answer]] = {
            "/troubles": self._order_trouble,
            "/troubles/clear": self._clear_troubles,
            "/reset": self._reset,
        }

    def answer(self, request: Request) -> Answer:
        """Return the page, one of its files, or where a form leads."""
        language = read_language(request.query)
        if request.method == "GET" and request.path == "/":
            return self._render(language)
        if request.method == "GET" and request.path in self._files:
            return self._files[request.path]
        if request.method != "POST" or request.path not in self._forms:
            return answer_text(HTTPStatus.NOT_FOUND, "Diese Seite gibt es nicht.")
        if not request.from_own_page:
            return answer_text(HTTPStatus.FORBIDDEN, language.say(FOREIGN_FORM))
        return self._forms[request.path](request)

    def _order_trouble(self, request: Request) -> Answer:
        language = read_language(request.query)
        given = read_fields(request.body)
        try:
            self._control.order_trouble(self._form.read(given))
        except WrongField as error:
            label = language.say(wording.FIELDS.get(error.field, ""))
            problem = language.say(WRONG_FIELD).format(field=label or error.field)
            return self._render(language, given, problem)
        return _go_back(request)

    def _clear_troubles(self, request: Request) -> Answer:
        self._troubles.clear()
        return _go_back(request)

    def _reset(self, request: Request) -> Answer:
        self._control.reset()
        return _go_back(request)

    def _render(
        self, language: Language, given: Mapping[str, str] | None = None, problem: str = ""
    ) -> Answer:
        parts = {
            "problem": f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "",
            "language": language,
            "address": language.address,
            "query": language.address.removeprefix("/"),
            "other": language.other,
            "other_address": language.other.address,
            "other_name": "Deutsch" if language is Language.ENGLISH else "English",
            **self._render_tables(language),
            **self._form.render(given or {}, language),
        }
        template = Template(language.say_marked(self._template))
        return Answer(
            status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
            body=template.substitute(parts).encode(),
            content_type=HTML,
            headers=HEADERS,
        )

    def _render_tables(self, language: Language) -> dict[str, str]:
        entries = list_ledger(self._store)[-SHOWN_ROWS:][::-1]
        calls = self._calls.list_calls()[-SHOWN_ROWS:][::-1]
        troubles = self._troubles.list_orders()
        return {
            "members": _render_rows(
                show_member(row, language) for row in list_members(self._store)
            ),
            "coupons": _render_rows(
                show_coupon(row, language) for row in list_coupons(self._store)
            ),
            "troubles": _render_rows(
                (show_trouble(row, language) for row in troubles),
                language.say("Zurzeit keine Störung."),
            ),
            "ledger": _render_rows(
                (show_entry(row, language) for row in entries), language.say("Noch nichts gebucht.")
            ),
            "calls": _render_rows(
                (show_call(row, language) for row in calls), language.say("Noch kein Aufruf.")
            ),
        }


def _go_back(request: Request) -> Answer:
    address = read_language(request.query).address
    return Answer(status=HTTPStatus.SEE_OTHER, content_type=HTML, headers={"Location": address})


def _render_rows(rows: Iterable[list[str]], empty: str = "") -> str:
    rendered = [
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in rows
    ]
    return "\n".join(rendered) or f'<tr><td colspan="8" class="empty">{escape(empty)}</td></tr>'
