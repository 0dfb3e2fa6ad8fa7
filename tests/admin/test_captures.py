"""Cards caught in orders, as the back office shows them."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from interfaces.choices import Role
from tests.admin.rows import get_url
from tests.factories import BranchFactory, CaptureFactory, DeliveryFactory, make_user
from tests.factories.transactions import CARD
from transactions.models import Capture, Delivery

pytestmark = pytest.mark.django_db


def open_row(client: Client, row: Any) -> Any:
    return client.get(get_url(Capture, "change", row.pk))


class TestCapture:
    def test_is_shown_masked(self, back_office: Client) -> None:
        row = CaptureFactory.create(coupons=["DEMO-X3", "DEMO-PLUS100"])

        pages = [open_row(back_office, row), back_office.get(get_url(Capture, "changelist"))]

        texts = [page.content.decode() for page in pages]
        assert ["904019******7692" in text for text in texts] == [True, True]
        assert [CARD in text for text in texts] == [False, False]
        assert "DEMO-X3, DEMO-PLUS100" in texts[0]
        assert ["noch ohne Rechnung" in text for text in texts] == [True, True]

    def test_leads_to_the_booking_that_earned_with_it(self, back_office: Client) -> None:
        delivery = DeliveryFactory.create(booked=True)
        row = CaptureFactory.create(collect=delivery.transaction)

        page = open_row(back_office, row).content.decode()

        assert f'<a href="{get_url(Delivery, "change", delivery.pk)}">BON-' in page

    def test_is_only_looked_at(self, back_office: Client) -> None:
        row = CaptureFactory.create()

        page = open_row(back_office, row)
        answers = [
            back_office.post(get_url(Capture, "change", row.pk), {"order_number": "B-2"}),
            back_office.post(get_url(Capture, "delete", row.pk), {"post": "yes"}),
            back_office.get(get_url(Capture, "add")),
        ]

        assert 'name="_save"' not in page.content.decode()
        assert [one.status_code for one in answers] == [HTTPStatus.FORBIDDEN] * 3
        assert Capture.objects.get().order_number == row.order_number

    def test_is_seen_by_the_manager_of_its_branch_alone(self) -> None:
        own, neighbour = BranchFactory.create(), BranchFactory.create()
        client = Client()
        client.force_login(make_user(Role.BRANCH_MANAGER, own))
        rows = [CaptureFactory.create(branch=own), CaptureFactory.create(branch=neighbour)]

        answers = [open_row(client, row).status_code for row in rows]

        assert answers == [HTTPStatus.OK, HTTPStatus.NOT_FOUND]
