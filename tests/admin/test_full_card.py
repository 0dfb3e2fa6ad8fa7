"""The whole membership number: shown to whoever has the right to it, once, and never unseen."""

from http import HTTPStatus
from typing import Any

import pytest
from cryptography.fernet import Fernet, MultiFernet
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from interfaces.choices import DeedKind, DeedOutcome, Role
from interfaces.models import Deed
from tests.admin.people import open_client
from tests.admin.rows import get_url
from tests.factories import BranchFactory, DeliveryFactory, make_user
from tests.factories.transactions import CARD
from tests.rights.intended import find_permissions
from transactions.models import Delivery, Transaction
from transactions.services import full_card

pytestmark = pytest.mark.django_db
CARD_FIELD = Transaction._meta.get_field("card")
OFFER = "Volle Mitgliedsnummer ansehen"


@pytest.fixture
def delivery() -> Delivery:
    return DeliveryFactory.create(booked=True)


@pytest.fixture
def anna(delivery: Delivery) -> User:
    """An administrator of its chain."""
    return make_user(Role.ADMINISTRATOR, delivery.branch, username="anna")


def look(user: User, delivery: Delivery, **options: Any) -> Any:
    """Presses the button."""
    client = Client(**options)
    client.force_login(user)
    return client.post(get_address(delivery))


def get_address(delivery: Delivery) -> str:
    return reverse("admin:transactions_delivery_full_card", args=[delivery.pk])


def give_right(user: User) -> User:
    """The right alone, beside the group."""
    user.user_permissions.set(find_permissions({"transactions.unmask_delivery"}))
    return user


class TestFullCard:
    def test_is_shown_to_an_administrator_on_a_page_nobody_keeps(
        self, anna: User, delivery: Delivery
    ) -> None:
        response = look(anna, delivery)

        assert f'id="full-card">{CARD}</p>' in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_is_on_record_with_who_where_and_what(self, anna: User, delivery: Delivery) -> None:
        response = look(anna, delivery, REMOTE_ADDR="203.0.113.9")

        deed = Deed.objects.get()
        assert (deed.kind, deed.outcome) == (DeedKind.FULL_CARD, DeedOutcome.DONE)
        assert (deed.username, deed.remote_address) == ("anna", "203.0.113.9")
        assert (deed.row_key, deed.branch_key) == (delivery.pk, delivery.branch_id)
        assert deed.request_id == response["X-Request-ID"]
        assert CARD not in str(list(Deed.objects.values()))

    def test_stands_in_the_history_of_the_transaction(self, anna: User, delivery: Delivery) -> None:
        look(anna, delivery)

        page = open_client(anna).get(get_url(Delivery, "change", delivery.pk)).content.decode()
        assert "<strong>Volle Mitgliedsnummer ansehen</strong>" in page
        assert CARD not in page

    def test_is_not_given_out_without_a_record(
        self, anna: User, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_details: Any) -> None:
            raise DatabaseError

        monkeypatch.setattr(full_card, "record_deed", fail)

        response = look(anna, delivery, raise_request_exception=False)

        assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        assert CARD not in response.content.decode()

    def test_that_no_key_opens_is_said_and_on_record(
        self, anna: User, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(CARD_FIELD, "fernet", MultiFernet([Fernet(Fernet.generate_key())]))

        page = look(anna, delivery).content.decode()

        assert "lässt sich nicht lesen" in page
        assert Deed.objects.get().outcome == DeedOutcome.UNREADABLE


class TestWhoMayLook:
    @pytest.mark.parametrize("role", [Role.BRANCH_MANAGER, Role.AUDITOR])
    def test_is_nobody_without_the_right(self, delivery: Delivery, role: Role) -> None:
        user = make_user(role, delivery.branch)

        response = look(user, delivery)

        page = open_client(user).get(get_url(Delivery, "change", delivery.pk)).content.decode()
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert OFFER not in page
        assert not Deed.objects.exists()

    def test_is_a_manager_who_was_given_the_right(self, delivery: Delivery) -> None:
        manager = give_right(make_user(Role.BRANCH_MANAGER, delivery.branch))

        assert CARD in look(manager, delivery).content.decode()

    def test_is_no_auditor_who_was_given_the_right(self, delivery: Delivery) -> None:
        auditor = give_right(make_user(Role.AUDITOR, delivery.branch))

        assert look(auditor, delivery).status_code == HTTPStatus.FORBIDDEN

    def test_is_nobody_from_another_branch(self, delivery: Delivery) -> None:
        neighbour = BranchFactory.create(chain=delivery.branch.chain)
        manager = give_right(make_user(Role.BRANCH_MANAGER, neighbour))

        assert look(manager, delivery).status_code == HTTPStatus.NOT_FOUND
        assert not Deed.objects.exists()

    def test_is_nobody_by_a_link(self, anna: User, delivery: Delivery) -> None:
        response = open_client(anna).get(get_address(delivery))

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        assert not Deed.objects.exists()

    def test_is_offered_it_on_the_page(self, anna: User, delivery: Delivery) -> None:
        page = open_client(anna).get(get_url(Delivery, "change", delivery.pk)).content.decode()

        assert OFFER in page
        assert CARD not in page
