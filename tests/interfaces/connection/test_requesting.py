"""Which set of settings a test is about, and what is written down when somebody asks for one."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import Settings

from interfaces.choices import DeedKind, DeedOutcome, ProbeState
from interfaces.connection import HostUnusable, PasswordMissing, SettingsMixed
from interfaces.models import ConnectionTest, Deed, Interface
from tests.interfaces.connection.asking import (
    NOW,
    NOWHERE,
    ask,
    carry_out,
    make_interface,
    reread,
    type_in,
)
from tests.interfaces.payback.peer import closed_port
from tests.other_broker import broker_at
from tests.simulator_process import PASSWORD, SimulatorProcess

pytestmark = pytest.mark.django_db
CANARY = "Zeisig&geheim<4711>"


def read_rows() -> str:
    """The rows of all tests as the database writes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM interfaces_connectiontest t")
        return str(cursor.fetchall())


class TestTheTypedSet:
    def test_is_used_although_another_is_stored(self, simulator: SimulatorProcess) -> None:
        interface = make_interface(NOWHERE, username="other", password="other")

        ended = carry_out(ask(type_in(simulator.url), interface=interface))

        assert ended.state == ProbeState.PASSED
        assert not ended.uses_stored_password

    def test_is_used_for_an_interface_that_is_not_saved(self, simulator: SimulatorProcess) -> None:
        ended = carry_out(ask(type_in(simulator.url)))

        assert (ended.state, ended.interface) == (ProbeState.PASSED, None)

    def test_is_not_completed_by_the_stored_password(self, simulator: SimulatorProcess) -> None:
        interface = make_interface(simulator.url)

        ended = carry_out(ask(type_in(simulator.url, password="wrong"), interface=interface))

        assert (ended.state, ended.reason) == (ProbeState.FAILED, "credentials_401")

    def test_changes_nothing_at_the_interface(self, simulator: SimulatorProcess) -> None:
        interface = make_interface(NOWHERE)
        before = Interface.objects.filter(pk=interface.pk).values().get()

        carry_out(ask(type_in(simulator.url, partner_short_name="NEU"), interface=interface))

        after = Interface.objects.filter(pk=interface.pk).values().get()
        assert {name: str(value) for name, value in after.items() if "password" not in name} == {
            name: str(value) for name, value in before.items() if "password" not in name
        }
        assert Interface.objects.get(pk=interface.pk).password == PASSWORD


class TestTheStoredSet:
    @pytest.mark.parametrize("spelling", ["{}", "{}/simulator/v1/soap"])
    def test_is_used_when_no_password_is_typed(
        self, simulator: SimulatorProcess, spelling: str
    ) -> None:
        interface = make_interface(simulator.url)
        typed = type_in(spelling.format(simulator.url), password="")

        ended = carry_out(ask(typed, interface=interface))

        assert (ended.state, ended.uses_stored_password) == (ProbeState.PASSED, True)

    @pytest.mark.parametrize(
        "change",
        [
            {"host": "https://elsewhere.example"},
            {"host": "https://x.payback.example"},
            {"host": "https://payback.example:8443"},
            {"host": "https://payback.example/other"},
            {"host": "http://127.0.0.1:8765"},
            {"username": "somebody"},
            {"username": "DEMO"},
            {"partner_short_name": "OTHER"},
            {"profile_name": "extint"},
        ],
        ids=str,
    )
    def test_is_never_mixed_with_typed_settings(self, change: dict[str, str]) -> None:
        interface = make_interface(NOWHERE)
        typed = type_in(**{"host": NOWHERE, "password": "", **change})

        with pytest.raises(SettingsMixed):
            ask(typed, interface=interface)

        assert ConnectionTest.objects.count() == 0

    def test_does_not_exist_without_a_stored_password(self) -> None:
        interface = make_interface(NOWHERE, password=None)

        with pytest.raises(PasswordMissing):
            ask(type_in(NOWHERE, password=""), interface=interface)

    def test_does_not_exist_for_an_interface_that_is_not_saved(self) -> None:
        make_interface(NOWHERE)

        with pytest.raises(PasswordMissing):
            ask(type_in(NOWHERE, password=""))

    def test_is_not_copied_into_the_test(self) -> None:
        interface = make_interface(NOWHERE)

        test = ask(type_in(NOWHERE, password=""), interface=interface)

        assert reread(test).password_sealed is None


class TestTheHost:
    @pytest.mark.parametrize("host", ["ftp://payback.example", "http://payback.example", "127.1"])
    def test_must_be_an_address(self, host: str) -> None:
        with pytest.raises(HostUnusable, match="Bitte einen Rechnernamen"):
            ask(type_in(host))

    def test_must_be_allowed_by_the_operator(self, settings: Settings) -> None:
        settings.PAYBACK_ALLOWED_HOSTS = ["*.payback.at"]

        with pytest.raises(HostUnusable, match=r"payback\.example ist hier nicht freigegeben"):
            ask(type_in(NOWHERE))

        assert ConnectionTest.objects.count() == 0


class TestATypedPassword:
    def test_lies_sealed_in_the_row_alone(self) -> None:
        test = ask(type_in(NOWHERE, password=CANARY))

        assert reread(test).password == CANARY
        assert CANARY not in read_rows()

    def test_is_bound_to_test_address_and_user(self) -> None:
        test = ask(type_in(NOWHERE, password=CANARY))
        ConnectionTest.objects.filter(pk=test.pk).update(host="https://elsewhere.example")

        ended = carry_out(test)

        assert (ended.state, ended.reason) == (ProbeState.FAILED, "password_unreadable")

    def test_does_not_show_in_what_prints_the_settings(self) -> None:
        assert CANARY not in repr(type_in(NOWHERE, password=CANARY))


class TestABrokerThatIsDown:
    def test_ends_the_test_at_once_and_forgets_the_password(self) -> None:
        with broker_at(f"redis://127.0.0.1:{closed_port()}/0"):
            test = ask(type_in(NOWHERE, password=CANARY))

        stored = reread(test)
        assert (stored.state, stored.reason) == (ProbeState.LOST, "broker_down")
        assert stored.password_sealed is None


class TestTheDeed:
    def test_names_who_did_it_from_where_and_how_it_ended(
        self, simulator: SimulatorProcess
    ) -> None:
        user = User.objects.create(username="filialleitung")
        interface = make_interface(simulator.url, of_branch=True)

        carry_out(ask(type_in(simulator.url), interface=interface, user=user))

        deed = Deed.objects.get()
        assert (deed.kind, deed.outcome) == (DeedKind.CONNECTION_TEST, DeedOutcome.DONE)
        assert (deed.user_key, deed.username) == (user.pk, "filialleitung")
        assert (deed.remote_address, deed.request_id) == ("192.0.2.9", "kennung")
        assert (deed.interface_key, deed.branch_key) == (interface.pk, interface.branch_id)
        assert (deed.done_at, deed.detail) == (NOW, f"{simulator.url}: passed")

    def test_is_written_for_a_failed_test_and_for_one_that_is_not_saved(
        self, simulator: SimulatorProcess
    ) -> None:
        carry_out(ask(type_in(simulator.url, password=CANARY)))

        deed = Deed.objects.get()
        assert (deed.outcome, deed.interface_key) == (DeedOutcome.FAILED, None)
        assert deed.detail == f"{simulator.url}: credentials_401"
