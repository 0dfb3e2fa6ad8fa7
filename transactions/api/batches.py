"""Collects that a till kept while it was offline."""

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import ConfigDict, Field, ValidationError

from interfaces.clock import get_database_time
from interfaces.models import Workstation
from interfaces.secrets.card_hash import digest_with_key
from transactions.api.access import TillRequest, WorkstationBearer, WorkstationThrottle
from transactions.api.answers import (
    ProblemAnswer,
    TransactionAnswer,
    build_answer,
    choose_status,
)
from transactions.api.bodies import canonical_value
from transactions.api.collects import take_collect
from transactions.api.errors import list_field_errors, translate_refusal
from transactions.api.problems import Problem, describe_problem
from transactions.queries import get_delivery
from transactions.services import Acceptance, Idempotency, find_acceptance, remember_answer
from transactions.validation import CollectRequest
from transactions.validation.requests import StrictRequest

MOST_COLLECTS = 500
SINGLE_PATH = b"/api/v1/collects"
router = Router(tags=["transactions"], auth=WorkstationBearer(), throttle=WorkstationThrottle())


class BatchItem(StrictRequest):
    """One kept collect, and the key it would have been posted with."""

    key: Annotated[str, Field(strict=True, pattern=r"^[\x21-\x7e]{1,128}$")]
    collect: dict[str, Any] = Field(
        description="As the body of `POST collects`; a mistake in it refuses this one only"
    )


class BatchRequest(StrictRequest):
    """Up to 500 collects, oldest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "collects": [
                        {
                            "key": "BON-W1-0007-26",
                            "collect": {
                                "receipt_number": "BON-W1-0007-26",
                                "occurred_at": "2026-11-23T10:15:00+01:00",
                                "card": "9040193103187692",
                                "total": "249.90",
                                "lines": [{"group": "RAYBAN", "amount": "249.90"}],
                            },
                        }
                    ]
                }
            ]
        }
    )

    collects: Annotated[list[BatchItem], Field(min_length=1, max_length=MOST_COLLECTS)]


class BatchItemAnswer(Schema):
    """What `POST collects` would have answered: its status, and transaction or problem."""

    key: str
    status: int
    transaction: TransactionAnswer | None = None
    problem: ProblemAnswer | None = None


class BatchAnswer(Schema):
    """One answer per collect, in the order of the request."""

    collects: list[BatchItemAnswer]


@router.post(
    "/collects/batch",
    response={200: BatchAnswer, (400, 401, 413, 422, 429, 503): ProblemAnswer},
    summary="Collects kept while the till was offline",
)
def post_batch(request: TillRequest, body: BatchRequest) -> BatchAnswer:
    """Each by the rules of a single one; posting the same batch again is safe."""
    return BatchAnswer(collects=[_take(request, item) for item in body.collects])


def _take(request: TillRequest, item: BatchItem) -> BatchItemAnswer:
    try:
        return _accept(request.auth, item)
    except Exception as error:
        problem = translate_refusal(error)
        if problem is None:
            raise
        content = describe_problem(problem)
        return BatchItemAnswer(
            key=item.key, status=content["status"], problem=ProblemAnswer(**content)
        )


def _accept(workstation: Workstation, item: BatchItem) -> BatchItemAnswer:
    now = get_database_time()
    content = SINGLE_PATH + b"\0" + canonical_value(item.collect)
    idempotency = Idempotency(key=item.key, body_digest=digest_with_key("body", content))
    acceptance = find_acceptance(workstation=workstation, idempotency=idempotency, now=now)
    if acceptance is None:
        acceptance = take_collect(workstation, _read(item), idempotency, now)
    return _answer(item.key, acceptance)


def _read(item: BatchItem) -> CollectRequest:
    try:
        return CollectRequest.model_validate(item.collect)
    except ValidationError as error:
        raise Problem("invalid", errors=list_field_errors(error)) from error


def _answer(key: str, acceptance: Acceptance) -> BatchItemAnswer:
    status, answer = acceptance.key.status or 202, acceptance.replay
    if answer is None:
        delivery = get_delivery(transaction_id=acceptance.transaction.pk)
        status, answer = choose_status(delivery), build_answer(delivery)
        remember_answer(key=acceptance.key, status=status, answer=answer)
    return BatchItemAnswer(
        key=key, status=status, transaction=TransactionAnswer.model_validate(answer)
    )
