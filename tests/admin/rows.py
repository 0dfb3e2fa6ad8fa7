"""Rows for every model of the back office, and what to expect of its pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interfaces.models import Branch, Chain, Interface, Workstation
from tests.factories import (
    ArticleGroupFactory,
    BranchFactory,
    CaptureFactory,
    ChainFactory,
    ChainRulesFactory,
    DeliveryFactory,
    InterfaceFactory,
    ReceiptTemplateFactory,
    WorkstationFactory,
)
from transactions.choices import Verdict
from transactions.models import (
    ArticleGroup,
    Attempt,
    Capture,
    ChainRules,
    Delivery,
    ReceiptTemplate,
)
from transactions.models.delivery import record_state

MODELS: list[type[Model]] = sorted(admin.site._registry, key=lambda model: model._meta.label)
LABELS = [model._meta.label for model in MODELS]
CONTENT_SECURITY_POLICY = {
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}

MAKERS: dict[type[Model], Callable[[int], Any]] = {
    ArticleGroup: lambda _number: ArticleGroupFactory.create(),
    Branch: lambda _number: BranchFactory.create(),
    Capture: lambda _number: CaptureFactory.create(collect=DeliveryFactory.create().transaction),
    Chain: lambda _number: ChainFactory.create(),
    ChainRules: lambda _number: ChainRulesFactory.create(),
    Delivery: lambda _number: DeliveryFactory.create(),
    Interface: lambda _number: InterfaceFactory.create(of_workstation=True),
    ReceiptTemplate: lambda _number: ReceiptTemplateFactory.create(of_branch=True),
    User: lambda number: User.objects.create(username=f"mitarbeit-{number}"),
    Workstation: lambda _number: WorkstationFactory.create(),
}


def make_rows(model: type[Model], count: int) -> Any:
    """So many more rows, each with places of its own; the last one."""
    known = model._default_manager.count()
    return [MAKERS[model](known + number) for number in range(count)][-1]


def make_attempts(delivery: Delivery, count: int) -> None:
    """So many calls and moves of one delivery."""
    for number in range(1, count + 1):
        Attempt.objects.create(
            delivery=delivery,
            interface=delivery.interface,
            number=number,
            verdict=Verdict.UNKNOWN,
            recorded_at=delivery.state_since,
        )
        record_state(delivery, from_state=None, at=delivery.state_since)


def get_url(model: type[Model], page: str, *arguments: Any) -> str:
    """The address of a page of a model: changelist, add, change, delete or history."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=arguments)


def read_policy(response: Any) -> set[str]:
    """The directives of the Content-Security-Policy header."""
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


def count_queries(client: Client, address: str) -> int:
    """What one page costs the database, once everything that is kept in memory is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == HTTPStatus.OK
    return len(captured)
