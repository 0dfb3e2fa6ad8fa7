"""Through which interface an accepted transaction is sent."""

from typing import Any

import pytest
from cryptography.fernet import Fernet, MultiFernet
from django.db.models import Model
from pytest_django import Settings

from interfaces.models import Interface
from tests.factories import DeliveryFactory, InterfaceFactory
from tests.factories.transactions import NOW
from transactions.choices import Reason
from transactions.models import Delivery, Transaction
from transactions.sending.route import NoRoute, Route, choose_route

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> Delivery:
    """Accepted through its chain's interface."""
    return DeliveryFactory.create()


def add_interface(delivery: Delivery, **values: Any) -> Interface:
    """One more interface, for the branch of the delivery: it wins over the chain's."""
    return InterfaceFactory.create(
        chain=delivery.branch.chain, branch=delivery.branch, username="neu", **values
    )


def change(interface: Interface, **values: Any) -> None:
    Interface.objects.filter(pk=interface.pk).update(**values)


def choose(delivery: Delivery) -> Route:
    return choose_route(delivery=Delivery.objects.get(pk=delivery.pk), at=NOW)


class TestChooseRoute:
    def test_takes_the_interface_that_applies_now(self, delivery: Delivery) -> None:
        winner = add_interface(delivery)

        route = choose(delivery)

        assert route.interface == winner
        assert route.credentials.username == "neu"

    def test_stays_with_the_accepted_one_when_the_winner_has_another_partner(
        self, delivery: Delivery
    ) -> None:
        add_interface(delivery, partner_short_name="OTHER")

        assert choose(delivery).interface == delivery.interface

    def test_still_serves_what_was_accepted_before_the_interface_was_switched_off(
        self, delivery: Delivery
    ) -> None:
        change(delivery.interface, is_active=False)

        assert choose(delivery).interface == delivery.interface

    def test_takes_the_newest_password(self, delivery: Delivery) -> None:
        interface = Interface.objects.get(pk=delivery.interface.pk)
        interface.password = "berichtigt"
        interface.save()

        assert choose(delivery).credentials.password == "berichtigt"


class TestNoRoute:
    def test_means_another_partner_when_nobody_carries_the_frozen_name(
        self, delivery: Delivery
    ) -> None:
        change(delivery.interface, partner_short_name="OTHER")

        with pytest.raises(NoRoute) as caught:
            choose(delivery)

        assert caught.value.reason == Reason.PARTNER_CHANGED

    def test_means_configuration_when_the_password_is_missing(self, delivery: Delivery) -> None:
        change(delivery.interface, password=None)

        with pytest.raises(NoRoute) as caught:
            choose(delivery)

        assert caught.value.reason == Reason.CONFIGURATION

    def test_means_configuration_when_the_password_belongs_to_another_host(
        self, delivery: Delivery
    ) -> None:
        change(delivery.interface, host="https://elsewhere.example")

        with pytest.raises(NoRoute) as caught:
            choose(delivery)

        assert caught.value.reason == Reason.CONFIGURATION

    @pytest.mark.parametrize(("model", "secret"), [(Interface, "password"), (Transaction, "card")])
    def test_means_configuration_when_no_key_opens_a_secret(
        self, delivery: Delivery, monkeypatch: pytest.MonkeyPatch, model: type[Model], secret: str
    ) -> None:
        other_keys = MultiFernet([Fernet(Fernet.generate_key())])
        monkeypatch.setattr(model._meta.get_field(secret), "fernet", other_keys)

        with pytest.raises(NoRoute) as caught:
            choose(delivery)

        assert caught.value.reason == Reason.CONFIGURATION

    def test_means_configuration_when_the_host_is_no_address_any_more(
        self, delivery: Delivery, settings: Settings
    ) -> None:
        interface = Interface.objects.get(pk=delivery.interface.pk)
        interface.host = "http://127.0.0.1:8765"
        settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK = False
        interface.password = "geheim"
        interface.save()

        with pytest.raises(NoRoute) as caught:
            choose(delivery)

        assert caught.value.reason == Reason.CONFIGURATION

    def test_means_configuration_when_the_operator_does_not_allow_the_host(
        self, delivery: Delivery, settings: Settings
    ) -> None:
        settings.PAYBACK_ALLOWED_HOSTS = ["soap.payback.example"]

        with pytest.raises(NoRoute) as caught:
            choose(delivery)

        assert caught.value.reason == Reason.CONFIGURATION

    def test_carries_the_fingerprint_of_the_settings_that_failed(self, delivery: Delivery) -> None:
        change(delivery.interface, password=None)
        interface = Interface.objects.get(pk=delivery.interface.pk)

        with pytest.raises(NoRoute) as caught:
            choose(delivery)

        assert caught.value.fingerprint == interface.settings_fingerprint
