"""The page "Arbeitslisten": what is not finished, by its cause, the oldest first."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interfaces.admin.badges import Tone, show_badge
from interfaces.admin.moments import show_moment
from interfaces.models import Branch
from interfaces.reach import can_change, limit, may_change_something
from transactions.choices import FINAL_STATES, State, Worklist
from transactions.models import Delivery
from transactions.worklists import (
    LISTS,
    MOST_AT_ONCE,
    Action,
    Entry,
    Group,
    Listed,
    Telling,
    count_lists,
    find_cause,
    find_listed,
    list_entries,
    list_groups,
    list_rows,
    name_cause,
    tell,
)

URL_NAME = "admin:transactions_delivery_worklists"
DECIDE = "transactions.decide_delivery"
SHOWN_OF_A_GROUP = 10
TONES = {
    State.DUE: Tone.QUEUED,
    State.CLAIMED: Tone.QUEUED,
    State.STARTED: Tone.QUEUED,
    State.BOOKED: Tone.BOOKED,
    State.REFUSED: Tone.REFUSED,
    State.UNKNOWN: Tone.UNKNOWN,
    State.HELD: Tone.HELD,
    State.ATTENTION: Tone.ATTENTION,
    State.REVERSED: Tone.PAST,
    State.CANCELLED: Tone.OFF,
}


@dataclass(frozen=True, slots=True)
class Where:
    """Which list, cause and branch a page is about, as they stand in the address."""

    listed: str = ""
    cause: str = ""
    branch: str = ""

    @classmethod
    def read(cls, values: QueryDict) -> "Where":
        """From an address or from a form."""
        return cls(*(values.get(name, "")[:80] for name in ("liste", "ursache", "filiale")))

    @property
    def url(self) -> str:
        """The page itself."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.as_fields().items() if value})
        return f"{reverse(URL_NAME)}?{query.urlencode()}" if query else reverse(URL_NAME)

    def as_fields(self) -> dict[str, str]:
        """As a form carries it."""
        return {"liste": self.listed, "ursache": self.cause, "filiale": self.branch}


@dataclass(frozen=True, slots=True)
class Tab:
    """One worklist in the row of worklists."""

    label: str | Promise
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery of a group."""

    delivery: Delivery
    accepted: SafeString
    telling: Telling


@dataclass(frozen=True, slots=True)
class Block:
    """One cause with its oldest rows and what can be decided about them."""

    cause: str
    title: str | Promise
    count: int
    since: SafeString
    rows: list[Row]
    actions: tuple[Action, ...]
    url: str


def may_decide(request: HttpRequest) -> bool:
    """Whether the user decides about deliveries at all; about which, the branches tell."""
    return request.user.has_perm(DECIDE) and may_change_something(request.user)


def show_stand(delivery: Delivery) -> SafeString:
    """Where it stands, as a badge."""
    return show_badge(TONES[State(delivery.state)], delivery.get_state_display())


def show_entries(delivery: Delivery) -> Iterator[tuple[Entry, SafeString]]:
    """The history of a delivery; states that people know have their badge."""
    for entry in list_entries(delivery=delivery):
        if entry.state is None or entry.is_technical:
            yield entry, SafeString("")
        else:
            yield entry, show_badge(TONES[entry.state], entry.what)


class WorklistPages(admin.ModelAdmin[Delivery]):
    """Adds the page to the deliveries."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "arbeitslisten/",
                self.admin_site.admin_view(self.show_worklists),
                name="transactions_delivery_worklists",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def show_worklists(self, request: HttpRequest) -> HttpResponse:
        """One worklist, grouped by cause, or one cause of it.

        :raises Http404: there is no such worklist, or no such branch for this user.
        :raises PermissionDenied: the user sees no deliveries.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        now, where = timezone.now(), Where.read(request.GET)
        branches = _list_branches(request)
        deliveries = _limit(self.get_queryset(request), where, branches)
        counts = count_lists(deliveries=deliveries, now=now)
        listed = _choose(where, counts)
        here = Where(listed.key, where.cause, where.branch)
        blocks = list(_build_blocks(deliveries, listed, here, now))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Arbeitslisten"),
            "opts": self.opts,
            "tabs": list(_list_tabs(counts, here)),
            "where": here,
            "blocks": blocks,
            "branches": branches if len(branches) > 1 else [],
            "may_decide": may_decide(request),
            "all_url": Where(listed.key, "", where.branch).url,
            "stays": listed.stays,
            "most": MOST_AT_ONCE,
        }
        return TemplateResponse(request, "admin/transactions/delivery/worklists.html", context)


def _list_branches(request: HttpRequest) -> list[Branch]:
    return list(limit(Branch.objects.select_related("chain").order_by("code"), request.user))


def _limit(
    deliveries: QuerySet[Delivery], where: Where, branches: list[Branch]
) -> QuerySet[Delivery]:
    if not where.branch:
        return deliveries
    branch = next((row for row in branches if str(row.pk) == where.branch), None)
    if branch is None:
        raise Http404
    return deliveries.filter(branch=branch)


def _choose(where: Where, counts: dict[str, int]) -> Listed:
    """The one asked for, or the most urgent one with something in it."""
    first = next((key for key in Worklist.values if counts[key]), Worklist.DECISION.value)
    listed = find_listed(where.listed or first)
    if listed is None:
        raise Http404
    return listed


def _list_tabs(counts: dict[str, int], here: Where) -> Iterator[Tab]:
    for key, listed in LISTS.items():
        url = Where(key, "", here.branch).url
        yield Tab(listed.label, counts[key], url, is_current=key == here.listed)


def _build_blocks(
    deliveries: QuerySet[Delivery], listed: Listed, here: Where, now: datetime
) -> Iterator[Block]:
    groups = list_groups(deliveries=deliveries, listed=listed, now=now)
    limit_of_rows = MOST_AT_ONCE if here.cause else SHOWN_OF_A_GROUP
    for group in groups:
        if not here.cause or group.cause == here.cause:
            rows = list_rows(deliveries=deliveries, listed=listed, groups=[group], now=now)
            yield _build_block(group, list(rows[:limit_of_rows]), here, now)


def _build_block(group: Group, rows: list[Delivery], here: Where, now: datetime) -> Block:
    cause = find_cause(group.cause)
    return Block(
        cause=group.cause,
        title=cause.title,
        count=group.count,
        since=show_moment(group.since, now=now),
        rows=[
            Row(row, show_moment(row.transaction.accepted_at, now=now), tell(row, now=now))
            for row in rows
        ],
        actions=cause.actions,
        url=Where(here.listed, group.cause, here.branch).url,
    )


def list_actions(request: HttpRequest, row: Delivery) -> tuple[Action, ...]:
    """What the user can decide about a delivery as it stands."""
    if not (may_decide(request) and can_change(request.user, row)):
        return ()
    return find_cause(name_cause(row)).actions if row.state not in FINAL_STATES else ()


def read_keys(texts: list[str]) -> list[uuid.UUID]:
    """The keys that a form posts.

    :raises Http404: one of them is none.
    """
    try:
        return [uuid.UUID(text) for text in dict.fromkeys(texts)]
    except ValueError:
        raise Http404 from None


def describe(row: Delivery) -> dict[str, Any]:
    """What a page of one delivery shows of its worklist; nothing once it is finished."""
    is_listed = any(row.state in listed.states for listed in LISTS.values())
    return {"telling": tell(row, now=timezone.now())} if is_listed else {}
