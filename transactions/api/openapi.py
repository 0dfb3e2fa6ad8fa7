"""The OpenAPI document: what Ninja reads from the code, and what it cannot see there."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from transactions.api.problems import PROBLEM_TYPE, PROBLEMS

TEXT: dict[str, Any] = {"type": "string"}
SECONDS: dict[str, Any] = {"type": "integer", "minimum": 1}
HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": "Stands in every log line of the request.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "WWW-Authenticate": {"description": "`Bearer`", "schema": TEXT},
    "Retry-After": {"description": "Seconds to wait before the same request", "schema": SECONDS},
    "Location": {"description": "Where the transaction is read", "schema": TEXT},
    "Idempotency-Replayed": {
        "description": "`true` when this is the stored answer to an earlier request",
        "schema": TEXT,
    },
    "Preference-Applied": {"description": "The wait that was granted", "schema": TEXT},
}
HEADERS_OF_STATUS: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    409: ("Retry-After",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
HEADERS_OF_TRANSACTIONS = ("Location", "Idempotency-Replayed", "Preference-Applied")


class TillAPI(NinjaAPI):
    """Describes headers and problems as they are sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Written once for each place at which the API is mounted: the code does not change."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            self._documents[prefix] = self._describe(prefix)
        return self._documents[prefix]

    def _describe(self, prefix: str) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=prefix)
        for operation in _list_operations(document):
            _complete_responses(operation)
        document["components"]["schemas"]["ProblemAnswer"]["properties"]["code"] |= {
            "enum": sorted(PROBLEMS)
        }
        return document


def _list_operations(document: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _complete_responses(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses[500] = {
        "description": HTTPStatus(500).phrase,
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}},
    }
    for status, response in responses.items():
        if status >= 400:
            response["content"] = {PROBLEM_TYPE: next(iter(response["content"].values()))}
        response["headers"] = {
            name: HEADERS[name] for name in _list_header_names(status, operation)
        }


def _list_header_names(status: int, operation: dict[str, Any]) -> tuple[str, ...]:
    is_stored = status in {201, 202} and "transactions" in operation["tags"]
    own = HEADERS_OF_TRANSACTIONS if is_stored else HEADERS_OF_STATUS.get(status, ())
    return ("X-Request-ID", *own)
