"""What was written down stays: the database itself refuses to change it."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.db.models import Model

from tests.factories import DeliveryFactory
from tests.factories.transactions import NOW
from transactions.choices import State, Verdict
from transactions.models import Attempt, Delivery, StateChange, Transaction
from transactions.models.delivery import record_state

pytestmark = pytest.mark.django_db

REFUSED = "Cannot update or delete rows"
KEPT = [
    (Transaction, {"total_cents": 1}),
    (Attempt, {"verdict": Verdict.BOOKED}),
    (StateChange, {"to_state": State.BOOKED}),
]


@pytest.fixture
def delivery() -> Delivery:
    """One delivery with a row in each of the kept tables."""
    made = DeliveryFactory.create()
    record_state(made, from_state=None, at=NOW)
    Attempt.objects.create(
        delivery=made,
        interface=made.interface,
        number=1,
        verdict=Verdict.UNKNOWN,
        recorded_at=NOW,
    )
    return made


@pytest.mark.usefixtures("delivery")
class TestAKeptRow:
    @pytest.mark.parametrize(("model", "changes"), KEPT)
    def test_refuses_an_update(self, model: type[Model], changes: dict[str, Any]) -> None:
        with pytest.raises(ProgrammingError, match=REFUSED):
            model._default_manager.update(**changes)

    @pytest.mark.parametrize("model", [Transaction, Attempt, StateChange])
    def test_refuses_a_delete(self, model: type[Model]) -> None:
        with pytest.raises(ProgrammingError, match=REFUSED):
            model._default_manager.all()._raw_delete(using="default")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE transactions_transaction SET total_cents = total_cents",
            "UPDATE transactions_attempt SET verdict = verdict",
            "UPDATE transactions_statechange SET to_state = to_state",
            "DELETE FROM transactions_transaction",
            "DELETE FROM transactions_attempt",
            "DELETE FROM transactions_statechange",
        ],
    )
    def test_refuses_plain_sql_too(self, statement: str) -> None:
        with pytest.raises(ProgrammingError, match=REFUSED), connection.cursor() as cursor:
            cursor.execute(statement)
