"""The description of the API: well-formed, complete, and true."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from interfaces.models import EnrolmentCode
from interfaces.services import digest_code
from tests.factories import WorkstationFactory
from tests.transactions.till import SOLD_AT, Till
from transactions.api.problems import PROBLEMS
from transactions.api.v1 import api
from transactions.choices import Outcome, State

STATUSES = {
    ("post", "/api/v1/enrolments"): {201, 400, 403, 413, 422, 429, 500, 503},
    ("get", "/api/v1/interface"): {200, 401, 429, 500, 503},
    ("post", "/api/v1/collects"): {201, 202, 400, 401, 409, 413, 422, 429, 500, 503},
    ("get", "/api/v1/transactions/{transaction_id}"): {200, 401, 404, 429, 500, 503},
    ("post", "/api/v1/collects/batch"): {200, 400, 401, 413, 422, 429, 500, 503},
    ("post", "/api/v1/cards"): {200, 400, 401, 413, 422, 429, 500, 503},
    ("post", "/api/v1/balances"): {200, 400, 401, 409, 413, 422, 429, 500, 503},
    ("put", "/api/v1/orders/{order_number}/capture"): {
        *(200, 400, 401, 404, 409, 413, 422, 429, 500, 503)
    },
    ("post", "/api/v1/redemptions"): {201, 202, 400, 401, 409, 413, 422, 429, 500, 503},
    ("post", "/api/v1/redemptions/{transaction_id}/confirm"): {
        *(200, 401, 404, 409, 429, 500, 503)
    },
    ("post", "/api/v1/refunds"): {201, 202, 400, 401, 404, 409, 413, 422, 429, 500, 503},
    ("post", "/api/v1/reversals"): {201, 202, 400, 401, 404, 409, 413, 422, 429, 500, 503},
    ("get", "/api/v1/receipts/{receipt_number}"): {200, 401, 404, 429, 500, 503},
}
KEYED = [f"/api/v1/{name}" for name in ("collects", "redemptions", "refunds", "reversals")]
WITHOUT_BODY = {("post", "/api/v1/redemptions/{transaction_id}/confirm")}
PUBLIC = {("post", "/api/v1/enrolments")}
Key = tuple[str, str]


def load_document() -> dict[str, Any]:
    """As it is sent."""
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return document


DOCUMENT = load_document()
OPERATIONS: dict[Key, dict[str, Any]] = {
    (method, path): operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
RESPONSES: dict[tuple[Key, str], dict[str, Any]] = {
    (key, status): response
    for key, operation in OPERATIONS.items()
    for status, response in operation["responses"].items()
}


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document."""
    if isinstance(node, dict):
        yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from walk(child)


def resolve(reference: str) -> Any:
    node: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def get_example(key: Key) -> dict[str, Any]:
    schema = OPERATIONS[key]["requestBody"]["content"]["application/json"]["schema"]
    example: dict[str, Any] = resolve(schema["$ref"])["examples"][0]
    return example


class TestDocument:
    def test_is_openapi_3_1_with_title_and_version(self) -> None:
        assert re.fullmatch(r"3\.1\.\d+", DOCUMENT["openapi"])
        assert DOCUMENT["info"]["title"]
        assert DOCUMENT["info"]["version"] == "1"

    def test_is_served(self) -> None:
        answer = Client().get("/api/v1/openapi.json")

        assert answer.status_code == 200
        assert json.loads(answer.content) == DOCUMENT

    def test_refers_only_to_what_it_holds(self) -> None:
        references = [node["$ref"] for node in walk(DOCUMENT) if "$ref" in node]

        assert references
        assert all(resolve(reference) for reference in references)

    def test_has_only_patterns_that_can_be_read(self) -> None:
        patterns = [node["pattern"] for node in walk(DOCUMENT) if "pattern" in node]

        assert patterns
        assert all(re.compile(pattern) for pattern in patterns)

    def test_describes_every_operation_and_no_other(self) -> None:
        assert set(OPERATIONS) == set(STATUSES)

    def test_refuses_unknown_fields_in_every_request(self) -> None:
        schemas = DOCUMENT["components"]["schemas"]
        requests = {name: schema for name, schema in schemas.items() if name.endswith("Request")}

        assert requests
        assert {schema["additionalProperties"] for schema in requests.values()} == {False}

    def test_lists_every_code_outcome_and_state(self) -> None:
        schemas = DOCUMENT["components"]["schemas"]

        assert set(schemas["ProblemAnswer"]["properties"]["code"]["enum"]) == set(PROBLEMS)
        assert set(schemas["Outcome"]["enum"]) == set(Outcome.values)
        assert set(schemas["State"]["enum"]) == set(State.values)

    def test_says_that_money_is_text(self) -> None:
        amount = DOCUMENT["components"]["schemas"]["LineRequest"]["properties"]["amount"]

        assert amount["type"] == "string"
        assert re.fullmatch(amount["pattern"], "249.90")


class TestOperation:
    @pytest.mark.parametrize("key", STATUSES)
    def test_documents_every_status_it_can_answer_with(self, key: Key) -> None:
        assert {int(status) for status in OPERATIONS[key]["responses"]} == STATUSES[key]

    def test_has_an_id_of_its_own(self) -> None:
        assert sorted(operation["operationId"] for operation in OPERATIONS.values()) == [
            "confirm",
            "get_interface",
            "get_receipt",
            "get_transaction",
            "post_balance",
            "post_batch",
            "post_card",
            "post_collect",
            "post_enrolment",
            "post_redemption",
            "post_refund",
            "post_reversal",
            "put_capture",
        ]

    @pytest.mark.parametrize("key", sorted(set(STATUSES) - PUBLIC))
    def test_needs_a_bearer_token(self, key: Key) -> None:
        [needed] = OPERATIONS[key]["security"]
        [name] = needed

        scheme = DOCUMENT["components"]["securitySchemes"][name]
        assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")

    def test_needs_no_token_to_enrol(self) -> None:
        assert "security" not in OPERATIONS["post", "/api/v1/enrolments"]

    @pytest.mark.parametrize("key", STATUSES)
    def test_declares_its_path_parameters(self, key: Key) -> None:
        declared = {
            row["name"]: row["required"]
            for row in OPERATIONS[key]["parameters"]
            if row["in"] == "path"
        }

        assert declared == dict.fromkeys(re.findall(r"{(\w+)}", key[1]), True)

    @pytest.mark.parametrize("path", KEYED)
    def test_requires_the_idempotency_key_to_create(self, path: str) -> None:
        rows = {row["name"]: row for row in OPERATIONS["post", path]["parameters"]}

        assert rows["Idempotency-Key"]["in"] == "header"
        assert rows["Idempotency-Key"]["required"] is True
        assert rows["Prefer"]["required"] is False


class TestResponse:
    @pytest.mark.parametrize("place", RESPONSES)
    def test_has_a_description_and_one_kind_of_content(self, place: tuple[Key, str]) -> None:
        response = RESPONSES[place]

        expected = "application/json" if int(place[1]) < 400 else "application/problem+json"
        assert response["description"]
        assert list(response["content"]) == [expected]
        assert "X-Request-ID" in response["headers"]

    @pytest.mark.parametrize(
        ("status", "header"),
        [("401", "WWW-Authenticate"), ("409", "Retry-After"), ("429", "Retry-After")],
    )
    def test_names_the_headers_it_comes_with(self, status: str, header: str) -> None:
        assert header in RESPONSES[("post", "/api/v1/collects"), status]["headers"]

    @pytest.mark.parametrize("status", ["201", "202"])
    def test_names_the_headers_of_a_stored_collect(self, status: str) -> None:
        headers = RESPONSES[("post", "/api/v1/collects"), status]["headers"]

        assert set(headers) == {
            "X-Request-ID",
            "Location",
            "Idempotency-Replayed",
            "Preference-Applied",
        }


class TestExample:
    def test_of_a_collect_is_accepted(self, till: Till) -> None:
        example = get_example(("post", "/api/v1/collects"))

        answer = till.collect(example | {"occurred_at": SOLD_AT.isoformat()})

        assert answer.status_code == 202
        assert answer.json()["outcome"] == "queued"

    def test_of_a_collect_is_accepted_on_any_day(self, till: Till) -> None:
        answer = till.collect(get_example(("post", "/api/v1/collects")))

        assert answer.status_code == 202

    @pytest.mark.django_db
    def test_of_an_enrolment_is_accepted(self) -> None:
        example, now = get_example(("post", "/api/v1/enrolments")), timezone.now()
        EnrolmentCode.objects.create(
            workstation=WorkstationFactory.create(computer_name=example["computer_name"]),
            digest=digest_code(example["code"]),
            created_at=now,
            expires_at=now + timedelta(hours=1),
        )

        answer = Client().post(
            "/api/v1/enrolments", json.dumps(example), content_type="application/json"
        )

        assert answer.status_code == 201

    @pytest.mark.parametrize(
        "key", sorted({key for key in STATUSES if key[0] in {"post", "put"}} - WITHOUT_BODY)
    )
    def test_stands_at_every_request(self, key: Key) -> None:
        assert get_example(key)


class TestDocsPage:
    def test_takes_everything_from_our_own_files(self) -> None:
        page = Client().get("/api/v1/docs")

        addresses = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
        assert page.status_code == 200
        assert len(addresses) >= 4
        assert all(address.startswith("/static/") for address in addresses)
        assert all(finders.find(address.removeprefix("/static/")) for address in addresses)
        assert b"//cdn" not in page.content

    def test_reads_our_document(self) -> None:
        page = Client().get("/api/v1/docs")

        assert b'"/api/v1/openapi.json"' in page.content
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
