"""The page for people."""

import re
from pathlib import Path

import pytest
import requests

from interfaces.simulator import wording
from interfaces.simulator.english import ENGLISH
from interfaces.simulator.language import MARKED_TEXT
from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import build_purchase
from tests.simulator_process import SimulatorProcess


def read_page(simulator: SimulatorProcess, query: str = "") -> requests.Response:
    """Return the page as a browser gets it."""
    return requests.get(f"{simulator.url}/{query}", timeout=10)


def send_form(
    simulator: SimulatorProcess,
    path: str,
    fields: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> requests.Response:
    """Send a form as the page itself does, or with other headers, and follow nothing."""
    return requests.post(
        f"{simulator.url}{path}",
        data=fields or {},
        headers={"Origin": simulator.url} if headers is None else headers,
        timeout=10,
        allow_redirects=False,
    )


def find_card_names(page: str) -> list[str]:
    """Return the values the page offers for a card, in the order of the members."""
    _, _, rest = page.partition('<select name="card">')
    return re.findall(r'value="([^"]+)"', rest.partition("</select>")[0])


class TestPage:
    """The page…"""

    def test_shows_bookings_and_calls_with_masked_cards(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_purchase("1234.00", total="1234.50", receipt_number="R-5"))

        text = read_page(simulator).text

        assert "904019******7692" in text
        assert "1.234,50 €" in text
        assert "<td>1.234</td>" in text
        assert "gebucht" in text
        assert envelopes.RICH not in text

    def test_never_shows_a_secret(self, caller: Caller, simulator: SimulatorProcess) -> None:
        simulator.put_member(envelopes.RICH, pin="8642")
        caller.post(build_purchase())

        text = read_page(simulator).text

        assert "demo-secret" not in text
        assert "8642" not in text

    def test_escapes_what_callers_sent(self, caller: Caller, simulator: SimulatorProcess) -> None:
        caller.post(build_purchase(receipt_number="&lt;script&gt;alert(1)&lt;/script&gt;"))

        text = read_page(simulator).text

        assert "&lt;script&gt;alert(1)" in text
        assert "<script>" not in text

    @pytest.mark.parametrize("name", ["page.css", "page.js"])
    def test_serves_the_files_it_names(self, simulator: SimulatorProcess, name: str) -> None:
        response = requests.get(f"{simulator.url}/{name}", timeout=10)

        assert f'"/{name}"' in read_page(simulator).text
        assert response.status_code == 200

    def test_allows_nothing_but_its_own_styles_and_script(
        self, simulator: SimulatorProcess
    ) -> None:
        response = read_page(simulator)

        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
        assert "unsafe" not in policy
        assert "style=" not in response.text

    def test_says_when_something_does_not_exist(self, simulator: SimulatorProcess) -> None:
        response = requests.get(f"{simulator.url}/nowhere", timeout=10)

        assert response.status_code == 404


class TestForm:
    """The form for troubles…"""

    def test_orders_trouble_from_the_fields_filled_in(self, simulator: SimulatorProcess) -> None:
        form = {
            "trouble": "delay",
            "operation": "",
            "card": envelopes.RICH,
            "calls": "3",
            "seconds": "1,5",
            "when": "after",
            "code": "",
        }

        response = send_form(simulator, "/troubles", form)

        assert (response.status_code, response.headers["Location"]) == (303, "/")
        (trouble,) = simulator.troubles()
        assert (trouble["seconds"], trouble["calls"], trouble["when"]) == (1.5, 3, "after")

    def test_may_order_it_until_cleared(self, simulator: SimulatorProcess) -> None:
        form = {"trouble": "http_500", "until_cleared": "1"}

        send_form(simulator, "/troubles", form)

        assert "bis zum Aufheben" in read_page(simulator).text
        assert simulator.troubles()[0]["calls"] is None

    def test_names_the_field_that_is_wrong(self, simulator: SimulatorProcess) -> None:
        form = {"trouble": "delay", "seconds": "lange"}

        response = send_form(simulator, "/troubles", form)

        assert response.status_code == 400
        assert "Das Feld „Sekunden“ fehlt, ist ungültig oder passt nicht" in response.text

    def test_keeps_what_was_filled_in_when_a_field_is_wrong(
        self, simulator: SimulatorProcess
    ) -> None:
        name = find_card_names(read_page(simulator).text)[1]
        form = {"trouble": "delay", "seconds": "lange", "card": name, "calls": '"3'}

        text = send_form(simulator, "/troubles", form).text

        assert 'name="seconds" inputmode="decimal" value="lange"' in text
        assert 'placeholder="1" value="&quot;3"' in text
        assert '<option value="delay" selected>' in text
        assert f'<option value="{name}" selected>' in text

    def test_takes_a_card_that_was_chosen_by_its_masked_number(
        self, simulator: SimulatorProcess
    ) -> None:
        page = read_page(simulator).text
        form = {"trouble": "garbage", "card": find_card_names(page)[0]}

        send_form(simulator, "/troubles", form)

        assert "904019******7692 (registriert, 1.320 Punkte)" in page
        assert simulator.troubles()[0]["card"] == envelopes.RICH

    @pytest.mark.parametrize("path", ["/troubles/clear", "/reset"])
    def test_is_accompanied_by_buttons_that_end_the_trouble(
        self, simulator: SimulatorProcess, path: str
    ) -> None:
        simulator.trouble("http_500")

        response = send_form(simulator, path)

        assert response.status_code == 303
        assert simulator.troubles() == []


PATHS = ["/troubles", "/troubles/clear", "/reset"]


class TestOrigin:
    """A form…"""

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "none"},
            {"Referer": "https://elsewhere.example/"},
        ],
        ids=["silent", "other-origin", "no-origin", "cross-site", "by-hand", "other-referrer"],
    )
    def test_that_is_not_from_this_page_is_refused(
        self, simulator: SimulatorProcess, path: str, headers: dict[str, str]
    ) -> None:
        simulator.trouble("garbage")

        response = send_form(simulator, path, {"trouble": "http_500"}, headers)

        assert response.status_code == 403
        assert [trouble["trouble"] for trouble in simulator.troubles()] == ["garbage"]

    def test_without_origin_is_known_by_where_it_was_fetched(
        self, simulator: SimulatorProcess
    ) -> None:
        headers = {"Sec-Fetch-Site": "same-origin"}

        response = send_form(simulator, "/troubles", {"trouble": "http_500"}, headers)

        assert response.status_code == 303

    def test_of_an_older_browser_is_known_by_its_referrer(
        self, simulator: SimulatorProcess
    ) -> None:
        headers = {"Referer": f"{simulator.url}/?lang=en"}

        response = send_form(simulator, "/troubles", {"trouble": "http_500"}, headers)

        assert response.status_code == 303


class TestHost:
    """The name in the Host header…"""

    @pytest.mark.parametrize("path", ["/", "/control/ledger", "/simulator/v1/soap?wsdl"])
    @pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.example", "", "[::1"])
    def test_must_be_one_of_this_machine(
        self, simulator: SimulatorProcess, path: str, host: str
    ) -> None:
        response = requests.get(f"{simulator.url}{path}", headers={"Host": host}, timeout=10)

        assert response.status_code == 421

    @pytest.mark.parametrize("host", ["localhost", "localhost:9999", "127.0.0.1", "[::1]:80"])
    def test_may_be_any_name_of_the_loopback(self, simulator: SimulatorProcess, host: str) -> None:
        response = requests.get(f"{simulator.url}/", headers={"Host": host}, timeout=10)

        assert response.status_code == 200

    def test_may_be_one_that_was_allowed_at_the_start(self, tmp_path: Path) -> None:
        with SimulatorProcess(tmp_path / "s.sqlite3", "--allow-host", "payback.test") as process:
            response = requests.get(process.url, headers={"Host": "payback.test"}, timeout=10)

        assert response.status_code == 200


class TestEnglish:
    """The English page…"""

    def test_is_one_link_away_and_leads_back(self, simulator: SimulatorProcess) -> None:
        german, english = read_page(simulator), read_page(simulator, "?lang=en")

        assert '<html lang="de">' in german.text
        assert '<a href="/?lang=en" lang="en" hreflang="en">English</a>' in german.text
        assert '<html lang="en">' in english.text
        assert '<a href="/" lang="de" hreflang="de">Deutsch</a>' in english.text

    def test_writes_figures_as_english_readers_do(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_purchase("1234.00", total="1234.50"))

        text = read_page(simulator, "?lang=en").text

        assert "1,234.50 €" in text
        assert "<td>1,234</td>" in text
        assert "<td>Collect</td>" in text

    def test_stays_english_behind_a_form(self, simulator: SimulatorProcess) -> None:
        good = send_form(simulator, "/troubles?lang=en", {"trouble": "http_500"})
        bad = send_form(simulator, "/troubles?lang=en", {"trouble": "delay"})

        assert good.headers["Location"] == "/?lang=en"
        assert "The field “Seconds” is missing" in bad.text

    def test_knows_every_word_of_the_simulator(self) -> None:
        root = Path(wording.__file__).parent
        template = (root / "files" / "page.html").read_text(encoding="utf-8")
        tables = [
            wording.TROUBLES,
            wording.OPERATIONS,
            wording.STATUSES,
            wording.COUPON_KINDS,
            wording.VERDICTS,
            wording.SIDES,
            wording.FIELDS,
            wording.ENDINGS,
        ]

        spoken = {word for table in tables for word in table.values()}

        assert spoken | set(MARKED_TEXT.findall(template)) <= set(ENGLISH)
