"""What is not finished is in exactly one worklist."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import DeliveryFactory
from transactions.choices import FINAL_STATES, OPEN_STATES, WORKLIST_STATES, State, Worklist
from transactions.models import Delivery
from transactions.queries import count_worklists


def count_all() -> dict[Worklist, int]:
    """Of every delivery there is."""
    return count_worklists(deliveries=Delivery.objects.all())


class TestWorklists:
    def test_share_every_state_that_is_not_final(self) -> None:
        listed = [state for states in WORKLIST_STATES.values() for state in states]

        assert sorted(listed) == sorted(set(State) - FINAL_STATES)
        assert set(listed) == OPEN_STATES

    def test_are_all_there(self) -> None:
        assert list(WORKLIST_STATES) == list(Worklist)


@pytest.mark.django_db
class TestCountWorklists:
    @pytest.mark.parametrize(
        ("trait", "worklist"),
        [
            ({}, Worklist.WAITING),
            ({"claimed": True}, Worklist.WAITING),
            ({"started": True}, Worklist.WAITING),
            ({"unknown": True}, Worklist.UNKNOWN),
            ({"held": True}, Worklist.HELD),
            ({"attention": True}, Worklist.DECISION),
        ],
        ids=str,
    )
    def test_counts_it_once(self, trait: dict[str, Any], worklist: Worklist) -> None:
        DeliveryFactory.create_batch(2, **trait)

        assert count_all() == {**dict.fromkeys(Worklist, 0), worklist: 2}

    @pytest.mark.parametrize("trait", ["booked", "refused"])
    def test_leaves_out_what_is_finished(self, trait: str) -> None:
        DeliveryFactory.create(**{trait: True})

        assert set(count_all().values()) == {0}

    def test_costs_one_query(self) -> None:
        DeliveryFactory.create_batch(3)

        with CaptureQueriesContext(connection) as captured:
            count_all()

        assert len(captured) == 1
