"""Many tries at the same moment are no more than five."""

from collections import Counter
from functools import partial

import pytest
from django.contrib.auth.models import User

from interfaces.choices import DeedOutcome
from interfaces.models import Interface
from tests.admin.people import OWN_PASSWORD, open_client
from tests.admin.revealing import WRONG, list_outcomes, reveal
from tests.transactions.at_once import run_at_once

TRIES = 12


@pytest.mark.django_db(transaction=True)
class TestTriesAtTheSameMoment:
    def test_are_looked_at_five_times(self, eva: User, revealable: Interface) -> None:
        browsers = [open_client(eva) for _ in range(TRIES)]

        run_at_once([partial(reveal, browser, revealable.pk, WRONG) for browser in browsers])

        assert Counter(list_outcomes()) == {
            DeedOutcome.WRONG_PASSWORD: 5,
            DeedOutcome.LOCKED: TRIES - 5,
        }

    def test_leave_signing_in_open(self, eva: User, revealable: Interface) -> None:
        browsers = [open_client(eva) for _ in range(4)]
        tries = [partial(reveal, browser, revealable.pk, WRONG) for browser in browsers]
        form = {"username": eva.username, "password": OWN_PASSWORD}

        *_tried, signed_in = run_at_once(
            [*tries, lambda: open_client(None).post("/admin/login/", form)]
        )

        assert signed_in.status_code == 302
