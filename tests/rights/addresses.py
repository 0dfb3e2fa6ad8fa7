"""Every address the URL configuration knows, and how to call it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from interfaces.models import Branch
from tests.rights.places import World

_PARAMETER = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
_REGULAR_EXPRESSION = re.compile(r"\^?\(\?P<(\w+)>[^)]*\)")
_ROW = re.compile(r"^admin/(?P<app>\w+)/(?P<model>\w+)/<")


def list_routes(urlconf: str | None = None) -> list[str]:
    """The routes of all patterns; regular expressions stand as `<name>` too."""
    return list(_walk(get_resolver(urlconf).url_patterns, ""))


def build_address(route: str, world: World, *, target: str = "own") -> str:
    """The address of a route for the rows of the own shop, or of the chain as a whole (`wide`)."""
    values = find_values(route, world, target)
    return "/" + _PARAMETER.sub(lambda found: str(values[found["name"]]), route)


def find_values(route: str, world: World, target: str) -> dict[str, Any]:
    """What stands for the parameters of a route."""
    found = _ROW.match(route)
    model = f"{found['app']}.{found['model']}" if found else ""
    shop = world.own
    row = world.own_wide if target == "wide" else find_row(model, world)
    return {
        "app_label": "interfaces",
        "url": "gibt/es/nicht/",
        "object_id": row.pk,
        "id": row.pk,
        "content_type_id": ContentType.objects.get_for_model(Branch).pk,
        "branch_id": shop.branch.pk,
        "workstation_id": shop.workstation.pk,
        "interface_id": world.own_wide.pk if target == "wide" else shop.interface.pk,
        "template_id": find_row("transactions.receipttemplate", world).pk,
        "position": 0,
        "delivery_id": shop.delivery.pk,
        "transaction_id": shop.delivery.transaction_id,
        "proposal_id": find_row("interfaces.locationproposal", world).pk,
        "token_id": find_row("interfaces.workstationtoken", world).pk,
        "test_id": find_row("interfaces.connectiontest", world).pk,
        "receipt_number": f"{shop.name}-BON",
        "order_number": "A-1",
    }


def find_row(label: str, world: World) -> Model:
    """The own shop's row of a model of the back office; for other addresses the branch."""
    shop = world.own
    rows: list[Model] = [
        shop.interface,
        shop.branch,
        shop.chain,
        shop.workstation,
        shop.delivery,
        shop.manager,
        *shop.others,
    ]
    by_label = {row._meta.label_lower: row for row in reversed(rows)}
    return by_label.get(label, shop.branch)


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + _REGULAR_EXPRESSION.sub(r"<\1>", str(pattern.pattern)).rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route
