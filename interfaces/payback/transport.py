"""One POST there and back: pooled, never repeated, bounded in time and size."""

import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from http.client import IncompleteRead as CutShort
from http.cookiejar import DefaultCookiePolicy
from threading import Lock
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, IncompleteRead
from urllib3.exceptions import TimeoutError as PoolTimeout

from interfaces.payback.connection import (
    Progress,
    TrackedHTTPPool,
    TrackedHTTPSPool,
    in_progress,
    reach_rule,
)
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.profile import WireProfile

POOL_SIZE = 32
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer."""

    status: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """No complete answer. ``sent``: whether anything may have arrived."""

    reason: str
    sent: bool
    status: int | None = None
    content: bytes = field(default=b"", repr=False)


class _TooLarge(Exception):
    """The answer is longer than allowed."""


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_minimum_version=ssl.TLSVersion.TLSv1_2, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": TrackedHTTPPool,
            "https": TrackedHTTPSPool,
        }


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """No answer leads elsewhere: credentials belong to one host only."""


_sessions: dict[str, requests.Session] = {}
_lock = Lock()


def exchange(
    endpoint: Endpoint,
    *,
    headers: Mapping[str, str],
    content: bytes,
    profile: WireProfile,
    observe: Callable[[str], None],
) -> Answer | Failure:
    """Send one POST and read its answer whole.

    Never raises for what the network does, so that no exception drags the request along.
    """
    progress = Progress(
        observe=observe,
        connect_timeout_seconds=profile.connect_timeout_seconds,
        read_timeout_seconds=profile.read_timeout_seconds,
        total_timeout_seconds=profile.total_timeout_seconds,
        may_reach=reach_rule(endpoint.scheme, private_addresses=profile.private_addresses),
    )
    request = requests.Request("POST", endpoint.url, headers=dict(headers), data=content).prepare()
    token = in_progress.set(progress)
    try:
        return _exchange(_session_for(endpoint.origin), request, profile, progress)
    finally:
        in_progress.reset(token)


def close_sessions() -> None:
    """Close every pooled connection of this process; the next call opens new ones."""
    with _lock:
        for session in _sessions.values():
            session.close()
        _sessions.clear()


def _exchange(
    session: requests.Session,
    request: requests.PreparedRequest,
    profile: WireProfile,
    progress: Progress,
) -> Answer | Failure:
    received = bytearray()
    status = None
    try:
        response = session.send(
            request,
            stream=True,
            allow_redirects=False,
            verify=True,
            proxies={},
            timeout=(profile.connect_timeout_seconds, profile.read_timeout_seconds),
        )
        status = response.status_code
        with response:
            _receive(response, received, profile.max_answer_bytes)
    except _TooLarge:
        return Failure("too_large", sent=True, status=status, content=bytes(received))
    except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
        reason = _name(error) if progress.handed else progress.phase.value
        return Failure(reason, sent=progress.handed, status=status, content=bytes(received))
    return Answer(status=status, content=bytes(received))


def _receive(response: requests.Response, received: bytearray, limit: int) -> None:
    while chunk := response.raw.read(_CHUNK, decode_content=False):
        received += chunk
        if len(received) > limit:
            raise _TooLarge


def _name(error: BaseException) -> str:
    causes = list(_causes(error))
    for kinds, reason in (
        ((TimeoutError, PoolTimeout, requests.Timeout), "timeout"),
        ((IncompleteRead, CutShort), "truncated"),
        ((ConnectionError,), "reset"),
        ((HTTPException,), "garbage"),
    ):
        if any(isinstance(cause, kinds) for cause in causes):
            return reason
    return "reset"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _session_for(origin: str) -> requests.Session:
    with _lock:
        if origin not in _sessions:
            _sessions[origin] = new_session()
        return _sessions[origin]


def new_session() -> requests.Session:
    """A session without retries, cookies, redirects and settings from the environment.

    Whoever sends through it sets `in_progress` first.
    """
    session = _Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(pool_connections=1, pool_maxsize=POOL_SIZE, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _forget_after_fork() -> None:
    global _lock  # noqa: PLW0603 - a lock held by another thread at the fork stays held for ever
    _lock = Lock()
    _sessions.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
