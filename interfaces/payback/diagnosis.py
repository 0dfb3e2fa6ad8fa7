"""What a failed balance query says about the settings it was made with."""

from collections.abc import Mapping
from types import MappingProxyType

from interfaces.payback.causes import Cause
from interfaces.payback.connection import Phase
from interfaces.payback.errors import (
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    PaybackError,
    Refused,
    Unfit,
)
from interfaces.payback.faults import Meaning
from interfaces.payback.profile import WireProfile
from interfaces.payback.stages import Reason, Stage, StageEnd, StageState

STAGE_OF_PHASE: Mapping[Phase, Stage] = MappingProxyType(
    {
        Phase.RESOLVING: Stage.NAME,
        Phase.CHECKING: Stage.NAME,
        Phase.CONNECTING: Stage.CONNECTION,
        Phase.SECURING: Stage.TLS,
        Phase.SENDING: Stage.ANSWER,
    }
)
# A refusal that is about the card proves that user, password and partner were accepted before.
_ABOUT_THE_CARD = frozenset(
    {
        Meaning.MEMBER_UNKNOWN,
        Meaning.MEMBER_NOT_REGISTERED,
        Meaning.MEMBER_DISABLED,
        Meaning.ACCOUNT_EXPIRED,
    }
)
_UNKNOWN_OUTCOMES: Mapping[str, Reason] = MappingProxyType(
    {
        "timeout": Reason.ANSWER_TIMEOUT,
        "reset": Reason.ANSWER_BROKEN,
        "truncated": Reason.ANSWER_BROKEN,
        "garbage": Reason.ANSWER_FOREIGN,
        "too_large": Reason.ANSWER_TOO_LARGE,
        "soap_fault": Reason.DISTURBANCE,
    }
)
_MISCONFIGURATIONS: Mapping[str, tuple[Stage, Reason]] = MappingProxyType(
    {
        "http_401": (Stage.CREDENTIALS, Reason.CREDENTIALS_401),
        "http_403": (Stage.CREDENTIALS, Reason.CREDENTIALS_403),
        "unfit_username": (Stage.CREDENTIALS, Reason.USERNAME_UNFIT),
        "unfit_password": (Stage.CREDENTIALS, Reason.PASSWORD_UNFIT),
    }
)


def judge_error(error: PaybackError, profile: WireProfile) -> StageEnd | None:
    """The stage that failed; None where the refusal is about the card alone, so that all passed."""
    match error:
        case NotSent():
            return _fail(STAGE_OF_PHASE[Phase(error.reason)], Cause(error.cause))
        case OutcomeUnknown():
            return _judge_answer(error)
        case Misconfigured():
            return _judge_misconfiguration(error, profile)
        case Refused() if error.meaning in _ABOUT_THE_CARD:
            return None
        case Refused():
            return _fail(Stage.PARTNER, Reason.QUERY_REFUSED, error.code)
        case Unfit():
            return _fail(Stage.PARTNER, Reason.PARTNER_UNFIT)
    raise error


def _judge_answer(error: OutcomeUnknown) -> StageEnd:
    known = _UNKNOWN_OUTCOMES.get(error.reason)
    if known is not None:
        return _fail(Stage.ANSWER, known)
    status = error.reason.removeprefix("http_")
    if not status.isdecimal():
        return _fail(Stage.ANSWER, Reason.DISTURBANCE, error.reason.removeprefix("fault").strip())
    return _fail(Stage.ANSWER, _read_status(int(status)), status)


def _read_status(status: int) -> Reason:
    if 300 <= status < 400:
        return Reason.REDIRECTED
    if status in {404, 405, 410}:
        return Reason.NOT_FOUND
    return Reason.SERVER_ERROR if status >= 500 else Reason.REQUEST_REJECTED


def _judge_misconfiguration(error: Misconfigured, profile: WireProfile) -> StageEnd:
    known = _MISCONFIGURATIONS.get(error.code)
    if known is not None:
        stage, reason = known
        return _fail(stage, reason)
    if profile.faults.get(error.code) is Meaning.PARTNER_REJECTED:
        return _fail(Stage.PARTNER, Reason.PARTNER_FAULT, error.code)
    return _fail(Stage.CREDENTIALS, Reason.CREDENTIALS_FAULT, error.code)


def _fail(stage: Stage, reason: Cause | Reason, code: str = "") -> StageEnd:
    return StageEnd(stage, StageState.FAILED, reason=reason, code=code)
