"""Collecting on the till page."""

import pytest

from tests.transactions.till_page.browsing import Browser, read
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


class TestPage:
    def test_shows_device_and_form(self, browser: Browser) -> None:
        page = browser.get()

        assert page.status_code == 200
        assert browser.workstation.computer_name in read(page)
        assert 'id="collect"' in read(page)


class TestCollect:
    def test_stores_the_sale_and_shows_the_outcome(self, browser: Browser) -> None:
        answer = browser.collect()

        assert answer.status_code == 200
        assert 'data-outcome="queued"' in read(answer)
        assert "Die Punkte werden von selbst gutgeschrieben." in read(answer)
        assert Transaction.objects.get().eligible_cents == 24990
