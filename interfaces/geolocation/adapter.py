"""How map services are spoken to: bounded in time and size, straight, and never led elsewhere."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import requests
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, RequestsAdapter
from geopy.exc import (
    GeocoderParseError,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as PoolTimeout

from interfaces.payback.addresses import is_loopback
from interfaces.payback.causes import list_causes
from interfaces.payback.connection import Progress, in_progress
from interfaces.payback.transport import new_session

CONNECT_TIMEOUT_SECONDS = 4.0
TOTAL_TIMEOUT_SECONDS = 8.0
LARGEST_ANSWER_BYTES = 256 * 1024
_CHUNK = 16 * 1024
_OK = 200


class BoundedAdapter(RequestsAdapter):  # type: ignore[misc]
    """geopy's requests adapter on a session without retries, cookies, proxies and redirects.

    Plain http reaches this machine only; https wants a good certificate.
    """

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        BaseSyncAdapter.__init__(self, proxies=proxies, ssl_context=ssl_context)
        self.session = new_session()

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The body of the answer.

        :raises AdapterHTTPError: any answer but 200, a redirect included.
        :raises GeocoderServiceError: no whole answer; GeocoderTimedOut and GeocoderUnavailable
            are kinds of it.
        """
        progress = Progress(
            observe=lambda _place: None,
            connect_timeout_seconds=CONNECT_TIMEOUT_SECONDS,
            read_timeout_seconds=timeout,
            total_timeout_seconds=timeout,
            may_reach=is_loopback if urlsplit(url).scheme == "http" else bool,
        )
        token = in_progress.set(progress)
        try:
            return self._fetch(url, timeout=timeout, headers=headers)
        except AdapterHTTPError:
            raise
        except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
            raise _name(error) from error
        finally:
            in_progress.reset(token)

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """The answer, parsed.

        :raises GeocoderParseError: it is no JSON.
        """
        try:
            return json.loads(self.get_text(url, timeout=timeout, headers=headers))
        except (ValueError, RecursionError) as error:
            raise GeocoderParseError("the answer is no JSON") from error

    def _fetch(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        asked = {**headers, "Accept": "application/json", "Accept-Encoding": "identity"}
        request = requests.Request("GET", url, headers=asked).prepare()
        with self.session.send(
            request,
            stream=True,
            allow_redirects=False,
            verify=True,
            proxies={},
            timeout=(CONNECT_TIMEOUT_SECONDS, timeout),
        ) as response:
            content = _receive(response)
            if response.status_code != _OK:
                raise AdapterHTTPError(
                    f"HTTP {response.status_code}",
                    status_code=response.status_code,
                    headers=response.headers,
                    text=None,
                )
        return content.decode("utf-8", errors="replace")


def _receive(response: requests.Response) -> bytes:
    received = bytearray()
    while chunk := response.raw.read(_CHUNK, decode_content=False):
        received += chunk
        if len(received) > LARGEST_ANSWER_BYTES:
            raise GeocoderServiceError("the answer is too large")
    return bytes(received)


def _name(error: Exception) -> GeocoderServiceError:
    """geopy's word for what the network did."""
    kinds = (TimeoutError, PoolTimeout, requests.Timeout)
    if any(isinstance(cause, kinds) for cause in list_causes(error)):
        return GeocoderTimedOut("no answer in time")
    return GeocoderUnavailable(type(error).__name__)
