"""Goods that come back, and receipts that never happened."""

import uuid
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from transactions.choices import FINAL_STATES, Kind, State
from transactions.models import Delivery
from transactions.services import Acceptance, Idempotency, accept_refund, accept_reversal
from transactions.services.reversal import REVERSIBLE
from transactions.till.access import TillPageRequest, part
from transactions.till.mode_forms import FIELDS, RefundForm, ReversalForm
from transactions.till.outcome import INVALID, describe, find, show_mistakes, show_outcome
from transactions.till.posting import NotAccepted, read_moment, take
from transactions.validation import build_refund, build_reversal
from transactions.validation.requests import RefundRequest, ReversalRequest

NOTHING_LEFT = FINAL_STATES - {State.BOOKED}


@require_POST
@part
def refund(request: TillPageRequest) -> HttpResponse:
    """Stored when this answers; waits for its original, then is sent by itself."""
    form = RefundForm(request.POST)

    def accept(idempotency: Idempotency, now: datetime) -> Acceptance:
        body = {**form.build_body(), "occurred_at": read_moment("")}
        return accept_refund(
            workstation=request.workstation,
            command=build_refund(request=RefundRequest.model_validate(body)),
            idempotency=idempotency,
            now=now,
        )

    try:
        delivery = take(request.workstation, form, request.POST, accept, fields={"lines": "amount"})
    except NotAccepted:
        return show_mistakes(request, form, FIELDS)
    return show_outcome(request, delivery, fresh=RefundForm(), fields=FIELDS)


@require_safe
@part
def show_receipt(request: TillPageRequest, transaction_id: uuid.UUID) -> HttpResponse:
    """The text of a receipt to print again, and what may still be done about it."""
    return _show(request, find(request, transaction_id), ReversalForm(), status=200)


@require_POST
@part
def reverse(request: TillPageRequest, transaction_id: uuid.UUID) -> HttpResponse:
    """One reversal per transaction; mistakes stay in the dialog, the outcome is shown large."""
    original = find(request, transaction_id)
    form = ReversalForm(request.POST)

    def accept(idempotency: Idempotency, now: datetime) -> Acceptance:
        body = {
            "transaction_id": str(transaction_id),
            "reason": form.cleaned_data["reason"],
            "occurred_at": read_moment(""),
        }
        return accept_reversal(
            workstation=request.workstation,
            command=build_reversal(request=ReversalRequest.model_validate(body)),
            idempotency=idempotency,
            now=now,
        )

    try:
        delivery = take(request.workstation, form, request.POST, accept, fields={})
    except NotAccepted:
        return _show(request, original, form, status=INVALID)
    response = show_outcome(request, delivery)
    response["HX-Retarget"] = "#outcome"
    return response


def _show(
    request: TillPageRequest, delivery: Delivery, form: ReversalForm, *, status: int
) -> HttpResponse:
    context = {
        **describe(request, delivery),
        "form": form,
        "is_reversible": _is_reversible(delivery),
    }
    return render(request, "till/_receipt.html", context, status=status)


def _is_reversible(delivery: Delivery) -> bool:
    row = delivery.transaction
    is_open = row.kind in REVERSIBLE and delivery.state not in NOTHING_LEFT
    return is_open and not row.followers.filter(kind=Kind.REVERSAL).exists()
