"""Balance and capture on the till page, against the pretend PAYBACK."""

import pytest

from tests.simulator_process import SimulatorProcess
from tests.transactions.till import CARD, OTHER_CARD
from tests.transactions.till_page.browsing import Browser, read
from transactions.models import Capture, Gate, Transaction

pytestmark = pytest.mark.django_db


class TestBalance:
    def test_is_told_with_its_value(self, paying_browser: Browser) -> None:
        page = read(paying_browser.post("stand/", {"card": CARD}))

        assert "1.320 Punkte, das sind 13,20 €." in page
        assert "Bezahlen mit Punkten ist möglich." in page
        assert CARD not in page

    def test_says_when_it_is_too_low_to_pay_with(self, paying_browser: Browser) -> None:
        page = read(paying_browser.post("stand/", {"card": OTHER_CARD}))

        assert "120 Punkte, das sind 1,20 €." in page
        assert "Zum Bezahlen sind mindestens 200 Punkte nötig." in page

    def test_is_unknown_while_payback_is_silent(
        self, paying_browser: Browser, payback: SimulatorProcess
    ) -> None:
        payback.trouble("http_500", when="before")

        answer = paying_browser.post("stand/", {"card": CARD})

        assert "PAYBACK antwortet gerade nicht." in read(answer)
        assert Gate.objects.get().asking_until is None

    def test_needs_a_card(self, browser: Browser) -> None:
        answer = browser.post("stand/", {})

        assert answer.status_code == 422
        assert "Bitte scannen Sie zuerst die Karte." in read(answer)


class TestCapture:
    def test_is_remembered_and_earns_with_the_order(self, browser: Browser) -> None:
        posted = {"card": CARD, "coupons": ["DEMO-X3"], "order_number": "A-1"}

        answer = browser.post("auftrag/", posted)
        browser.collect(card="", order_number="A-1")

        assert "Auftrag A-1" in read(answer)
        assert "904019******7692" in read(answer)
        assert CARD not in read(answer)
        assert Transaction.objects.get().card_masked == "904019******7692"
        assert Transaction.objects.get().coupons == ["DEMO-X3"]

    def test_cannot_change_an_order_that_has_earned(self, browser: Browser) -> None:
        browser.post("auftrag/", {"card": CARD, "order_number": "A-1"})
        browser.collect(card="", order_number="A-1")

        answer = browser.post("auftrag/", {"card": OTHER_CARD, "order_number": "A-1"})

        assert answer.status_code == 422
        assert "Für diesen Auftrag wurden schon Punkte gesammelt." in read(answer)

    @pytest.mark.parametrize(
        ("posted", "sentence"),
        [
            ({"order_number": "A-1"}, "Bitte scannen Sie zuerst die Karte."),
            ({"card": CARD, "order_number": ""}, 'aria-invalid="true"'),
        ],
        ids=["no card", "no order"],
    )
    def test_remembers_nothing_that_is_incomplete(
        self, browser: Browser, posted: dict[str, str], sentence: str
    ) -> None:
        answer = browser.post("auftrag/", posted)

        assert answer.status_code == 422
        assert sentence in read(answer)
        assert not Capture.objects.exists()
