"""Generated requests against the till API: it does what its description says, and never breaks."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from payback_site.wsgi import application
from tests.transactions.api.payback import payback, payback_process, paying
from tests.transactions.till import Till
from transactions.api.v1 import api

__all__ = ["payback", "payback_process", "paying"]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
CASES_PER_OPERATION = 10

schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application


class TestGeneratedRequests:
    @schema.parametrize()
    @settings(
        max_examples=CASES_PER_OPERATION,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def test_are_answered_as_described(self, case: Any, paying: Till) -> None:
        response = case.call(headers={"Authorization": f"Bearer {paying.token}"})

        case.validate_response(response, checks=CHECKS)
