"""Generated requests against the till API: it does what its description says, and never breaks.

With THOROUGH=1 it generates more than 10,000 and prints how they were answered: docs/api-tests.md.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from payback_site.wsgi import application
from tests.factories import DeliveryFactory
from tests.thorough import choose, tell
from tests.transactions.api.payback import payback, payback_process, paying
from tests.transactions.kinds.till import SALE, book, collect
from tests.transactions.till import CARD, SOLD_AT, Till
from transactions.api.v1 import api
from transactions.models import Delivery

__all__ = ["payback", "payback_process", "paying"]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
CASES_PER_OPERATION = choose(short=10, long=900)
# What is too large is refused for that, whatever else is wrong with it.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]

schema = schemathesis.openapi.from_dict(
    api.get_openapi_schema(),
    config=schemathesis.Config.from_dict(
        {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
    ),
)
schema.app = application


@pytest.fixture(scope="module")
def answers(pytestconfig: pytest.Config) -> Iterator[Counter[tuple[str, int]]]:
    """How often each operation answered with each status; told at the end."""
    counted: Counter[tuple[str, int]] = Counter()
    yield counted
    lines = [f"{name} {status}: {number}" for (name, status), number in sorted(counted.items())]
    tell(pytestconfig, *lines, f"{counted.total()} generated requests")


@pytest.fixture
def plausible(paying: Till, settings: Settings) -> dict[str, Any]:
    """What no generated text hits upon: a card, a day, a booked sale and a redemption of it."""
    settings.API_CALLS_PER_MINUTE = 100_000
    now = timezone.now()
    sale = book(collect(paying, now), now)
    redemption: Delivery = DeliveryFactory.create(
        transaction__workstation=paying.workstation,
        transaction__interface=paying.interface,
        transaction__receipt=sale.transaction.receipt,
        redeem=True,
        booked=True,
        confirm_by=now + timedelta(hours=1),
    )
    return {
        "card": CARD,
        "scan": CARD,
        "pin": "1234",
        "occurred_at": SOLD_AT.isoformat(),
        "original_receipt_number": SALE,
        "transaction_id": str(redemption.transaction_id),
        "path": {"transaction_id": str(redemption.transaction_id), "receipt_number": SALE},
    }


def make_plausible(case: Any, values: dict[str, Any]) -> None:
    """Puts the real values into three of four well-formed requests, in place of generated ones."""
    is_left = zlib.crc32(repr((case.body, case.path_parameters)).encode()) % 4 == 0
    if is_left or not case.meta.generation.mode.is_positive:
        return
    for part, real in ((case.body, values), (case.path_parameters, values["path"])):
        if isinstance(part, dict):
            part.update((name, real[name]) for name in part.keys() & real.keys() if part[name])


class TestGeneratedRequests:
    @schema.parametrize()
    @hypothesis_settings(
        max_examples=CASES_PER_OPERATION,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def test_are_answered_as_described(
        self,
        case: Any,
        paying: Till,
        plausible: dict[str, Any],
        answers: Counter[tuple[str, int]],
    ) -> None:
        make_plausible(case, plausible)

        response = case.call(headers={"Authorization": f"Bearer {paying.token}"})

        answers[case.operation.label, response.status_code] += 1
        case.validate_response(response, checks=CHECKS)
