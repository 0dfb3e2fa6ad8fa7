"""The page "Protokoll" as a reader sees it."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max
from django.test import Client

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, record_deed
from interfaces.models import Deed
from interfaces.models.history import list_history_models
from interfaces.recording import act_as

ADDRESS = "/admin/protokoll/"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = "192.0.2.7"


def ask(client: Client, **query: Any) -> Any:
    """The page with this question."""
    return client.get(ADDRESS, {name: str(value) for name, value in query.items()})


def read_timeline(client: Client, **query: Any) -> list[str]:
    """The entries of one page, each as the words in it."""
    response = ask(client, **query)
    assert response.status_code == 200, response.status_code
    return read_entries(response)


def read_entries(response: Any) -> list[str]:
    """The entries of a page that is there already."""
    parts = re.split(r'<li class="timeline-entry', response.content.decode())[1:]
    return [read_words(f"<{part}".split("</ol>")[0]) for part in parts]


def read_words(text: str) -> str:
    """Text without tags, blanks made one."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", text))).strip()


def read_positions(client: Client, **query: Any) -> list[int]:
    """The numbers of the entries of one page."""
    content = ask(client, **query).content.decode()
    return [int(one) for one in re.findall(r'data-position="(\d+)"', content)]


def find_older(client: Client, **query: Any) -> str:
    """Where the next page is; empty on the last one."""
    found = re.search(r'href="\?([^"]*vor=\d+)"', ask(client, **query).content.decode())
    return unescape(found.group(1)) if found else ""


def get_last_position() -> int:
    """The number of the newest entry, to leave out what a test has prepared."""
    tables = [*(one.objects.aggregate(last=Max("pgh_id")) for one in list_history_models())]
    tables.append(Deed.objects.aggregate(last=Max("position")))
    return max(one["last"] or 0 for one in tables)


def acting(user: User) -> Any:
    """As a request of the user does."""
    actor = Actor(user.pk, user.get_username(), HERE, "kennung-4711")
    return act_as(actor, page="/admin/irgendwo/")


def do_deed(kind: DeedKind, about: Any, *, user: User | None = None, **details: Any) -> None:
    """A deed."""
    actor = Actor(user.pk, user.get_username(), HERE, "kennung-4712") if user else Actor()
    details = {"outcome": DeedOutcome.DONE, **details}
    record_deed(kind=kind, actor=actor, about=about, at=NOW, **details)
