"""What the page shows about a transaction, large."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from transactions.choices import Kind, Language, Outcome, State
from transactions.models import Delivery
from transactions.queries import get_branch_delivery, list_receipt_deliveries
from transactions.receipts.printing import PrintedReceipt, print_receipt
from transactions.receipts.sentences import write_message
from transactions.receipts.templates import get_receipt_template
from transactions.till.access import TillPageRequest, part
from transactions.till.today import list_today

INVALID = 422
SIGNS = {
    Outcome.BOOKED: "✓",
    Outcome.QUEUED: "…",
    Outcome.REFUSED: "✕",
    Outcome.UNKNOWN: "?",
}


def show_outcome(
    request: TillPageRequest,
    delivery: Delivery,
    *,
    fresh: Any = None,
    fields: str = "",
    sentence: str = "",
) -> HttpResponse:
    """The outcome, today's list beside it, and the `fresh` form in its template `fields`.

    :param sentence: said before the outcome, where what was asked for did not happen.
    """
    context = {
        **describe(request, delivery),
        "warning": sentence,
        "fresh": fresh,
        "fields_template": fields,
        "today": list_today(workstation=request.workstation, now=timezone.now()),
    }
    return render(request, "till/_outcome.html", context)


def show_mistakes(request: TillPageRequest, form: Any, fields_template: str) -> HttpResponse:
    """What is wrong, in the outcome's place and beside the fields."""
    context = {"form": form, "fields_template": fields_template}
    return render(request, "till/_mistakes.html", context, status=INVALID)


@require_safe
@part
def follow(request: TillPageRequest, transaction_id: uuid.UUID) -> HttpResponse:
    """The same outcome a moment later."""
    return render(request, "till/_band.html", describe(request, find(request, transaction_id)))


def find(request: TillPageRequest, transaction_id: uuid.UUID) -> Delivery:
    """A transaction of the device's own branch.

    :raises Http404: there is none.
    """
    delivery = get_branch_delivery(transaction_id=transaction_id, workstation=request.workstation)
    if delivery is None:
        raise Http404
    return delivery


def describe(request: TillPageRequest, delivery: Delivery) -> dict[str, Any]:
    """What the band and the printer need."""
    return {
        "delivery": delivery,
        "sign": SIGNS[delivery.outcome],
        "sentence": write_message(delivery),
        "is_waiting": not delivery.is_final and delivery.state != State.ATTENTION,
        "is_to_confirm": _is_to_confirm(delivery),
        "printed": print_for(request, delivery),
    }


def print_for(request: TillPageRequest, delivery: Delivery) -> PrintedReceipt:
    """The text of the receipt, by the branch's template."""
    language = Language.ENGLISH if get_language() == Language.ENGLISH else Language.GERMAN
    number = delivery.transaction.receipt.receipt_number
    return print_receipt(
        deliveries=list_receipt_deliveries(workstation=request.workstation, receipt_number=number),
        template=get_receipt_template(
            branch=request.workstation.branch, language=language, today=timezone.localdate()
        ),
        language=language,
    )


def _is_to_confirm(delivery: Delivery) -> bool:
    is_paid = delivery.transaction.kind == Kind.REDEEM and delivery.state == State.BOOKED
    return is_paid and delivery.confirm_by is not None and delivery.confirmed_at is None
