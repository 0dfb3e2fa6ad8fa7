"""One POST there and back: pooled, never repeated, bounded in time and size."""

import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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
from urllib3.util.ssl_ import create_urllib3_context

from interfaces.payback.causes import list_causes, name_cause
from interfaces.payback.connection import (
    Phase,
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
    """No complete answer. ``sent``: whether anything may have arrived; if not, ``cause`` is why."""

    reason: str
    sent: bool
    cause: str = ""
    status: int | None = None
    content: bytes = field(default=b"", repr=False)


class _TooLarge(Exception):
    """The answer is longer than allowed."""


class _Adapter(HTTPAdapter):
    def __init__(self, *, further_authorities: str) -> None:
        self._further_authorities = further_authorities
        super().__init__(pool_connections=1, pool_maxsize=POOL_SIZE, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """With requests' own authorities, which it loads by itself, and those of the profile."""
        context = create_urllib3_context(ssl_minimum_version=ssl.TLSVersion.TLSv1_2)
        if self._further_authorities:
            context.load_verify_locations(cadata=self._further_authorities)
        super().init_poolmanager(*args, ssl_context=context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": TrackedHTTPPool,
            "https": TrackedHTTPSPool,
        }


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """No answer leads elsewhere: credentials belong to one host only."""


_sessions: dict[tuple[str, str], requests.Session] = {}
_lock = Lock()


def exchange(
    endpoint: Endpoint,
    *,
    headers: Mapping[str, str],
    content: bytes,
    profile: WireProfile,
    observe: Callable[[str], None],
    watch: Callable[[Phase], None] | None = None,
) -> Answer | Failure:
    """Send one POST and read its answer whole.

    Never raises for what the network does, so that no exception drags the request along. A call
    that is watched has a connection of its own, so that every phase happens and is heard of.
    """
    progress = Progress(
        observe=observe,
        connect_timeout_seconds=profile.connect_timeout_seconds,
        read_timeout_seconds=profile.read_timeout_seconds,
        total_timeout_seconds=profile.total_timeout_seconds,
        may_reach=reach_rule(endpoint, profile),
        watch=watch,
    )
    request = requests.Request("POST", endpoint.url, headers=dict(headers), data=content).prepare()
    token = in_progress.set(progress)
    try:
        with _session(endpoint.origin, profile, is_own=watch is not None) as session:
            return _exchange(session, request, profile, progress)
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
        if not progress.handed:
            cause = name_cause(progress.phase, error)
            return Failure(progress.phase.value, sent=False, cause=cause)
        return Failure(_name(error), sent=True, status=status, content=bytes(received))
    return Answer(status=status, content=bytes(received))


def _receive(response: requests.Response, received: bytearray, limit: int) -> None:
    while chunk := response.raw.read(_CHUNK, decode_content=False):
        received += chunk
        if len(received) > limit:
            raise _TooLarge


def _name(error: BaseException) -> str:
    causes = list(list_causes(error))
    for kinds, reason in (
        ((TimeoutError, PoolTimeout, requests.Timeout), "timeout"),
        ((IncompleteRead, CutShort), "truncated"),
        ((ConnectionError,), "reset"),
        ((HTTPException,), "garbage"),
    ):
        if any(isinstance(cause, kinds) for cause in causes):
            return reason
    return "reset"


@contextmanager
def _session(origin: str, profile: WireProfile, *, is_own: bool) -> Iterator[requests.Session]:
    if is_own:
        with new_session(profile.further_authorities) as session:
            yield session
    else:
        yield _session_for(origin, profile.further_authorities)


def _session_for(origin: str, further_authorities: str) -> requests.Session:
    key = origin, further_authorities
    with _lock:
        if key not in _sessions:
            _sessions[key] = new_session(further_authorities)
        return _sessions[key]


def new_session(further_authorities: str = "") -> requests.Session:
    """A session without retries, cookies, redirects and settings from the environment.

    Whoever sends through it sets `in_progress` first.
    """
    session = _Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(further_authorities=further_authorities)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _forget_after_fork() -> None:
    global _lock  # noqa: PLW0603 - a lock held by another thread at the fork stays held for ever
    _lock = Lock()
    _sessions.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
