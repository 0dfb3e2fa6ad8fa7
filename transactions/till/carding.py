"""What is asked or remembered about a card without a receipt: its points, and an order."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from interfaces.clock import get_database_time
from transactions.models import Capture
from transactions.queries import get_chain_rules
from transactions.receipts.sentences import write_points
from transactions.sending import BalanceUnavailable, ask_balance, judge_spending
from transactions.services import capture_order, require_interface
from transactions.till.access import TillPageRequest, part
from transactions.till.mode_forms import FIELDS, BalanceForm, CaptureForm, ModeForm
from transactions.till.outcome import show_mistakes
from transactions.till.posting import ACCEPTING, NotAccepted, note_mistakes
from transactions.validation import build_capture, build_card
from transactions.validation.requests import CaptureRequest

SILENT = gettext_lazy("PAYBACK antwortet gerade nicht. Bitte fragen Sie etwas später noch einmal.")


@require_POST
@part
def show_balance(request: TillPageRequest) -> HttpResponse:
    """Asks PAYBACK at once; nothing is booked and nothing remembered."""
    form = BalanceForm(request.POST)
    try:
        with _noting_mistakes(form):
            context = _ask(request, form)
    except NotAccepted:
        return show_mistakes(request, form, "")
    except BalanceUnavailable:
        context = {"look": "unknown", "sign": "?", "sentence": str(SILENT)}
    context["title"] = _("Punktestand")
    return render(request, "till/_told.html", context)


@require_POST
@part
def capture(request: TillPageRequest) -> HttpResponse:
    """The last word counts, until a receipt has earned with the order."""
    form = CaptureForm(request.POST)
    try:
        with _noting_mistakes(form):
            row = _capture(request, form)
    except NotAccepted:
        return show_mistakes(request, form, FIELDS)
    context = {
        "look": "booked",
        "sign": "✓",
        "title": _("Auftrag %(number)s") % {"number": row.order_number},
        "sentence": _("Die Karte ist gemerkt. Beim Verkauf genügt die Auftragsnummer."),
        "detail": row.card_masked,
        "is_customer_done": True,
        "fields_template": FIELDS,
        "fresh": CaptureForm(),
    }
    return render(request, "till/_told.html", context)


@contextmanager
def _noting_mistakes(form: ModeForm) -> Iterator[None]:
    if not form.is_valid():
        raise NotAccepted(is_lasting=True)
    try:
        yield
    except ACCEPTING as error:
        raise note_mistakes(form, error, {}) from error


def _ask(request: TillPageRequest, form: BalanceForm) -> dict[str, Any]:
    workstation = request.workstation
    card = build_card(scan=form.cleaned_data["card"], field_name="card")
    require_interface(workstation=workstation, now=get_database_time())
    balance = ask_balance(workstation=workstation, card=card, clock=get_database_time)
    rules = get_chain_rules(chain=workstation.branch.chain_id)
    spending = judge_spending(balance, rules)
    if balance.points is None or spending.value_cents is None:
        reason = spending.obstacle.message if spending.obstacle else ""
        return {"look": "refused", "sign": "✕", "sentence": reason, "detail": card.masked}
    value = number_format(Decimal(spending.value_cents) / 100, 2, force_grouping=True)
    worth = _("%(points)s, das sind %(euros)s €.")
    told = worth % {"points": write_points(balance.points), "euros": value}
    can = spending.obstacle.message if spending.obstacle else _("Bezahlen mit Punkten ist möglich.")
    return {"look": "booked", "sign": "✓", "sentence": told, "detail": f"{can} {card.masked}"}


def _capture(request: TillPageRequest, form: CaptureForm) -> Capture:
    card, coupons = build_capture(request=CaptureRequest.model_validate(form.build_body()))
    return capture_order(
        workstation=request.workstation,
        order_number=form.cleaned_data["order_number"],
        card=card,
        coupons=coupons,
        now=get_database_time(),
    )
