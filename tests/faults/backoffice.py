"""A person at the back office."""

import re
from types import TracebackType
from typing import Self

import requests

from tests.faults.till import ANSWER_SECONDS

_FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class BackOffice:
    """A signed-in browser without a screen."""

    def __init__(self, url: str, *, username: str, password: str) -> None:
        """Prepare to sign in at `url`."""
        self._url = f"{url}/admin/"
        self._username = username
        self._password = password
        self._session = requests.Session()

    def __enter__(self) -> Self:
        """Sign in.

        :raises AssertionError: user or password are not accepted.
        """
        form = self._session.get(f"{self._url}login/", timeout=ANSWER_SECONDS)
        (token,) = set(_FORM_TOKEN.findall(form.text))
        content = {
            "username": self._username,
            "password": self._password,
            "csrfmiddlewaretoken": token,
        }
        answer = self._session.post(form.url, data=content, timeout=ANSWER_SECONDS)
        assert "sessionid" in self._session.cookies, answer.text
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._session.close()

    def read(self, path: str) -> str:
        """The page at `path` below the back office's address, as it is sent."""
        answer = self._session.get(f"{self._url}{path}", timeout=ANSWER_SECONDS)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(self, path: str, **fields: str) -> requests.Response:
        """Whatever is answered to a form that a page at `path` posts."""
        headers = {"X-CSRFToken": self._session.cookies["csrftoken"]}
        return self._session.post(
            f"{self._url}{path}", data=fields, headers=headers, timeout=ANSWER_SECONDS
        )
