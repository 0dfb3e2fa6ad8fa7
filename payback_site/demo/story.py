"""One receipt through the public API, as a till would post it: proof that all parts play."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests

from payback_site.demo.errors import DemoError

VIENNA = ZoneInfo("Europe/Vienna")
BOOKING_TIMEOUT_SECONDS = 30.0
CALL_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Story:
    """The outcomes a till saw, in order, and the last answer."""

    outcomes: list[str]
    answer: dict[str, Any]


def answers(url: str) -> bool:
    """Whether a server answers there with success, now."""
    try:
        with open_session() as session:
            return session.get(url, timeout=CALL_TIMEOUT_SECONDS).ok
    except requests.RequestException:
        return False


def open_session() -> requests.Session:
    """A session for this machine only: no proxy of the environment comes between."""
    session = requests.Session()
    session.trust_env = False
    return session


def build_receipt(*, card: str, now: datetime) -> dict[str, Any]:
    """A receipt over one spectacle frame, its number made from the moment."""
    frame = {"description": "Rayban RB3025", "group": "RAYBAN", "quantity": "1", "amount": "249.90"}
    return {
        "receipt_number": f"DEMO-{now:%Y%m%d-%H%M%S}",
        "occurred_at": now.isoformat(timespec="seconds"),
        "card": card,
        "total": "249.90",
        "lines": [frame],
    }


def collect_points(url: str, *, token: str, card: str) -> Story:
    """Posts a collect and follows it until it is final, at most 30 s.

    :raises DemoError: the API refused it; with its answer.
    """
    receipt = build_receipt(card=card, now=datetime.now(VIENNA))
    with open_session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        key = {"Idempotency-Key": receipt["receipt_number"]}
        posted = session.post(
            f"{url}/api/v1/collects", json=receipt, headers=key, timeout=CALL_TIMEOUT_SECONDS
        )
        answer = _read(posted)
        outcomes = [answer["outcome"]]
        deadline = time.monotonic() + BOOKING_TIMEOUT_SECONDS
        while answer["outcome"] == "queued" and time.monotonic() < deadline:
            time.sleep(0.2)
            address = f"{url}{answer['links']['self']}"
            answer = _read(session.get(address, timeout=CALL_TIMEOUT_SECONDS))
            outcomes.append(answer["outcome"])
    return Story(outcomes=list(dict.fromkeys(outcomes)), answer=answer)


def _read(response: requests.Response) -> dict[str, Any]:
    if not response.ok:
        raise DemoError(f"The till API answered {response.status_code}:\n{response.text}")
    answer: dict[str, Any] = response.json()
    return answer
