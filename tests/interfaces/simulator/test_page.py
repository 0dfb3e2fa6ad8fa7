"""The page for people."""

import pytest
import requests

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import build_purchase
from tests.simulator_process import SimulatorProcess


def read_page(simulator: SimulatorProcess) -> requests.Response:
    """Return the page as a browser gets it."""
    return requests.get(f"{simulator.url}/", timeout=10)


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
        assert "<script" not in text

    def test_allows_nothing_but_its_own_styles(self, simulator: SimulatorProcess) -> None:
        response = read_page(simulator)

        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
        assert "style=" not in response.text
        assert requests.get(f"{simulator.url}/page.css", timeout=10).status_code == 200

    def test_says_when_something_does_not_exist(self, simulator: SimulatorProcess) -> None:
        response = requests.get(f"{simulator.url}/page.js", timeout=10)

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

        response = requests.post(
            f"{simulator.url}/troubles", data=form, timeout=10, allow_redirects=False
        )

        assert (response.status_code, response.headers["Location"]) == (303, "/")
        (trouble,) = simulator.troubles()
        assert (trouble["seconds"], trouble["calls"], trouble["when"]) == (1.5, 3, "after")

    def test_may_order_it_until_cleared(self, simulator: SimulatorProcess) -> None:
        form = {"trouble": "http_500", "until_cleared": "1"}

        response = requests.post(f"{simulator.url}/troubles", data=form, timeout=10)

        assert "bis zum Aufheben" in response.text
        assert simulator.troubles()[0]["calls"] is None

    def test_names_the_field_that_is_wrong(self, simulator: SimulatorProcess) -> None:
        form = {"trouble": "delay", "seconds": "lange"}

        response = requests.post(f"{simulator.url}/troubles", data=form, timeout=10)

        assert response.status_code == 400
        assert "Das Feld „Sekunden“ fehlt, ist ungültig oder passt nicht" in response.text

    @pytest.mark.parametrize("path", ["/troubles/clear", "/reset"])
    def test_is_accompanied_by_buttons_that_end_the_trouble(
        self, simulator: SimulatorProcess, path: str
    ) -> None:
        simulator.trouble("http_500")

        response = requests.post(f"{simulator.url}{path}", timeout=10)

        assert response.status_code == 200
        assert simulator.troubles() == []

    @pytest.mark.parametrize("path", ["/troubles", "/troubles/clear", "/reset"])
    @pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
    def test_takes_nothing_from_a_page_of_another_site(
        self, simulator: SimulatorProcess, origin: str, path: str
    ) -> None:
        simulator.trouble("garbage")

        response = requests.post(
            f"{simulator.url}{path}",
            data={"trouble": "http_500"},
            headers={"Origin": origin},
            timeout=10,
        )

        assert response.status_code == 403
        assert [trouble["trouble"] for trouble in simulator.troubles()] == ["garbage"]
