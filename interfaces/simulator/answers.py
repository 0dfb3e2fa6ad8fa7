"""What comes in over HTTP and what goes back, free of sockets."""

from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus

from interfaces.simulator.troubles import How

XML = "text/xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
CSS = "text/css; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


class Ending(StrEnum):
    """What happens on the socket once a call is decided."""

    ANSWER = "answer"
    ANSWER_THEN_CLOSE = "answer_then_close"
    HALF_AN_ANSWER = "half_an_answer"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One HTTP request, its whole body read."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    authorization: str = ""
    soap_action: str = ""
    content_type: str = ""
    address: str = ""
    from_own_page: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What goes back, and how the connection ends."""

    status: HTTPStatus = HTTPStatus.OK
    body: bytes = b""
    content_type: str = XML
    headers: dict[str, str] = field(default_factory=dict)
    ending: Ending = Ending.ANSWER
    how: How = How.CLOSE


def answer_text(status: HTTPStatus, text: str) -> Answer:
    """Return a short plain text."""
    return Answer(status=status, body=f"{text}\n".encode(), content_type=TEXT)
