"""Collecting: at once, and what the browser kept while it was offline."""

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from interfaces.models import Workstation
from transactions.models import Delivery
from transactions.queries import get_chain_rules
from transactions.receipts.sentences import write_message
from transactions.services import Acceptance, accept_collect, read_capture
from transactions.till.access import TillPageRequest, part
from transactions.till.collect_form import FIELD_OF, CollectForm
from transactions.till.outcome import INVALID, show_mistakes, show_outcome
from transactions.till.posting import (
    ACCEPTING,
    WAIT_SECONDS,
    NotAccepted,
    note_mistakes,
    post,
    read_key,
    read_moment,
)
from transactions.validation import CollectCommand, CollectRequest, build_collect

CONFLICT = 409
FIELDS = "till/_collect_fields.html"


@require_POST
@part
def collect(request: TillPageRequest) -> HttpResponse:
    """Stored when this answers; the outcome is waited for a moment and shown."""
    form = CollectForm(request.POST, at=request.workstation)
    try:
        delivery = _take(request, form, wait_seconds=WAIT_SECONDS)
    except NotAccepted:
        return show_mistakes(request, form, FIELDS)
    fresh = CollectForm(at=request.workstation)
    return show_outcome(request, delivery, fresh=fresh, fields=FIELDS)


@require_POST
@part
def send_later(request: TillPageRequest) -> JsonResponse:
    """One kept sale: as `collect`, with an answer for the script that sends it."""
    form = CollectForm(request.POST, at=request.workstation)
    try:
        delivery = _take(request, form, wait_seconds=0)
    except NotAccepted as error:
        sentences = [str(text) for texts in form.errors.values() for text in texts]
        status = INVALID if error.is_lasting else CONFLICT
        return JsonResponse({"sentence": " ".join(sentences)}, status=status)
    return JsonResponse(
        {
            "outcome": delivery.outcome.value,
            "sentence": write_message(delivery),
            "receipt_number": delivery.transaction.receipt.receipt_number,
        }
    )


def _take(request: TillPageRequest, form: CollectForm, *, wait_seconds: float) -> Delivery:
    if not form.is_valid():
        raise NotAccepted(is_lasting=True)
    workstation = request.workstation
    idempotency = read_key("collect", request.POST)

    def accept(now: datetime) -> Acceptance:
        return accept_collect(
            workstation=workstation,
            command=_build_command(workstation, form),
            idempotency=idempotency,
            now=now,
        )

    try:
        return post(workstation, idempotency, accept, wait_seconds=wait_seconds)
    except ACCEPTING as error:
        raise note_mistakes(form, error, FIELD_OF) from error


def _build_command(workstation: Workstation, form: CollectForm) -> CollectCommand:
    moment = read_moment(form.cleaned_data["sold_at"])
    body = CollectRequest.model_validate({**form.build_body(), "occurred_at": moment})
    chain, captured = workstation.branch.chain, None
    if body.order_number is not None:
        captured = read_capture(workstation=workstation, order_number=body.order_number)
    return build_collect(
        request=body,
        chain=chain,
        captured=(captured.card, captured.coupons) if captured else None,
        points_earn=get_chain_rules(chain=chain.pk).points_payments_earn,
    )
