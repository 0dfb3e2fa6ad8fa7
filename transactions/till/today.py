"""What this device did today."""

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interfaces.models import Workstation
from transactions.models import Delivery
from transactions.till.access import TillPageRequest, part

MOST_SHOWN = 50


@require_safe
@part
def show_today(request: TillPageRequest) -> HttpResponse:
    """The list alone, for the page that asks again and again."""
    today = list_today(workstation=request.workstation, now=timezone.now())
    return render(request, "till/_today.html", {"today": today})


def list_today(*, workstation: Workstation, now: datetime) -> list[Delivery]:
    """The latest transactions of the device since midnight, the newest first; at most 50."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    return list(
        Delivery.objects.select_related("transaction__receipt")
        .filter(
            branch=workstation.branch_id,
            transaction__workstation=workstation,
            transaction__accepted_at__gte=midnight,
        )
        .order_by("-transaction__accepted_at", "-id")[:MOST_SHOWN]
    )
