"""The first page: what waits, what is missing, and the quick ways."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interfaces.admin.badges import Tone, show_badge
from interfaces.choices import Condition
from interfaces.models import Interface, Workstation
from payback_site.navigation import get_worklist_url
from transactions.choices import Worklist
from transactions.models import Delivery
from transactions.queries import count_worklists

MOST_SHOWN = 6
SAYINGS: dict[Worklist, tuple[Tone, Promise, Promise]] = {
    Worklist.DECISION: (
        Tone.ATTENTION,
        _("braucht Entscheidung"),
        _("Hier kommt es ohne Sie nicht weiter. Bitte ansehen."),
    ),
    Worklist.HELD: (
        Tone.HELD,
        _("angehalten"),
        _("Geht von selbst weiter, sobald die Schnittstelle stimmt."),
    ),
    Worklist.UNKNOWN: (
        Tone.UNKNOWN,
        _("in Klärung"),
        _("PAYBACK hat nicht eindeutig geantwortet. Wird von selbst geklärt."),
    ),
    Worklist.WAITING: (
        Tone.QUEUED,
        _("wartet"),
        _("Wird von selbst übertragen."),
    ),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One worklist: how many, and what happens with them."""

    badge: SafeString
    count: int
    saying: Promise
    url: str


@dataclass(frozen=True, slots=True)
class QuickWay:
    """A link to what is done often."""

    label: Promise
    url: str


def build_overview(request: HttpRequest) -> dict[str, Any]:
    """What the first page shows, as far as the user may see it."""
    waiting = list(_list_waiting(request))
    return {
        "waiting": waiting,
        "is_something_waiting": any(worklist.count for worklist in waiting),
        "without_password": _list_without_password(request),
        "quick_ways": list(_list_quick_ways(request)),
    }


def _list_waiting(request: HttpRequest) -> Iterator[Waiting]:
    deliveries = admin.site.get_model_admin(Delivery)
    if not deliveries.has_view_permission(request):
        return
    counts = count_worklists(deliveries=deliveries.get_queryset(request))
    for worklist, (tone, word, saying) in SAYINGS.items():
        count = counts[worklist]
        badge = show_badge(tone if count else Tone.OFF, word)
        yield Waiting(badge, count, saying, get_worklist_url(worklist))


def _list_without_password(request: HttpRequest) -> list[Interface]:
    interfaces = admin.site.get_model_admin(Interface)
    if not interfaces.has_view_permission(request):
        return []
    rows: QuerySet[Any] = interfaces.get_queryset(request)
    missing = rows.filter(
        password__isnull=True, condition__in=[Condition.ACTIVE, Condition.PLANNED]
    )
    return list(missing.select_related("chain", "branch", "workstation__branch")[:MOST_SHOWN])


def _list_quick_ways(request: HttpRequest) -> Iterator[QuickWay]:
    if admin.site.get_model_admin(Interface).has_add_permission(request):
        yield QuickWay(_("Schnittstelle anlegen"), reverse("admin:interfaces_interface_add"))
    if admin.site.get_model_admin(Workstation).has_add_permission(request):
        yield QuickWay(_("Arbeitsplatz anlegen"), reverse("admin:interfaces_workstation_add"))
