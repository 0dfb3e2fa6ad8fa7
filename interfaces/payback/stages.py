"""The stages of a connection test, and every way one of them can end."""

from dataclasses import dataclass
from enum import StrEnum

from interfaces.payback.causes import Cause


class Stage(StrEnum):
    """What is tried, in this order; stored, so values stay as they are."""

    NAME = "name"
    CONNECTION = "connection"
    TLS = "tls"
    ANSWER = "answer"
    CREDENTIALS = "credentials"
    PARTNER = "partner"


class StageState(StrEnum):
    """How a stage ended. Skipped: there is nothing to try, as with TLS over plain http."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why a stage failed, beyond the causes of a missing connection; stored and translated."""

    ANSWER_TIMEOUT = "answer_timeout"
    ANSWER_BROKEN = "answer_broken"
    ANSWER_TOO_LARGE = "answer_too_large"
    ANSWER_FOREIGN = "answer_foreign"
    REDIRECTED = "redirected"
    NOT_FOUND = "not_found"
    REQUEST_REJECTED = "request_rejected"
    SERVER_ERROR = "server_error"
    DISTURBANCE = "disturbance"
    CREDENTIALS_401 = "credentials_401"
    CREDENTIALS_403 = "credentials_403"
    CREDENTIALS_FAULT = "credentials_fault"
    USERNAME_UNFIT = "username_unfit"
    PASSWORD_UNFIT = "password_unfit"  # noqa: S105 - a reason, not a password
    PARTNER_FAULT = "partner_fault"
    PARTNER_UNFIT = "partner_unfit"
    QUERY_REFUSED = "query_refused"


REJECTED_CREDENTIALS = frozenset(
    {Reason.CREDENTIALS_401, Reason.CREDENTIALS_403, Reason.CREDENTIALS_FAULT}
)


@dataclass(frozen=True, slots=True)
class StageEnd:
    """How one stage ended. ``code``: PAYBACK's fault code or the HTTP status behind the reason."""

    stage: Stage
    state: StageState
    duration_ms: int = 0
    reason: Cause | Reason | None = None
    code: str = ""
