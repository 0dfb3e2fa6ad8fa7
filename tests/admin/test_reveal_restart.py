"""The lockout of the reveal is of the product and not of one of its processes."""

from http import HTTPStatus
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from interfaces.models import Interface
from tests.admin.people import OWN_PASSWORD
from tests.admin.revealing import WRONG
from tests.faults.backoffice import BackOffice
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)


class TestLockout:
    def test_outlives_the_web_server(
        self, tmp_path: Path, eva: User, revealable: Interface
    ) -> None:
        page = f"interfaces/interface/{revealable.pk}/reveal/"

        with WebProcess(tmp_path) as first, sign_in(first, eva) as browser:
            wrong = [browser.post(page, password=WRONG).status_code for _ in range(5)]
        with WebProcess(tmp_path) as second, sign_in(second, eva) as browser:
            right = browser.post(page, password=OWN_PASSWORD)

        assert wrong == [HTTPStatus.UNPROCESSABLE_ENTITY] * 5
        assert right.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "gesperrt" in right.json()["message"]


def sign_in(web: WebProcess, user: User) -> BackOffice:
    """A browser that nobody has used before."""
    return BackOffice(web.url, username=user.username, password=OWN_PASSWORD)
