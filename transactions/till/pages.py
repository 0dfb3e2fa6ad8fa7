"""The page itself, the shell that works without a line, and the worker that keeps it."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from transactions.till.access import TillPageRequest, at_device, page
from transactions.till.collect_form import CollectForm
from transactions.till.device import renew
from transactions.till.mode_forms import CaptureForm, RedeemForm, RefundForm
from transactions.till.today import list_today

WORKER = Path(__file__).parents[1] / "static" / "till" / "worker.js"


@require_safe
@page
def show_page(request: TillPageRequest) -> HttpResponse:
    """Everything a cashier does, on one page."""
    context = {
        **_describe(request),
        "redeem": RedeemForm(),
        "refund": RefundForm(),
        "capture": CaptureForm(),
        "today": list_today(workstation=request.workstation, now=timezone.now()),
    }
    response = render(request, "till/page.html", context)
    renew(request, response)
    return response


@require_safe
@at_device
def show_shell(request: TillPageRequest) -> HttpResponse:
    """Collecting alone, without anything about people or sales: the browser keeps this page."""
    return render(request, "till/shell.html", _describe(request))


@require_safe
def serve_worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, from an address that lets it look after the whole page."""
    return HttpResponse(
        read_worker(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


def _describe(request: TillPageRequest) -> dict[str, Any]:
    workstation = request.workstation
    return {
        "workstation": workstation,
        "prefixes": " ".join(settings.PAYBACK_CARD_PREFIXES),
        "form": CollectForm(at=workstation),
    }


@cache
def read_worker() -> str:
    """Its source."""
    return WORKER.read_text(encoding="utf-8")
