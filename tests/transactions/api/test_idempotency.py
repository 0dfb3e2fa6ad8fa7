"""Repeating is always safe."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import WorkstationFactory
from tests.transactions.api.conftest import Refuse
from tests.transactions.till import OTHER_CARD, SOLD_AT, Answer, Till, build_body, join_till
from transactions.choices import State
from transactions.models import ArticleGroup, Delivery, IdempotencyKey, Transaction

OTHER_LANGUAGE = {"Accept_Language": "en"}


def lose_answer(*, seconds_left: int) -> None:
    """As if the web process had died after the commit, with `seconds_left` of its work time."""
    IdempotencyKey.objects.update(
        status=None, answer=None, working_until=timezone.now() + timedelta(seconds=seconds_left)
    )


class TestIdempotencyKey:
    @pytest.mark.parametrize(
        "key",
        [
            pytest.param("", id="empty"),
            pytest.param("x" * 129, id="129 characters"),
            pytest.param("two words", id="blank inside"),
            pytest.param("tab\tinside", id="tab inside"),
            pytest.param("schlüssel", id="not ASCII"),
            pytest.param("\x7f", id="delete"),
        ],
    )
    def test_must_be_visible_ascii(self, refuse: Refuse, key: str) -> None:
        answer = refuse(build_body(), key=key)

        assert answer.status_code == 400
        assert answer.json()["code"] == "idempotency_key_missing"

    def test_is_required(self, till: Till) -> None:
        answer = till.post("/api/v1/collects", json.dumps(build_body()).encode())

        assert answer.status_code == 400
        assert answer.json()["code"] == "idempotency_key_missing"
        assert not IdempotencyKey.objects.exists()

    @pytest.mark.parametrize("key", ["!", "x" * 128, '~"\\{}'])
    def test_may_be_any_visible_ascii(self, till: Till, key: str) -> None:
        assert till.collect(build_body(), key=key).status_code == 202


class TestSameKeySameBody:
    def test_is_given_the_stored_answer_to_the_letter(self, till: Till) -> None:
        body = build_body(coupons=["4711"])
        first = till.collect(body)
        Delivery.objects.update(state=State.BOOKED, points=249)

        second = till.collect(body, **OTHER_LANGUAGE)

        assert second.content == first.content
        assert second.status_code == first.status_code == 202
        assert second.headers["Location"] == first.headers["Location"]
        assert second.headers["Idempotency-Replayed"] == "true"
        assert "Idempotency-Replayed" not in first.headers
        assert Transaction.objects.count() == 1

    def test_counts_as_the_same_with_other_order_and_blanks(self, till: Till) -> None:
        body = build_body()
        first = till.collect(body)

        second = till.collect(json.dumps(dict(reversed(body.items())), indent=3).encode())

        assert second.headers["Idempotency-Replayed"] == "true"
        assert second.content == first.content

    def test_is_replayed_although_its_article_group_is_gone(self, till: Till) -> None:
        first = till.collect(build_body())
        ArticleGroup.objects.all().delete()

        second = till.collect(build_body())

        assert second.headers["Idempotency-Replayed"] == "true"
        assert second.content == first.content

    def test_is_replayed_although_the_workstation_is_off(self, till: Till) -> None:
        first = till.collect(build_body())
        till.workstation.is_active = False
        till.workstation.save()

        second = till.collect(build_body())

        assert second.content == first.content

    def test_is_409_while_the_first_is_being_worked_on(self, till: Till) -> None:
        till.collect(build_body())
        lose_answer(seconds_left=20)

        answer = till.collect(build_body())

        assert answer.status_code == 409
        assert answer.json()["code"] == "key_busy"
        assert int(answer.headers["Retry-After"]) >= 1

    def test_is_answered_anew_when_the_web_died_before_answering(self, till: Till) -> None:
        first = till.collect(build_body())
        lose_answer(seconds_left=-1)

        second = till.collect(build_body())

        assert (second.status_code, second.json()) == (202, first.json())
        assert "Idempotency-Replayed" not in second.headers
        assert Transaction.objects.count() == 1

    def test_keeps_the_answer_that_was_given_anew(self, till: Till) -> None:
        till.collect(build_body())
        lose_answer(seconds_left=-1)
        second = till.collect(build_body())

        third = till.collect(build_body())

        assert third.content == second.content
        assert third.headers["Idempotency-Replayed"] == "true"

    def test_of_a_refused_request_may_be_used_again(self, till: Till) -> None:
        till.collect(build_body(card="1"))

        answer = till.collect(build_body())

        assert answer.status_code == 202


class TestSameKeyOtherBody:
    @pytest.mark.parametrize(
        "changes", [{"total": "250.00"}, {"receipt_number": "BON-2"}, {"late": True}]
    )
    def test_is_422(self, till: Till, changes: dict[str, Any]) -> None:
        till.collect(build_body())

        answer = till.collect(build_body(**changes))

        assert answer.status_code == 422
        assert answer.json()["code"] == "key_reused"
        assert Transaction.objects.count() == 1

    def test_is_422_while_the_first_is_being_worked_on(self, till: Till) -> None:
        till.collect(build_body())
        lose_answer(seconds_left=20)

        assert till.collect(build_body(late=True)).json()["code"] == "key_reused"


class TestSameKeyAtAnotherWorkstation:
    def test_is_independent(self, till: Till) -> None:
        neighbour = join_till(
            WorkstationFactory.create(branch=till.workstation.branch), till.interface
        )
        till.collect(build_body(receipt_number="BON-1"))

        answer = neighbour.collect(build_body(receipt_number="BON-2"))

        assert answer.status_code == 202
        assert answer.json()["receipt_number"] == "BON-2"


class TestBusinessKey:
    def test_finds_the_existing_transaction_for_the_same_content(self, till: Till) -> None:
        first = till.collect(build_body(), key="key-1")

        second = till.collect(build_body(), key="key-2")

        assert second.status_code == 202
        assert second.json() == first.json()
        assert Transaction.objects.count() == 1

    def test_finds_it_for_another_spelling_of_the_same_content(self, till: Till) -> None:
        first = till.collect(build_body(total="249.90"), key="key-1")

        second = till.collect(build_body(total="249.9", card="]E09040193103187692"), key="key-2")

        assert second.json() == first.json()

    def test_finds_it_although_its_group_was_renamed(self, till: Till) -> None:
        first = till.collect(build_body(), key="key-1")
        ArticleGroup.objects.update(display_value="Ray-Ban")

        second = till.collect(build_body(), key="key-2")

        assert second.json() == first.json()

    def test_tells_how_the_existing_transaction_stands_now(self, till: Till) -> None:
        till.collect(build_body(), key="key-1")
        Delivery.objects.update(state=State.BOOKED, points=249)

        second = till.collect(build_body(), key="key-2")

        assert second.status_code == 201
        assert second.json()["outcome"] == "booked"

    @pytest.mark.parametrize(
        "changes",
        [
            {"total": "300.00"},
            {"card": OTHER_CARD},
            {"coupons": ["4711"]},
            {"late": True},
            {"lines": [{"amount": "249.90"}]},
            {"payments": [{"type": "cash", "amount": "1.00"}]},
            {"occurred_at": (SOLD_AT - timedelta(seconds=1)).isoformat()},
        ],
    )
    def test_is_409_for_other_content(self, till: Till, changes: dict[str, Any]) -> None:
        till.collect(build_body(), key="key-1")

        answer = till.collect(build_body(**changes), key="key-2")

        assert_reused(answer)
        assert Transaction.objects.count() == 1
        assert not IdempotencyKey.objects.filter(key="key-2").exists()

    def test_sees_other_payments_of_the_same_kind(self, till: Till) -> None:
        till.collect(build_body(payments=[{"type": "cash", "amount": "1.00"}]), key="key-1")

        answer = till.collect(
            build_body(payments=[{"type": "cash", "amount": "2.00"}]), key="key-2"
        )

        assert_reused(answer)

    def test_is_free_in_another_branch(self, till: Till) -> None:
        elsewhere = join_till(
            WorkstationFactory.create(branch__chain=till.workstation.branch.chain), till.interface
        )
        till.collect(build_body())

        answer = elsewhere.collect(build_body(total="300.00"))

        assert answer.status_code == 202
        assert Transaction.objects.count() == 2


def assert_reused(answer: Answer) -> None:
    assert answer.status_code == 409
    assert answer.json()["code"] == "receipt_reused"
    assert [row["field"] for row in answer.json()["errors"]] == ["receipt_number"]
