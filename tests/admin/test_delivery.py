"""Deliveries are looked at; nobody edits them, whatever is posted."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.admin.rows import get_url, make_attempts
from tests.factories import DeliveryFactory
from transactions.admin.worklists import TONES
from transactions.choices import Reason, State
from transactions.models import Delivery

pytestmark = pytest.mark.django_db
FIELDS = ["state", "reason", "points", "code", "attempt_number", "state_since"]


@pytest.fixture
def delivery() -> Delivery:
    row = DeliveryFactory.create(unknown=True)
    make_attempts(row, 1)
    return row


def read(row: Delivery) -> dict[str, Any]:
    """The row as stored."""
    return dict(Delivery.objects.filter(pk=row.pk).values(*FIELDS).get())


class TestTheListOfDeliveries:
    @pytest.mark.parametrize("state", State)
    def test_shows_every_state(self, back_office: Client, state: State) -> None:
        lease = DeliveryFactory.build(claimed=True).lease_until
        row = DeliveryFactory.create(state=state, reason=Reason.CLOCK, lease_until=lease)

        response = back_office.get(get_url(Delivery, "changelist"))

        assert response.status_code == HTTPStatus.OK
        assert row.get_state_display() in response.content.decode()


class TestDeliveryAdmin:
    def test_refuses_to_add(self, back_office: Client) -> None:
        response = back_office.post(get_url(Delivery, "add"), {"state": "booked"})

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert Delivery.objects.count() == 0

    def test_refuses_to_change(self, back_office: Client, delivery: Delivery) -> None:
        before = read(delivery)

        response = back_office.post(
            get_url(Delivery, "change", delivery.pk), {"state": "booked", "points": "999"}
        )

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert read(delivery) == before

    def test_refuses_to_delete(self, back_office: Client, delivery: Delivery) -> None:
        response = back_office.post(get_url(Delivery, "delete", delivery.pk), {"post": "yes"})

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert Delivery.objects.count() == 1

    def test_offers_no_action_that_deletes(self, back_office: Client, delivery: Delivery) -> None:
        page = back_office.get(get_url(Delivery, "changelist")).content.decode()
        posted = {"action": "delete_selected", "_selected_action": str(delivery.pk), "post": "yes"}
        back_office.post(get_url(Delivery, "changelist"), posted)

        assert "delete_selected" not in page
        assert Delivery.objects.count() == 1

    def test_has_no_field_to_type_into(self, back_office: Client, delivery: Delivery) -> None:
        response = back_office.get(get_url(Delivery, "change", delivery.pk))

        fields = {*response.context["adminform"].form.fields}
        assert not fields
        assert b'name="_save"' not in response.content

    def test_offers_no_change_of_what_happened(
        self, back_office: Client, delivery: Delivery
    ) -> None:
        response = back_office.get(get_url(Delivery, "change", delivery.pk))

        assert response.context["inline_admin_formsets"] == []
        assert len(response.context["entries"]) == 3

    def test_is_headed_by_the_receipt_and_where_it_stands(
        self, back_office: Client, delivery: Delivery
    ) -> None:
        response = back_office.get(get_url(Delivery, "change", delivery.pk))

        receipt_number = delivery.transaction.receipt.receipt_number
        assert f"<h1>{receipt_number} · in Klärung</h1>" in response.content.decode()
        assert "in Klärung</span></h2>" in response.content.decode()

    def test_shows_unknown_points_as_unknown(self, back_office: Client, delivery: Delivery) -> None:
        response = back_office.get(get_url(Delivery, "change", delivery.pk))

        page = response.content.decode()
        assert delivery.transaction.card_masked in page
        assert '<div class="readonly">0</div>' not in page


class TestBadges:
    def test_are_there_for_every_state(self) -> None:
        assert set(TONES) == set(State)

    def test_stand_in_the_list_with_the_time_that_passed(
        self, back_office: Client, delivery: Delivery
    ) -> None:
        with time_machine.travel(delivery.state_since + timedelta(minutes=3), tick=False):
            page = back_office.get(get_url(Delivery, "changelist")).content.decode()

        assert '<span aria-hidden="true">?</span> in Klärung</span>' in page
        assert 'title="23.11.2026, 10:15">vor 3 Minuten</time>' in page


class TestStandFilter:
    @pytest.mark.parametrize(
        ("stand", "trait"), [("unknown", "unknown"), ("held", "held"), ("booked", "booked")]
    )
    def test_shows_one_stand(self, back_office: Client, stand: str, trait: str) -> None:
        wanted = DeliveryFactory.create(**{trait: True})
        DeliveryFactory.create(attention=True)

        response = back_office.get(get_url(Delivery, "changelist"), {"stand": stand})

        assert list(response.context["cl"].result_list) == [wanted]

    def test_counts_everything_on_its_way_as_waiting(self, back_office: Client) -> None:
        DeliveryFactory.create(claimed=True)
        DeliveryFactory.create(started=True)
        DeliveryFactory.create(booked=True)

        response = back_office.get(get_url(Delivery, "changelist"), {"stand": "waiting"})

        assert response.context["cl"].result_count == 2
