"""What was scanned: a card, a coupon, or neither."""

import re
import unicodedata

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interfaces.payback.cards import Card, NotACard, read_card
from transactions.till.access import TillPageRequest, part
from transactions.till.forms import LONGEST_SCAN
from transactions.validation.fields import FORBIDDEN_CATEGORIES

MOST_COUPONS = 20
_SIXTEEN_DIGITS = re.compile(r"\D*(?:\d\D*){16}", re.ASCII)


class Misread(Exception):
    """The scan is neither card nor coupon; the text tells the cashier what to do."""


@require_POST
@part
def recognise(request: TillPageRequest) -> HttpResponse:
    """The customer in view: the scan beside what was scanned before."""
    card, coupons = _read_known(request)
    context = {"sentence": "", "is_other_customer": False}
    scan = request.POST.get("scan", "")
    try:
        read = judge(scan)
    except Misread as error:
        context["sentence"] = str(error)
    else:
        if isinstance(read, Card):
            context["is_other_customer"] = card is None or card.number != read.number
            coupons = [] if card and context["is_other_customer"] else coupons
            card = read
        elif read not in coupons and len(coupons) < MOST_COUPONS:
            coupons = [*coupons, read]
    return render(request, "till/_recognised.html", {**context, "card": card, "coupons": coupons})


def judge(scan: str) -> Card | str:
    """The card, or else the coupon's code.

    :raises Misread: it looks like a card and is none, or is nothing that could be a coupon.
    """
    try:
        return _read_card(scan)
    except NotACard as error:
        is_card_of_others = error.code == "prefix" and _SIXTEEN_DIGITS.fullmatch(scan)
        if error.code in {"empty", "check_digit"} or is_card_of_others:
            raise Misread(_(error.sentence)) from error
    coupon = scan.strip()
    is_printable = all(unicodedata.category(sign) not in FORBIDDEN_CATEGORIES for sign in coupon)
    if not is_printable or len(coupon) > LONGEST_SCAN:
        raise Misread(_("Das ist weder Karte noch Gutschein. Bitte scannen Sie noch einmal."))
    return coupon


def _read_known(request: TillPageRequest) -> tuple[Card | None, list[str]]:
    coupons = [text for text in request.POST.getlist("coupons") if text]
    try:
        return _read_card(request.POST.get("card", "")), coupons
    except NotACard:
        return None, coupons


def _read_card(scan: str) -> Card:
    return read_card(
        scan,
        prefixes=settings.PAYBACK_CARD_PREFIXES,
        issuer_prefix=settings.PAYBACK_ISSUER_PREFIX,
    )
