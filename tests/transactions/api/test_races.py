"""What happens when tills post at the same moment: real threads on the real database."""

import time
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from tests.factories import ReceiptFactory, WorkstationFactory
from tests.transactions.at_once import run_at_once
from tests.transactions.till import Answer, Till, build_body, build_till, join_till
from transactions.models import Delivery, IdempotencyKey, Receipt, StateChange, Transaction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def till(transactional_db: None) -> Till:
    return build_till()


def count_all() -> list[int]:
    return [
        model._default_manager.count() for model in (Receipt, Transaction, Delivery, StateChange)
    ]


def note_use_of_token(till: Till) -> None:
    """So that no request of the next minute writes the token's row."""
    till.get("/api/v1/interface")


def judge(answer: Answer) -> str:
    """The transaction's id, or the code of the problem."""
    content = answer.json()
    return str(content.get("id") or content["code"])


class TestSameKeyAtOnce:
    def test_makes_one_transaction_of_64_requests(self, till: Till) -> None:
        body = build_body()

        answers = run_at_once([partial(till.collect, body)] * 64)

        row = Transaction.objects.get()
        assert count_all() == [1, 1, 1, 1]
        assert {judge(answer) for answer in answers} <= {str(row.pk), "key_busy"}
        assert {answer.status_code for answer in answers} <= {202, 409}
        assert str(row.pk) in {judge(answer) for answer in answers}

    def test_is_answered_the_same_by_everyone_in_the_end(self, till: Till) -> None:
        run_at_once([partial(till.collect, build_body())] * 8)

        answers = run_at_once([partial(till.collect, build_body())] * 8)

        assert len({answer.content for answer in answers}) == 1
        assert {answer.headers["Idempotency-Replayed"] for answer in answers} == {"true"}


class TestSameReceiptAtOnce:
    def test_makes_one_transaction_of_32_keys(self, till: Till) -> None:
        body = build_body()

        answers = run_at_once(
            [partial(till.collect, body, key=f"key-{number}") for number in range(32)]
        )

        row = Transaction.objects.get()
        assert {judge(answer) for answer in answers} == {str(row.pk)}
        assert {answer.status_code for answer in answers} == {202}
        assert count_all() == [1, 1, 1, 1]
        assert IdempotencyKey.objects.count() == 32

    def test_that_is_known_already_makes_one_transaction_of_16_keys(self, till: Till) -> None:
        ReceiptFactory.create(branch=till.workstation.branch, receipt_number="BON-1")
        body = build_body(receipt_number="BON-1")

        answers = run_at_once(
            [partial(till.collect, body, key=f"key-{number}") for number in range(16)]
        )

        assert {answer.status_code for answer in answers} == {202}
        assert count_all() == [1, 1, 1, 1]

    def test_at_two_workstations_with_other_content_lets_one_win(self, till: Till) -> None:
        neighbour = join_till(
            WorkstationFactory.create(branch=till.workstation.branch), till.interface
        )

        answers = run_at_once(
            [
                partial(till.collect, build_body()),
                partial(neighbour.collect, build_body(total="300.00")),
            ]
        )

        assert sorted(answer.status_code for answer in answers) == [202, 409]
        assert Transaction.objects.count() == 1


class TestTwoReceiptsAtOnce:
    def test_do_not_wait_for_each_other(self, till: Till) -> None:
        first_is_stored, second_is_answered = Event(), Event()
        note_use_of_token(till)

        def hold_first() -> bool:
            with transaction.atomic():
                till.collect(build_body(receipt_number="BON-1"), key="key-1")
                first_is_stored.set()
                return second_is_answered.wait(timeout=10)

        def post_second() -> Answer:
            assert first_is_stored.wait(timeout=10)
            answer = till.collect(build_body(receipt_number="BON-2"), key="key-2")
            second_is_answered.set()
            return answer

        was_answered, second = run_at_once([hold_first, post_second])

        assert was_answered
        assert second.status_code == 202
        assert Transaction.objects.count() == 2


class TestKeyWhoseFirstRequestIsUndone:
    def test_is_free_for_the_one_that_waits_for_it(self, till: Till) -> None:
        first_is_stored, second_has_begun = Event(), Event()
        note_use_of_token(till)

        def undo_first() -> None:
            with transaction.atomic():
                till.collect(build_body(receipt_number="BON-1"))
                first_is_stored.set()
                second_has_begun.wait(timeout=10)
                time.sleep(0.3)
                transaction.set_rollback(True)

        def post_second() -> Answer:
            first_is_stored.wait(timeout=10)
            second_has_begun.set()
            return till.collect(build_body(receipt_number="BON-2"))

        _nothing, second = run_at_once([undo_first, post_second])

        assert second.status_code == 202
        assert Receipt.objects.get().receipt_number == "BON-2"
        assert count_all() == [1, 1, 1, 1]
