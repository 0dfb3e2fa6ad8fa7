"""The left navigation: the back office in the order of the work."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interfaces.models import Chain
from interfaces.reach import describe_reach, get_reach
from transactions.choices import Worklist
from transactions.models import Delivery
from transactions.queries import count_worklists

HERE, WITHIN = "page", "true"
WORKLISTS = "admin:transactions_delivery_worklists"


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation may lead to: the list of `model`, or another page by its name.

    Another page has a `label` of its own and is for whoever may see the rows of `permission`.
    """

    model: str = ""
    label: Promise | str = ""
    url_name: str = ""
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is shown; `current` is the value of `aria-current`, empty elsewhere."""

    label: str
    url: str
    current: str = ""
    count: int | None = None
    worklists: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data the signed-in user works with: the chain, and what of it."""

    chain: str
    part: str


ORDER = [
    Place(label=_("Übersicht"), url_name="admin:index"),
    Place(
        label=_("Arbeitslisten"),
        url_name=WORKLISTS,
        permission="transactions.view_delivery",
    ),
    Place("transactions.Delivery"),
    Place("transactions.Capture"),
    Place("interfaces.Interface"),
    Place(
        label=_("Welche gilt?"),
        url_name="admin:interfaces_explanation",
        permission="interfaces.view_interface",
    ),
    Place("interfaces.Chain"),
    Place("transactions.ChainRules"),
    Place("interfaces.Branch"),
    Place("interfaces.Workstation"),
    Place("transactions.ArticleGroup"),
    Place("transactions.ReceiptTemplate"),
    Place(
        label=_("Protokoll"),
        url_name="admin:interfaces_timeline",
        permission="interfaces.view_deed",
    ),
    Place("auth.User"),
]


def list_navigation(request: HttpRequest) -> list[Line]:
    """What the signed-in user may see, in the order of the work, with what waits."""
    return list(_list_lines(request))


def describe_scope(request: HttpRequest) -> Scope:
    """What stands above the navigation; the chain's name only where there is just one."""
    chains = get_reach(request.user).chains
    rows = Chain.objects.all() if chains is None else Chain.objects.filter(pk__in=chains)
    names = list(rows.values_list("name", flat=True)[:2])
    chain = names[0] if len(names) == 1 else gettext("Alle Filialketten") if names else ""
    return Scope(chain=chain, part=describe_reach(request.user).removesuffix(f" · {chain}"))


def get_worklist_url(worklist: Worklist) -> str:
    """Where the deliveries of `worklist` are listed."""
    return f"{reverse(WORKLISTS)}?liste={worklist.value}"


def list_worklists(request: HttpRequest) -> list[Line]:
    """The worklists with their counts, as far as the user may see their deliveries."""
    deliveries = admin.site.get_model_admin(Delivery)
    if not deliveries.has_view_permission(request):
        return []
    counts = count_worklists(deliveries=deliveries.get_queryset(request))
    return [
        Line(str(worklist.label), get_worklist_url(worklist), count=count)
        for worklist, count in counts.items()
    ]


def _list_lines(request: HttpRequest) -> Iterator[Line]:
    found = [(place, url) for place in ORDER if (url := _find_url(place, request))]
    here = _find_here([url for _place, url in found], request.path)
    for place, url in found:
        waiting = list_worklists(request) if place.url_name == WORKLISTS else []
        yield Line(
            label=_read_label(place),
            url=url,
            current="" if url != here else HERE if url == request.path else WITHIN,
            worklists=tuple(line for line in waiting if line.count),
        )


def _read_label(place: Place) -> str:
    if not place.model:
        return str(place.label)
    return str(capfirst(apps.get_model(place.model)._meta.verbose_name_plural))


def _find_url(place: Place, request: HttpRequest) -> str:
    """The address, or nothing where there is no such page or it is not for this user."""
    if place.model:
        model = apps.get_model(place.model)
        if not admin.site.is_registered(model):
            return ""
        is_visible = admin.site.get_model_admin(model).has_view_permission(request)
        name = f"admin:{place.model.replace('.', '_').lower()}_changelist"
    else:
        is_visible = not place.permission or request.user.has_perm(place.permission)
        name = place.url_name
    try:
        return reverse(name) if is_visible else ""
    except NoReverseMatch:
        return ""


def _find_here(urls: list[str], path: str) -> str:
    """The one of these pages that one is at, or whose row or inner page one is at; else nothing."""
    index = reverse("admin:index")
    around = [url for url in urls if path == url or (path.startswith(url) and url != index)]
    return max(around, key=len, default="")
