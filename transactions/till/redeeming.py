"""Paying with points: online only, within the request that holds the PIN."""

import uuid
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from interfaces.clock import get_database_time
from transactions.choices import Outcome
from transactions.models import Delivery
from transactions.queries import get_chain_rules
from transactions.sending import send_redemption
from transactions.services import (
    Acceptance,
    ConfirmationTooLate,
    OriginalNotFound,
    accept_redemption,
    confirm_redemption,
)
from transactions.till.access import TillPageRequest, part
from transactions.till.mode_forms import FIELDS, RedeemForm
from transactions.till.outcome import find, show_mistakes, show_outcome
from transactions.till.posting import (
    ACCEPTING,
    NotAccepted,
    note_mistakes,
    post,
    read_key,
    read_moment,
)
from transactions.validation import build_redemption
from transactions.validation.requests import RedemptionRequest

OWN_FIELDS = {"pin": "pin", "total": "total", "amount": "amount", "points": "amount"}


@require_POST
@sensitive_post_parameters("pin")
@part
def redeem(request: TillPageRequest) -> HttpResponse:
    """Answered within the deadline; what is not booked then is paid otherwise.

    The PIN goes to PAYBACK once, and neither into a row nor back into the page.
    """
    form = RedeemForm(request.POST)
    try:
        delivery = _take(request, form)
    except NotAccepted:
        return show_mistakes(request, form, FIELDS)
    is_refused = delivery.outcome == Outcome.REFUSED
    fresh = RedeemForm(kept=form.keep() if is_refused else None)
    return show_outcome(request, delivery, fresh=fresh, fields=FIELDS)


@require_POST
@part
def confirm(request: TillPageRequest, transaction_id: uuid.UUID) -> HttpResponse:
    """The sale is closed, so the redemption stays; where it does not, the page says so."""
    sentence = ""
    try:
        confirm_redemption(
            transaction_id=transaction_id,
            workstation=request.workstation,
            now=get_database_time(),
        )
    except (ConfirmationTooLate, OriginalNotFound):
        sentence = _("Die Einlösung gilt nicht mehr. Bitte kassieren Sie den Betrag anders.")
    return show_outcome(request, find(request, transaction_id), sentence=sentence)


@sensitive_variables("body", "send")
def _take(request: TillPageRequest, form: RedeemForm) -> Delivery:
    if not form.is_valid():
        raise NotAccepted(is_lasting=True)
    workstation = request.workstation
    idempotency = read_key("redeem", request.POST)

    def accept(now: datetime) -> Acceptance:
        return accept_redemption(
            workstation=workstation,
            command=build_redemption(
                request=body, rules=get_chain_rules(chain=workstation.branch.chain_id)
            ),
            idempotency=idempotency,
            now=now,
        )

    def send(acceptance: Acceptance) -> None:
        send_redemption(
            delivery_id=acceptance.transaction.delivery.pk, pin=body.pin, clock=get_database_time
        )

    try:
        body = RedemptionRequest.model_validate(
            {**form.build_body(), "occurred_at": read_moment("")}
        )
        return post(workstation, idempotency, accept, send=send, wait_seconds=0)
    except ACCEPTING as error:
        raise note_mistakes(form, error, OWN_FIELDS) from error
