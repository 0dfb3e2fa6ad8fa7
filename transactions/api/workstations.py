"""Letting a till in, and telling it which interface it uses."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from interfaces.choices import Scope
from interfaces.deeds import Actor, read_request_id
from interfaces.queries import get_effective_interface
from interfaces.recording import act_as
from interfaces.services import EnrolmentLocked, EnrolmentRefused, OtherComputer, enrol_workstation
from transactions.api.access import (
    TillRequest,
    WorkstationBearer,
    WorkstationThrottle,
    get_remote_address,
)
from transactions.api.answers import ProblemAnswer
from transactions.api.problems import Problem
from transactions.validation import FieldError
from transactions.validation.requests import EnrolmentRequest

router = Router(tags=["workstation"])


class EnrolmentAnswer(Schema):
    """The token is shown this once."""

    token: str
    branch: str
    computer_name: str


class ReasonNotReady(Schema):
    """Why nothing can be collected here now."""

    code: str
    message: str


class InterfaceAnswer(Schema):
    """The workstation's effective interface, without any secret."""

    kind: Literal["payback_at"] = "payback_at"
    ready: bool
    reason: ReasonNotReady | None
    partner_short_name: str | None
    scope: Scope | None
    start_date: date | None
    next_start_date: date | None = Field(description="When a planned interface takes over")
    branch: str
    computer_name: str


@router.post(
    "/enrolments",
    response={201: EnrolmentAnswer, (400, 403, 413, 422, 429, 503): ProblemAnswer},
    auth=None,
    summary="Turn a one-time code into a workstation token",
)
def post_enrolment(request: HttpRequest, body: EnrolmentRequest) -> Status[dict[str, str]]:
    """Codes are made by an administrator or branch manager and end after first use."""
    now = timezone.now()
    address = get_remote_address(request)
    till = Actor(remote_address=address, request_id=read_request_id())
    try:
        with act_as(till, computer=body.computer_name):
            new = enrol_workstation(
                code=body.code,
                computer_name=body.computer_name,
                remote_address=address,
                now=now,
            )
    except EnrolmentRefused as error:
        raise Problem("enrolment_refused") from error
    except EnrolmentLocked as error:
        seconds = max(1, int((error.until - now).total_seconds()))
        raise Problem("too_many_requests", headers={"Retry-After": str(seconds)}) from error
    except OtherComputer as error:
        message = _("Dieser Einrichtungscode wurde für einen Rechner mit anderem Namen erstellt.")
        raise Problem("invalid", errors=[FieldError("computer_name", message)]) from error
    return Status(
        201,
        {
            "token": new.token,
            "branch": new.workstation.branch.code,
            "computer_name": new.workstation.computer_name,
        },
    )


@router.get(
    "/interface",
    response={200: InterfaceAnswer, (401, 429, 503): ProblemAnswer},
    auth=WorkstationBearer(),
    throttle=WorkstationThrottle(),
    summary="The workstation's effective interface",
)
def get_interface(request: TillRequest) -> InterfaceAnswer:
    """Which settings apply right now, or why none do."""
    workstation = request.auth
    decision = get_effective_interface(workstation=workstation, at=timezone.now())
    winner, reason = decision.winner, decision.obstacle
    return InterfaceAnswer(
        ready=reason is None,
        reason=ReasonNotReady(code=reason.value, message=str(reason.label)) if reason else None,
        partner_short_name=winner.partner_short_name if winner else None,
        scope=winner.scope if winner else None,
        start_date=winner.start_date if winner else None,
        next_start_date=decision.next_start_date,
        branch=workstation.branch.code,
        computer_name=workstation.computer_name,
    )
